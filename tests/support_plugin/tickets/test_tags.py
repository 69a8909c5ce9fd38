"""Tags: one word however it is typed, new ones where the department takes them, each change a line."""

import pytest

from support_plugin.models import CannedReply, Tag, TaggedTicket
from support_plugin.tickets import actions, errors
from support_plugin.tickets.sentences import sentence
from support_plugin.tickets.tagging import MOST_TAGS


def names(ticket):
    return sorted(ticket.tagged.values_list("tag__name", flat=True))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("پیامک", "پيامك"),
        ("نسخه ۴", "نسخه 4"),
        ("نسخه ٤", "نسخه ۴"),
        ("کتاب‌ها", "کتاب ها"),
        ("VIP", "vip"),
        ("  فوری ", "فوری"),
        ("آب", "اب"),
    ],
)
def test_two_spellings_are_one_tag(first, second, agent, ticket, open_ticket):
    other = open_ticket(subject="دیگر")
    (tag,) = actions.tag(ticket, by=agent, add=[first])
    assert actions.tag(other, by=agent, add=[second]) == [tag]
    assert actions.tag(ticket, by=agent, add=[second]) == [tag]
    assert Tag.objects.count() == 1
    assert TaggedTicket.objects.count() == 2


def test_both_spellings_at_once_are_one_tag(agent, ticket):
    actions.tag(ticket, by=agent, add=["پیامک", "پيامك"])
    assert names(ticket) in (["پیامک"], ["پيامك"])


def test_what_is_no_word_is_no_tag(agent, ticket):
    assert actions.tag(ticket, by=agent, add=["", " ", ",", "،", "‌"]) == []
    assert Tag.objects.count() == 0
    assert not ticket.events.filter(kind="tagged").exists()


def test_a_closed_department_takes_only_tags_there_are(agent, ticket, department):
    actions.tag(ticket, by=agent, add=["پیامک"])
    actions.tag(ticket, by=agent, remove=["پیامک"])
    department.takes_new_tags = False
    department.save()
    with pytest.raises(errors.TagNotKnown) as refused:
        actions.tag(ticket, by=agent, add=["پيامك", "درگاه"])
    assert "درگاه" in str(refused.value)
    assert names(ticket) == []
    assert not Tag.objects.filter(name="درگاه").exists()
    actions.tag(ticket, by=agent, add=["پيامك"])
    assert names(ticket) == ["پیامک"]


def test_the_department_that_decides_is_the_tickets_own(agent, agent2, ticket, foreign_ticket, department):
    department.takes_new_tags = False
    department.save()
    actions.tag(foreign_ticket, by=agent2, add=["درگاه"])
    assert names(foreign_ticket) == ["درگاه"]
    with pytest.raises(errors.TagNotKnown):
        actions.tag(ticket, by=agent, add=["چیز تازه"])


def test_a_ticket_bears_so_many_tags_and_no_more(agent, ticket):
    actions.tag(ticket, by=agent, add=[f"برچسب {number}" for number in range(MOST_TAGS)])
    with pytest.raises(errors.TooManyTags):
        actions.tag(ticket, by=agent, add=["یکی دیگر"])
    # One comes as one goes.
    actions.tag(ticket, by=agent, add=["یکی دیگر"], remove=["برچسب 0"])
    assert ticket.tagged.count() == MOST_TAGS


def test_each_change_is_one_line_that_names_the_tags(agent, ticket):
    actions.tag(ticket, by=agent, add=["پیامک", "درگاه"])
    actions.tag(ticket, by=agent, add=["فاکتور"], remove=["پیامک"])
    actions.tag(ticket, by=agent, add=["فاکتور"], remove=["پیامک"])
    lines = [event for event in ticket.events.all() if event.kind == "tagged"]
    assert [event.data for event in lines] == [
        {"added": ["پیامک", "درگاه"], "removed": []},
        {"added": ["فاکتور"], "removed": ["پیامک"]},
    ]
    assert "فاکتور" in sentence(lines[1], "team")
    assert sentence(lines[1], "customer") == ""


def test_tags_are_not_the_customers_business(agent, ticket):
    before = ticket.changed_at
    actions.tag(ticket, by=agent, add=["بدحساب"])
    ticket.refresh_from_db()
    assert ticket.changed_at == before


@pytest.mark.parametrize("who", ["customer", "stranger", "agent2", "editor"])
def test_whoever_does_not_work_the_ticket_tags_nothing(who, request, ticket):
    with pytest.raises(errors.NotYours):
        actions.tag(ticket, by=request.getfixturevalue(who), add=["پیامک"])
    assert Tag.objects.count() == 0


def test_a_renamed_tag_is_found_by_its_new_name(agent, ticket):
    (tag,) = actions.tag(ticket, by=agent, add=["پیامک"])
    tag.name = "اس‌ام‌اس"
    tag.save()
    assert actions.tag(ticket, by=agent, add=["اس ام اس"]) == [tag]


def test_a_lead_makes_one_tag_of_two(lead, agent, ticket, open_ticket):
    both = open_ticket(subject="دیگر")
    (wrong,) = actions.tag(ticket, by=agent, add=["فاکتورها"])
    right = next(
        tag for tag in actions.tag(both, by=agent, add=["فاکتورها", "صورتحساب"]) if tag.name == "صورتحساب"
    )
    canned = CannedReply.objects.create(name="فاکتور", body="سلام")
    canned.tags.add(wrong)
    actions.merge_tags(wrong, right, by=lead)
    assert names(ticket) == ["صورتحساب"]
    assert names(both) == ["صورتحساب"]
    assert list(canned.tags.all()) == [right]
    assert list(Tag.objects.all()) == [right]


def test_only_leads_merge_tags(agent, editor, ticket):
    one, other = actions.tag(ticket, by=agent, add=["یک", "دو"])
    for person in (agent, editor):
        with pytest.raises(errors.NotYours):
            actions.merge_tags(one, other, by=person)
    assert Tag.objects.count() == 2
