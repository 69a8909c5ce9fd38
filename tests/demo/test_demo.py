"""`manage.py demo`: a believable small company that can be loaded twice and interrupted."""

from collections import defaultdict
from datetime import timedelta
from math import ceil

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.models import Page

from demo.cast import CAST
from demo.guides import CATEGORIES
from demo.scenes import SCENES
from knowledge_base.figures.scenarios import scenarios
from knowledge_base.models import GuideIndexPage, GuidePage
from support_plugin.catalogue.transfer import arrival, document
from support_plugin.models import Attachment, Department, Product, Ticket, TicketType
from support_plugin.notifications import notices
from support_plugin.sla import clock
from support_plugin.sla.answer_time import answer_time
from support_plugin.sla.models import AnswerTime, Policy, Recalculation
from support_plugin.sla.schedules import schedule_for
from support_plugin.tickets import actions
from support_plugin.tickets.due import do_what_is_due
from support_plugin.tickets.models import Status
from support_plugin.tickets.reading import count_unread_answers

pytestmark = pytest.mark.usefixtures("demo")


def counts():
    labels = ("support_plugin", "knowledge_base", "wagtailcore", "wagtailimages", "auth", "account")
    return {
        model._meta.label: model._default_manager.count()
        for label in labels
        for model in apps.get_app_config(label).get_models()
    }


def person(username):
    return get_user_model().objects.get(username=username)


def test_a_second_run_changes_nothing_and_says_so(load_again):
    before = counts()
    assert "nothing was changed" in load_again()
    assert counts() == before


def test_a_run_completes_what_is_missing(load_again):
    before = counts()["knowledge_base.GuidePage"]
    GuidePage.objects.filter(slug="send-bulk-sms").first().delete()
    assert "The demo is loaded" in load_again()
    assert counts()["knowledge_base.GuidePage"] == before


def test_what_people_changed_stays_as_they_left_it(load_again):
    Department.objects.filter(slug="billing").update(usual_answer_minutes=7)
    load_again()
    assert Department.objects.get(slug="billing").usual_answer_minutes == 7


def test_a_target_the_lead_switches_off_stays_off(load_again):
    Recalculation.objects.all().delete()
    Policy.objects.filter(priority="urgent").update(is_active=False)
    load_again()
    assert not Policy.objects.get(priority="urgent").is_active
    assert Policy.objects.get(priority="high").is_active


def test_a_public_site_has_to_insist():
    with pytest.raises(CommandError, match="--force"):
        call_command("demo")


@pytest.mark.parametrize("username", CAST)
@pytest.mark.parametrize("by", ["username", "email"])
def test_everybody_can_log_in(username, by, client):
    login = getattr(person(username), by)
    response = client.post("/accounts/login/", {"login": login, "password": "demo"})
    assert response.status_code == 302


@pytest.mark.parametrize(
    ("username", "departments"),
    [
        ("customer", set()),
        ("stranger", set()),
        ("agent", {"technical-support"}),
        ("agent2", {"billing"}),
        ("lead", {"technical-support", "billing", "sales"}),
        ("editor", set()),
    ],
)
def test_people_see_the_tickets_of_their_departments_and_their_own(username, departments):
    user = person(username)
    expected = {
        ticket.pk
        for ticket in Ticket.objects.select_related("department")
        if ticket.customer_id == user.pk or ticket.department.slug in departments
    }
    assert set(Ticket.objects.visible_to(user).values_list("pk", flat=True)) == expected


@pytest.mark.parametrize(
    ("username", "path", "status"),
    [
        ("agent", "/admin/support/tickets/", 200),
        ("agent2", "/admin/support/tickets/", 200),
        ("lead", "/admin/support/tickets/", 200),
        ("admin", "/admin/support/tickets/", 200),
        ("editor", "/admin/pages/", 200),
        ("customer", "/admin/", 302),
    ],
)
def test_everybody_comes_to_their_place_of_work(username, path, status, client):
    client.force_login(person(username))
    assert client.get(path, follow=path == "/admin/pages/").status_code == status


def test_the_editor_may_write_below_both_homes():
    for home in GuideIndexPage.objects.filter(depth=2):
        assert home.permissions_for_user(person("editor")).can_add_subpage()


def test_every_status_is_there_and_stays_for_a_while():
    do_what_is_due()
    assert set(Ticket.objects.values_list("status", flat=True)) == set(Status.values)


def test_the_customer_finds_new_answers_but_has_read_the_others():
    assert count_unread_answers(person("customer")) == 2


def test_the_bells_show_what_is_unread_newest_first():
    bell = notices.of_customer(person("customer"))
    assert [notice.kind for notice in bell] == ["answered", "waiting"]
    assert {notice.ticket for notice in bell} == set(
        Ticket.objects.filed_by(person("customer"))
        .with_unread_answers(person("customer"))
        .filter(has_unread_answer=True)
    )
    for username in ("agent", "agent2", "lead"):
        bell = notices.of_agent(person(username))
        assert notices.count_unread(bell) > 0
        moments = [notice.created_at for notice in bell]
        assert moments == sorted(moments, reverse=True)
        assert not any(notice.ticket.is_finished for notice in bell.select_related("ticket"))


def test_the_first_department_asks_for_a_product_and_the_others_do_not():
    first, *others = Department.objects.order_by("sort_order")
    assert Product.objects.offered_by(first).exists()
    assert not any(Product.objects.offered_by(other).exists() for other in others)
    assert all(department in Department.objects.open_for_tickets() for department in (first, *others))


@pytest.mark.parametrize("model", [Department, TicketType, Product])
def test_everything_has_a_name_in_both_languages(model):
    for item in model.objects.all():
        assert set(item.name.data) == {"fa", "en"}


def test_times_run_forward_and_none_is_to_come():
    now = timezone.now()
    for ticket in Ticket.objects.all():
        messages = [message.created_at for message in ticket.messages.order_by("pk")]
        events = [event.created_at for event in ticket.events.order_by("pk")]
        assert messages == sorted(messages)
        assert events == sorted(events)
        assert ticket.created_at == messages[0] == events[0]
        assert ticket.last_message_at == ticket.messages.public().last().created_at
        life = [ticket.created_at, ticket.first_response_at, ticket.resolved_at, ticket.closed_at]
        life = [moment for moment in life if moment]
        assert life == sorted(life)
        assert max(*messages, *events, *life, ticket.updated_at) < now


def test_a_change_the_customer_may_not_know_moves_no_ticket_in_their_list():
    ticket = Ticket.objects.get(subject="مغایرت موجودی انبار بعد از به‌روزرسانی")
    assert ticket.changed_at == ticket.created_at < ticket.updated_at


def test_attachments_are_real_files_of_their_kinds():
    files = {attachment.name: attachment.file.read()[:8] for attachment in Attachment.objects.all()}
    assert files["تصویر خطا.png"].startswith(b"\x89PNG")
    assert files["روزنامه رسمی.pdf"].startswith(b"%PDF")
    assert not Attachment.objects.filter(message=None).exists()


def test_nobody_is_written_to_about_what_never_happened():
    assert not DBTaskResult.objects.filter(task_path__startswith="support_plugin").exists()


def test_after_the_demo_people_are_written_to_again(load_again):
    load_again()
    actions.reply(Ticket.objects.filter(status=Status.OPEN).first(), "پاسخ", by=person("admin"))
    assert DBTaskResult.objects.filter(task_path__startswith="support_plugin").count() == 1


def test_every_page_shows_in_its_language(client):
    pages = [page for model in (GuideIndexPage, GuidePage) for page in model.objects.live()]
    assert len(pages) == 2 * (1 + len(CATEGORIES) + sum(len(category.GUIDES) for category in CATEGORIES))
    for page in pages:
        response = client.get(page.get_url())
        assert response.status_code == 200
        assert response.headers["Content-Language"] == page.locale.language_code
        assert page.get_translations().count() == 1


def test_persian_stands_at_the_root_and_english_below_it(client):
    homes = {home.locale.language_code: home.get_url() for home in GuideIndexPage.objects.filter(depth=2)}
    assert homes == {"fa": "/", "en": "/en/"}
    assert Page.objects.filter(depth=2).count() == 2


def test_every_figure_has_its_picture(client):
    for page in GuidePage.objects.live():
        assert "desk-figure__missing" not in client.get(page.get_url()).content.decode()


def test_every_ticket_button_leads_to_a_form(client):
    client.force_login(person("customer"))
    for page in GuidePage.objects.live():
        for block in page.body:
            if block.block_type == "ticket_button":
                url = block.block.get_context(block.value, parent_context={"page": page})["url"]
                assert client.get(url).status_code == 200


def test_about_twenty_conversations_stand_before_a_month_of_closed_ones():
    assert len({scene["key"] for scene in SCENES}) == len(SCENES)
    scenes = Ticket.objects.filter(subject__in=[scene["subject"] for scene in SCENES])
    assert scenes.count() == len(SCENES)
    assert set(Ticket.objects.exclude(pk__in=scenes).values_list("status", flat=True)) == {Status.CLOSED}
    assert not Ticket.objects.filter(customer=person("customer")).exclude(pk__in=scenes).exists()


# What is measured on the month -------------------------------------------------------------------------------------


def waits():
    """Working minutes from filing to the first public word of the team, read from the events alone."""
    month = timezone.now() - timedelta(days=30)
    for ticket in Ticket.objects.select_related("department", "ticket_type"):
        filed, answered = None, None
        for event in ticket.events.order_by("pk"):
            by_team = event.data.get("side") == "team" or event.kind == "held"
            if event.kind == "opened":
                filed = event.created_at
            elif event.kind in ("replied", "held") and by_team:
                answered = answered or event.created_at
        if answered and answered >= month:
            seconds = clock.between(schedule_for(ticket.department), filed, answered).total_seconds()
            yield ticket.department, ticket.ticket_type, ceil(seconds / 60)


def test_the_numbers_of_the_block_are_those_of_the_events():
    recomputed = defaultdict(list)
    for department, ticket_type, minutes in waits():
        recomputed[department, None].append(minutes)
        recomputed[department, ticket_type].append(minutes)
    expected = {
        about: (
            len(found),
            sorted(found)[ceil(len(found) / 2) - 1],
            sorted(found)[ceil(len(found) * 9 / 10) - 1],
        )
        for about, found in recomputed.items()
    }
    sums = AnswerTime.objects.select_related("department", "ticket_type")
    measured = {(row.department, row.ticket_type): (row.count, row.median, row.ninth_decile) for row in sums}
    assert measured == expected
    for (department, ticket_type), numbers in measured.items():
        print(f"{department.slug}/{ticket_type.slug if ticket_type else '*'}: {numbers}")


def test_the_first_department_and_its_first_type_are_measured(client):
    department, *_others = Department.objects.order_by("sort_order")
    ticket_type = department.ticket_types.first()
    for about in (None, ticket_type):
        assert AnswerTime.objects.get(department=department, ticket_type=about).count >= 20
    client.force_login(person("customer"))
    words = answer_time(department, ticket_type)
    form = f"/panel/tickets/new/{department.slug}/{ticket_type.slug}/"
    guide = GuidePage.objects.get(slug="how-to-file-a-ticket", locale__language_code="fa")
    for url in (form, guide.get_url()):
        html = client.get(url).content.decode()
        assert f"<b>{words.number}</b>" in html
        assert words.median in html


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_guide_about_tickets_explains_the_wizard_and_lives(language, client):
    guide = GuidePage.objects.get(slug="how-to-file-a-ticket", locale__language_code=language)
    assert (guide.explains, len(guide.outline.steps)) == ("wizard", 4)
    html = client.get(guide.url).content.decode()
    prefix = "" if language == "fa" else "/en"
    assert (
        f'href="{prefix}/panel/tickets/new/technical-support/bug-report/?guide={guide.pk}&amp;step=' in html
    )
    assert "desk-answer-time" in html


def test_readers_have_favourites(client):
    popular = client.get("/").context["popular"]
    assert popular[0].slug == "how-to-file-a-ticket"
    assert len(popular) == 6


@pytest.mark.parametrize("language", ["fa", "en"])
def test_the_figures_about_tickets_are_taken_from_this_very_site(language):
    guide = GuidePage.objects.get(slug="how-to-file-a-ticket", locale__language_code=language)
    figures = [(block.value["taken_by"], bool(block.value["image"])) for block in guide.outline.figures]
    names = ["panel", "department", "type", "form", "filed", "list"]
    assert figures == [(name, True) for name in names]
    assert set(names) <= set(scenarios())


def test_the_set_up_of_the_company_is_taken_in_as_it_was_written():
    written = document.exported()
    told = arrival.take_in(written.encode())
    assert len(told) == 1
    assert document.exported() == written
