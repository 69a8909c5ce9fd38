"""Guides that age are listed, become tasks where there is a workflow, and go when somebody has checked them."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupApprovalTask, TaskState, Workflow, WorkflowPage, WorkflowState, WorkflowTask
from wagtail.users.models import UserProfile

from knowledge_base.cockpit.aging import months_after
from knowledge_base.forms import GuideForm
from knowledge_base.models import GuidePage
from tests import factories


def aged(response):
    return [row.guide.pk for row in response.context["object_list"]]


@pytest.fixture
def long_ago():
    return timezone.localdate() - timedelta(days=200)


@pytest.fixture
def old_guide(write_guide, long_ago):
    return write_guide("کهنه", checked_on=long_ago)


def test_a_guide_is_due_half_a_year_after_it_was_checked_or_first_published(report, write_guide):
    today = timezone.localdate()
    due = months_after(today, -6)
    overdue = write_guide("a", checked_on=due)
    write_guide("b", checked_on=due + timedelta(days=1))
    never = write_guide("c")
    GuidePage.objects.filter(pk=never.pk).update(first_published_at=timezone.now() - timedelta(days=200))
    assert aged(report("aging")) == [overdue.pk, never.pk]


def test_the_host_says_after_how_many_months(report, old_guide, settings):
    settings.KNOWLEDGE_BASE_CHECK_MONTHS = 12
    assert aged(report("aging")) == []


@pytest.mark.parametrize(
    ("day", "number", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2026, 3, 31), -6, date(2025, 9, 30)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last_of_the_month(day, number, later):
    assert months_after(day, number) == later


@pytest.mark.parametrize(
    ("before", "lately", "is_spike"),
    [
        ((0, 0), (1, 5), True),
        ((0, 0), (0, 4), False),
        ((40, 4), (6, 9), True),
        ((10, 10), (6, 9), False),
        ((0, 0), (45, 5), False),
    ],
)
def test_a_spike_of_no_is_surely_more_than_before_and_than_usual(
    before, lately, is_spike, report, guide, vote
):
    vote(guide, *before, days_ago=60)
    vote(guide, *lately, days_ago=3)
    response = report("aging")
    assert aged(response) == ([guide.pk] if is_spike else [])
    if is_spike:
        words = f"{lately[1]} of {sum(lately)} readers said lately that it does not help"
        assert words in response.content.decode()


def test_votes_up_to_the_check_count_no_more(report, guide, vote):
    vote(guide, no=9, days_ago=3)
    GuidePage.objects.filter(pk=guide.pk).update(checked_on=timezone.localdate() - timedelta(days=3))
    assert aged(report("aging")) == []


def test_a_spike_stands_before_what_is_only_old(report, old_guide, guide, vote):
    vote(guide, no=9)
    assert aged(report("aging")) == [guide.pk, old_guide.pk]


def test_drafts_and_guides_of_others_do_not_age(report, write_guide, english_home, long_ago):
    write_guide("a", checked_on=long_ago).unpublish()
    write_guide("b", checked_on=long_ago, parent=english_home)
    assert aged(report("aging")) == []
    assert "Nothing to check" in report("aging").content.decode()


def test_the_list_is_narrowed_by_language(report, old_guide, english_home):
    assert aged(report("aging", locale="fa")) == [old_guide.pk]
    assert aged(report("aging", locale="en")) == []
    assert aged(report("aging", locale="xx")) == [old_guide.pk]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_guide_and_for_three(
    number, report, write_guide, long_ago, vote, django_assert_num_queries
):
    for place in range(number):
        vote(write_guide(str(place), checked_on=long_ago), no=9)
    report("aging")
    with django_assert_num_queries(16):
        report("aging")


def test_it_is_taken_away_as_a_spreadsheet(report, old_guide, long_ago):
    text = b"".join(report("aging", export="csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("کهنه,Persian,was to be checked on ")
    assert f",{long_ago},0,False" in text


# Checked today -----------------------------------------------------------------------------------------------------


@pytest.fixture
def check(client, writer):
    def _check(guide, who=writer):
        client.force_login(who)
        return client.post(reverse("knowledge_base_cockpit:check", args=[guide.pk]))

    return _check


def test_checking_a_guide_takes_it_off_the_list(check, client, old_guide, report):
    assert "checked today" in client.get(check(old_guide).url).content.decode()
    old_guide.refresh_from_db()
    assert old_guide.checked_on == timezone.localdate()
    assert aged(report("aging")) == []


def test_checking_publishes_nothing_and_survives_the_next_publication(check, old_guide):
    old_guide.title = "نیمه‌کاره"
    old_guide.save_revision()
    published = GuidePage.objects.get(pk=old_guide.pk).last_published_at
    check(old_guide)
    guide = GuidePage.objects.get(pk=old_guide.pk)
    assert (guide.title, guide.has_unpublished_changes, guide.last_published_at) == ("کهنه", True, published)
    guide.get_latest_revision().publish()
    guide.refresh_from_db()
    assert (guide.title, guide.checked_on) == ("نیمه‌کاره", timezone.localdate())


def test_no_older_draft_takes_a_check_back(check, old_guide, long_ago):
    """One that was begun before: published on its day, after a review, or by whoever had it open all the time."""
    older = old_guide.save_revision()
    opened = GuidePage.objects.get(pk=old_guide.pk).get_latest_revision_as_object()
    old_guide.title = "تازه‌تر"
    old_guide.save_revision().publish()
    check(old_guide)
    older.refresh_from_db()
    assert older.as_object().checked_on == long_ago
    older.publish()
    assert GuidePage.objects.get().checked_on == timezone.localdate()
    opened.title = "از پیش باز"
    opened.save_revision().publish()
    guide = GuidePage.objects.get()
    assert (guide.title, guide.checked_on) == ("از پیش باز", timezone.localdate())


def test_a_check_that_meets_a_publication_is_not_lost(check, old_guide):
    """The revision was read before the check, and is written after it."""
    publishing = old_guide.save_revision().as_object()
    check(old_guide)
    publishing.save()
    assert GuidePage.objects.get().checked_on == timezone.localdate()


def test_a_check_reaches_the_draft_that_came_in_between(old_guide, writer):
    from knowledge_base.cockpit.checking import check

    stale = GuidePage.objects.get(pk=old_guide.pk)
    old_guide.title = "نیمه‌کاره"
    draft = old_guide.save_revision()
    check(stale, by=writer)
    draft.refresh_from_db()
    assert draft.as_object().checked_on == timezone.localdate()


def test_a_day_that_has_not_come_may_be_put_right(write_guide, long_ago):
    guide = write_guide("a", checked_on=timezone.localdate() + timedelta(days=400))
    guide.checked_on = long_ago
    guide.save_revision().publish()
    assert GuidePage.objects.get().checked_on == long_ago


@pytest.mark.parametrize(("language", "day"), [("fa", "۱۴۰۵/۰۸/۲۳"), ("en", "2026-11-14")])
def test_editors_read_and_write_the_day_in_their_own_calendar(language, day, client, writer, write_guide):
    guide = write_guide("a", checked_on=date(2026, 11, 14))
    UserProfile.objects.update(preferred_language=language)
    client.force_login(writer)
    page = client.get(reverse("wagtailadmin_pages:edit", args=[guide.pk])).content.decode()
    assert re.search('<input[^>]* name="checked_on"[^>]*>', page)[0].count(f'value="{day}"') == 1
    assert GuideForm.base_fields["checked_on"].clean(day) == date(2026, 11, 14)


def test_readers_see_at_once_that_it_was_checked(check, client, old_guide):
    client.get(old_guide.url)
    check(old_guide)
    client.logout()
    assert timezone.localdate().isoformat() in client.get(old_guide.url).content.decode()


@pytest.mark.parametrize(("who", "status"), [("agent", 302), ("writer", 404)])
def test_nobody_checks_what_they_may_not_publish(
    who, status, check, request, write_guide, category, english_home, long_ago
):
    foreign = write_guide("b", checked_on=long_ago, parent=english_home)
    assert check(foreign, request.getfixturevalue(who)).status_code == status
    foreign.refresh_from_db()
    assert foreign.checked_on == long_ago


@pytest.mark.parametrize("suffix", ["", "_results"])
def test_the_button_carries_its_token_also_where_the_list_was_narrowed(suffix, writer, old_guide):
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer)
    page = client.get(reverse(f"knowledge_base_cockpit:aging{suffix}")).content.decode()
    token = re.search('name="csrfmiddlewaretoken" value="(\\w+)"', page)[1]
    client.post(reverse("knowledge_base_cockpit:check", args=[old_guide.pk]), {"csrfmiddlewaretoken": token})
    assert GuidePage.objects.get().checked_on == timezone.localdate()


def test_nothing_is_checked_by_a_link(report, client, old_guide):
    report("aging")
    assert client.get(reverse("knowledge_base_cockpit:check", args=[old_guide.pk])).status_code == 405


def test_a_title_is_text_and_no_markup(check, client, write_guide):
    guide = write_guide("<b>x</b>")
    page = client.get(check(guide).url).content.decode()
    assert "<b>x</b>" not in page
    assert "&lt;b&gt;x&lt;/b&gt;" in page


# Tasks -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def workflow(home):
    """A workflow for all below the home, with one task for the group of reviewers."""
    reviewers = factories._group("Reviewers", "access_admin")
    factories.user("reviewer").groups.add(reviewers)
    task = GroupApprovalTask.objects.create(name="Check")
    task.groups.add(reviewers)
    workflow = Workflow.objects.create(name="Checks")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=home)
    return workflow


def run():
    said = StringIO()
    call_command("guides_age", stdout=said)
    return said.getvalue()


def test_an_old_guide_becomes_a_task_once(workflow, old_guide, guide):
    assert run() == "workflows started for guides to check: 1\n"
    assert run() == ""
    task = TaskState.objects.get()
    assert (task.revision, task.workflow_state.object_id) == (
        old_guide.get_latest_revision(),
        str(old_guide.pk),
    )
    assert [letter.to for letter in mail.outbox] == [["reviewer@example.com"]]


@pytest.mark.parametrize("ended", ["approved", "cancelled"])
def test_a_task_that_is_done_is_not_given_again_until_the_guide_has_aged_anew(
    ended, workflow, old_guide, admin, long_ago
):
    run()
    state = WorkflowState.objects.get()
    if ended == "approved":
        state.current_task_state.approve(user=admin)
    else:
        state.cancel(user=admin)
    assert run() == ""
    WorkflowState.objects.update(created_at=timezone.now() - timedelta(days=300))
    GuidePage.objects.update(checked_on=long_ago)
    assert run() == "workflows started for guides to check: 1\n"


def test_whoever_approves_the_task_has_checked_the_guide(workflow, old_guide, admin, report):
    run()
    WorkflowState.objects.get().current_task_state.approve(user=admin)
    old_guide.refresh_from_db()
    assert old_guide.checked_on == timezone.localdate()
    assert aged(report("aging")) == []


def test_approving_what_a_person_wrote_is_no_check_of_the_guide(workflow, old_guide, admin, editor, long_ago):
    workflow.start(old_guide, editor).current_task_state.approve(user=admin)
    old_guide.refresh_from_db()
    assert old_guide.checked_on == long_ago


def test_checking_a_guide_ends_its_task(check, workflow, old_guide):
    run()
    check(old_guide)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    assert TaskState.objects.get().status == TaskState.STATUS_CANCELLED
    assert run() == ""


def test_checking_a_guide_leaves_the_review_of_a_draft_alone(check, workflow, old_guide, admin):
    old_guide.title = "نیمه‌کاره"
    old_guide.save_revision()
    workflow.start(GuidePage.objects.get(), None)
    check(old_guide)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_checking_a_guide_leaves_alone_what_a_person_sent_for_review(check, workflow, old_guide, admin):
    workflow.start(old_guide, admin)
    check(old_guide)
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS


def test_a_workflow_under_way_is_left_alone(workflow, old_guide, admin):
    workflow.start(old_guide, admin)
    WorkflowState.objects.update(created_at=timezone.now() - timedelta(days=300))
    assert run() == ""


def test_a_spike_becomes_a_task(workflow, guide, vote):
    vote(guide, no=9)
    assert run() == "workflows started for guides to check: 1\n"


def test_a_guide_that_somebody_has_locked_is_left_alone(workflow, old_guide, admin):
    GuidePage.objects.filter(pk=old_guide.pk).update(locked=True, locked_by=admin)
    assert run() == ""


def test_without_a_workflow_it_only_stands_in_the_report(old_guide, report):
    WorkflowPage.objects.all().delete()
    assert run() == ""
    assert aged(report("aging")) == [old_guide.pk]


def test_the_report_says_what_is_in_review(workflow, old_guide, report):
    assert "In review" not in report("aging").content.decode()
    run()
    assert "In review" in report("aging").content.decode()
