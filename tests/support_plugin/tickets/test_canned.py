"""Canned replies: closed placeholders, the ticket's language, and the changes that go with the text."""

import pytest
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict

from support_plugin.forms.form import AnswersForm
from support_plugin.models import CannedReply, Tag
from support_plugin.tickets import actions, canned, errors
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def welcome(db):
    return CannedReply.objects.create(
        name={"fa": "خوشامد", "en": "Welcome"},
        body={
            "fa": "سلام {customer_name}، تیکت {number} درباره {product} به {department} رسید. {agent_name}",
            "en": "Hello {customer_name}, ticket {number} has reached {department}.",
        },
    )


def test_each_placeholder_gets_the_tickets_value(welcome, agent, open_ticket, product):
    ticket = open_ticket(product=product)
    words = canned.filled(welcome, ticket, by=agent)
    number = ticket.reference.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert words == (f"سلام بهنام کاویانی، تیکت {number} درباره پنل پیامک به پشتیبانی فنی رسید. مینا راستین")
    assert canned.unfilled(words) == []


def test_it_speaks_the_language_the_ticket_was_filed_in(welcome, agent, ticket):
    ticket.language = "en"
    assert canned.filled(welcome, ticket, by=agent).startswith("Hello بهنام کاویانی, ticket ")
    assert canned.filled(welcome, ticket, by=agent, language="fa").startswith("سلام")


def test_what_has_no_value_stays_and_is_not_sent(welcome, agent, ticket):
    words = canned.filled(welcome, ticket, by=agent)
    assert canned.unfilled(words) == ["{product}"]
    with pytest.raises(errors.PlaceholdersUnfilled) as refused:
        canned.send(welcome, ticket, by=agent)
    assert "{product}" in str(refused.value)
    assert ticket.messages.count() == 1


def test_a_value_is_never_read_as_a_placeholder(welcome, agent, open_ticket, product, customer):
    customer.first_name, customer.last_name = "{agent_name}", "{{ 7*7 }}"
    customer.save()
    words = canned.filled(welcome, open_ticket(product=product), by=agent)
    assert "سلام {agent_name} {{ 7*7 }}،" in words


def test_markup_in_a_value_stays_text(agent, open_ticket, customer):
    customer.first_name, customer.last_name = "<script>", "x"
    customer.save()
    reply = CannedReply.objects.create(name="سلام", body="سلام {customer_name}\n\n<b>خط دوم</b>")
    message = canned.send(reply, open_ticket(), by=agent)
    assert message.body == "<p>سلام &lt;script&gt; x</p>\n\n<p>&lt;b&gt;خط دوم&lt;/b&gt;</p>"


@pytest.mark.parametrize("body", ["سلام {nobody}", "{", "{customer_name", "{{ number }}", "{% load x %}"])
@pytest.mark.parametrize("language", ["fa", "en"])
def test_an_unknown_placeholder_is_refused_by_its_name(body, language):
    reply = CannedReply(name="سلام", body={"fa": "سلام", language: body})
    with pytest.raises(ValidationError) as refused:
        reply.full_clean()
    assert list(refused.value.message_dict) == ["body"]
    assert "{customer_name}" in refused.value.message_dict["body"][0]


def test_a_note_does_not_pass_the_turn():
    with pytest.raises(ValidationError) as refused:
        CannedReply(name="سلام", body="سلام", kind="note", then="resolve").full_clean()
    assert list(refused.value.message_dict) == ["then"]


@pytest.mark.parametrize(("then", "status"), [("", "waiting_customer"), ("resolve", "resolved")])
def test_sending_does_all_that_goes_with_it(then, status, agent, ticket):
    reply = CannedReply.objects.create(name="بستن", body="درست شد.", then=then, priority="high", takes=True)
    reply.tags.add(Tag.objects.create(name="درگاه"))
    message = canned.send(reply, ticket, by=agent)
    ticket.refresh_from_db()
    assert (message.body, message.kind) == ("<p>درست شد.</p>", "reply")
    assert (ticket.status, ticket.priority, ticket.assignee) == (status, "high", agent)
    assert [tagged.tag.name for tagged in ticket.tagged.all()] == ["درگاه"]
    kinds = ["opened", "priority_set", "assigned", "tagged", "replied"]
    assert list(ticket.events.values_list("kind", flat=True)) == kinds + (["resolved"] if then else [])


def test_a_canned_note_stays_with_the_desk(agent, ticket):
    reply = CannedReply.objects.create(name="پیگیری", body="پیگیری شود.", kind="note")
    message = canned.send(reply, ticket, by=agent)
    ticket.refresh_from_db()
    assert (message.kind, ticket.status) == ("note", "new")


def test_nothing_is_half_sent(agent, ticket, department):
    """Somebody takes it meanwhile closed: the changes before the text are undone with it."""
    reply = CannedReply.objects.create(name="بستن", body="درست شد.", priority="high")
    actions.close(ticket, by=agent)
    with pytest.raises(errors.TicketIsClosed):
        canned.send(reply, ticket, by=agent)
    ticket.refresh_from_db()
    assert ticket.priority == "normal"
    assert not ticket.events.filter(kind="priority_set").exists()


def test_whoever_does_not_work_the_ticket_sends_nothing(agent2, ticket):
    reply = CannedReply.objects.create(name="سلام", body="سلام", priority="high")
    with pytest.raises(errors.NotYours):
        canned.send(reply, ticket, by=agent2)
    assert ticket.events.count() == 1


def test_a_department_is_offered_its_own_and_those_of_all(department, other_department):
    everywhere = CannedReply.objects.create(name="همه", body="سلام", sort_order=2)
    here = CannedReply.objects.create(name="فنی", body="سلام", sort_order=1)
    here.departments.add(department, other_department)
    elsewhere = CannedReply.objects.create(name="مالی", body="سلام", sort_order=0)
    elsewhere.departments.add(other_department)
    asleep = CannedReply.objects.create(name="قدیمی", body="سلام", is_active=False)
    assert list(CannedReply.objects.offered_in(department)) == [here, everywhere]
    assert list(CannedReply.objects.offered_in(other_department)) == [elsewhere, here, everywhere]
    assert asleep not in CannedReply.objects.offered_in(department)


def test_a_lead_leads_what_is_offered_only_in_their_departments(lead, agent, department, open_ticket):
    everywhere = CannedReply.objects.create(name="همه", body="سلام")
    here = CannedReply.objects.create(name="فنی", body="سلام")
    here.departments.add(department)
    assert list(CannedReply.objects.led_by(lead)) == [here]
    assert list(CannedReply.objects.led_by(agent)) == []
    assert (here.is_led_by(lead), everywhere.is_led_by(lead), here.is_led_by(agent)) == (True, False, False)


@pytest.fixture
def asking(ticket_type):
    """A ticket type that asks for an invoice's number and what is wrong with it."""
    problem = factories.form_field(
        "problem-2", "choice", fa="مشکل", choices=[("wrong-sum", "مبلغ اشتباه", "Wrong amount")]
    )
    number = factories.form_field("invoice-no", fa="شماره فاکتور")
    heading = factories.section("فاکتور", factories.asks(problem), factories.asks(number))
    return factories.request_form(ticket_type, heading).current


@pytest.fixture
def answered(asking, department, ticket_type):
    facts = {"department": department.slug, "ticket_type": ticket_type.slug, "product": ""}
    form = AnswersForm(
        asking,
        facts=facts,
        data=MultiValueDict({"field_problem-2": ["wrong-sum"], "field_invoice-no": ["{number}"]}),
    )
    assert form.is_valid()
    return form.answered


def test_answers_fill_a_text_in_the_tickets_language(answered, agent, open_ticket):
    ticket = open_ticket(answered=answered)
    reply = CannedReply(
        name="فاکتور",
        body={"fa": "«{answer_problem_2}» در {answer_invoice_no}", "en": "“{answer_problem_2}”"},
    )
    reply.full_clean()
    assert canned.filled(reply, ticket, by=agent) == "«مبلغ اشتباه» در {number}"
    assert canned.filled(reply, ticket, by=agent, language="en") == "“Wrong amount”"


def test_an_answer_that_was_not_given_stays_and_is_not_sent(agent, ticket):
    reply = CannedReply.objects.create(name="فاکتور", body="شماره {answer_invoice_no}")
    assert canned.unfilled(canned.filled(reply, ticket, by=agent)) == ["{answer_invoice_no}"]
    with pytest.raises(errors.PlaceholdersUnfilled):
        canned.send(reply, ticket, by=agent)


def test_only_answers_that_published_forms_ask_are_placeholders(asking):
    factories.form_field("draft-only")
    with pytest.raises(ValidationError) as refused:
        CannedReply(name="فاکتور", body="{answer_draft_only}").full_clean()
    assert "{answer_invoice_no}" in str(refused.value)


def test_the_answering_time_keeps_its_name_whatever_a_field_is_called(ticket_type):
    time = factories.form_field("time", fa="ساعت")
    factories.request_form(ticket_type, factories.section("زمان", factories.asks(time)))
    assert canned.placeholders() == canned.PLACEHOLDERS
