"""The report of content gaps: what people ask for and no guide answers."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.models import GroupPagePermission, Locale, PageLogEntry

from knowledge_base.models import GuidePage, SynonymGroup
from knowledge_base.search import answering, find
from support_plugin.tickets import actions
from tests import factories

TOPIC = "تغییر شماره موبایل"


@pytest.fixture
def searched():
    def _search(query, times=1, days_ago=0):
        for _time in range(times):
            Query.get(query).add_hit(date=timezone.localdate() - timedelta(days=days_ago))

    return _search


def gaps(response):
    return [(gap.title, gap.searches, gap.tickets) for gap in response.context["object_list"]]


def test_searches_and_tickets_about_the_same_are_one_gap_whatever_the_spelling(report, searched, filed, home):
    filed(TOPIC, customers=3)
    searched("تغيير شمارهٔ موبايل", times=2)
    searched("شماره موبایل")
    assert gaps(report("gaps")) == [(TOPIC, 3, 3)]


def test_a_search_that_a_guide_answers_today_is_no_gap(report, searched, write_guide):
    searched(TOPIC)
    assert gaps(report("gaps")) == [(TOPIC, 1, 0)]
    write_guide("چطور شماره موبایل را تغییر دهیم؟")
    assert gaps(report("gaps")) == []


def test_a_search_for_which_editors_picked_a_page_is_no_gap(report, searched, guide):
    searched(TOPIC)
    SearchPromotion.objects.create(query=Query.get("موبایل تغییر شماره"), page=guide)
    assert gaps(report("gaps")) == []


@pytest.mark.parametrize(
    "query",
    ["پیامک", "پیا", "اس‌ام‌اس", "پیامک گروهی", "گروهی اس ام اس", "پیامکک", "گروهی فاکتور", "چطور", "۱۲"],
)
def test_what_counts_as_answered_is_what_the_search_answers(query, write_guide):
    SynonymGroup.objects.create(words="پیامک\nاس‌ام‌اس\nاس ام اس")
    write_guide("ارسال پیامک گروهی", body=[("paragraph", "<p>فهرست شماره‌ها را بارگذاری کنید.</p>")])
    write_guide("دریافت فاکتور")
    found = find(query, level="synonym")
    answered = answering([query], Locale.get_active())
    assert (query in answered) == bool(found)
    assert answered.get(query) in [result.guide for result in found] or not found


def test_only_the_chosen_period_counts(report, searched, home):
    searched(TOPIC, days_ago=29)
    searched("پیامک بین‌المللی", days_ago=30)
    assert gaps(report("gaps")) == [(TOPIC, 1, 0)]
    assert gaps(report("gaps", period="7")) == []


@pytest.mark.parametrize(("customers", "is_told"), [(2, False), (3, True)])
def test_a_subject_is_told_once_three_customers_have_written_it(customers, is_told, report, filed, home):
    filed(TOPIC, customers=customers)
    assert gaps(report("gaps")) == ([(TOPIC, 0, customers)] if is_told else [])


def test_one_customer_with_many_tickets_is_not_three(report, open_ticket, home):
    for _ticket in range(4):
        open_ticket(subject=TOPIC)
    assert gaps(report("gaps")) == []


def test_words_that_only_one_customer_wrote_are_read_nowhere(report, filed, home):
    filed("تغییر شماره موبایل کاویانی")
    filed("تغییر شماره موبایل راستین")
    filed("تغییر شماره موبایل سپهری")
    page = report("gaps").content.decode()
    assert gaps(report("gaps"))[0][1:] == (0, 3)
    assert not [name for name in ("کاویانی", "راستین", "سپهری") if name in page]


def test_the_gap_that_costs_most_stands_first(report, filed, searched, agent, home):
    """Few searches with slow tickets outweigh many with quick ones; a merged ticket counts no more."""
    for subject, hours, times in ((TOPIC, 3, 1), ("رمز پنل", 1, 2)):
        for ticket in filed(subject, customers=3):
            actions.reply(ticket, "پاسخ", by=agent)
            actions.resolve(ticket, by=agent)
            _took(ticket, hours)
        searched(subject, times=times)
    searched("بین‌المللی", times=3)
    found = report("gaps").context["object_list"]
    assert [(gap.title, gap.minutes, gap.weight) for gap in found] == [
        (TOPIC, 180, 720),
        ("بین‌المللی", None, 360),
        ("رمز پنل", 60, 300),
    ]
    assert [gap.title for gap in report("gaps", ordering="-searches").context["object_list"]] == [
        "بین‌المللی",
        "رمز پنل",
        TOPIC,
    ]


def _took(ticket, hours):
    """It was filed on a working morning and resolved so many working hours later."""
    morning = timezone.localtime() - timedelta(days=1)
    while morning.weekday() in (3, 4):
        morning -= timedelta(days=1)
    morning = morning.replace(hour=9, minute=0, second=0, microsecond=0)
    type(ticket).objects.filter(pk=ticket.pk).update(
        created_at=morning, resolved_at=morning + timedelta(hours=hours)
    )


def test_a_guide_that_does_not_spare_the_tickets_is_named(report, filed, write_guide):
    guide = write_guide(TOPIC)
    filed(TOPIC, customers=3)
    (gap,) = report("gaps").context["object_list"]
    assert gap.guide == guide
    assert reverse("wagtailadmin_pages:edit", args=[guide.pk]) in report("gaps").content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_gap_and_for_three(
    number, report, searched, filed, guide, django_assert_num_queries
):
    for topic in (TOPIC, "پیامک بین‌المللی", "درگاه تازه")[:number]:
        searched(topic)
        filed(topic, customers=3)
    report("gaps")
    with django_assert_num_queries(16):
        report("gaps")


def test_where_nothing_is_missing_it_says_what_would_stand_there(report, home):
    assert "three customers file tickets about the same" in report("gaps").content.decode()


def test_a_search_is_no_formula_in_a_spreadsheet(report, searched, home):
    searched("=cmd|x")
    text = b"".join(report("gaps", export="csv").streaming_content).decode("utf-8-sig")
    assert text.splitlines()[1].startswith("'=cmd|x,")


# Write this guide --------------------------------------------------------------------------------------------------


@pytest.fixture
def write(client, writer):
    def _write(who=writer, **data):
        client.force_login(who)
        return client.post(reverse("knowledge_base_cockpit:write_guide"), data)

    return _write


def test_the_button_begins_a_draft_with_the_title_and_opens_it(write, client, writer, category):
    response = write(title=TOPIC, category=category.pk)
    draft = GuidePage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert (draft.title, draft.live, draft.owner, draft.locale) == (TOPIC, False, writer, category.locale)
    assert draft.get_parent().specific == category
    page = client.get(response.url).content.decode()
    assert f"“{TOPIC}” is begun in “{category.title}”. Nobody sees it before it is published." in page
    assert PageLogEntry.objects.filter(page=draft.pk, user=writer, action="wagtail.create").count() == 1


@pytest.mark.parametrize("suffix", ["", "_results"])
def test_the_button_carries_its_token_also_where_the_list_was_narrowed(suffix, writer, searched, category):
    searched(TOPIC)
    client = Client(enforce_csrf_checks=True)
    client.force_login(writer)
    page = client.get(reverse(f"knowledge_base_cockpit:gaps{suffix}")).content.decode()
    token = re.search('name="csrfmiddlewaretoken" value="(\\w+)"', page)[1]
    client.post(
        reverse("knowledge_base_cockpit:write_guide"),
        {"title": TOPIC, "category": category.pk, "csrfmiddlewaretoken": token},
    )
    assert GuidePage.objects.count() == 1


def test_pressed_twice_it_is_one_draft_and_the_list_leads_to_it(write, report, searched, category):
    searched(TOPIC)
    first, second = (write(title=TOPIC, category=category.pk) for _press in range(2))
    assert first.url == second.url
    assert GuidePage.objects.count() == 1
    assert "Go on writing" in report("gaps").content.decode()


def test_the_categories_of_the_topics_language_come_first(
    report, searched, admin, client, category, english_home
):
    english = english_home.add_child(
        instance=type(category)(title="SMS", slug="sms", locale=english_home.locale)
    )
    searched("international sms")
    client.force_login(admin)
    page = client.get(reverse("knowledge_base_cockpit:gaps")).content.decode()
    assert page.index(f'<option value="{english.pk}">') < page.index(f'<option value="{category.pk}">')


@pytest.mark.parametrize("category", ["", "0", "x", "۱", "9" * 400, "-1", "\x00", "1 OR 1"])
def test_a_category_that_is_none_is_not_found(category, write, home):
    assert write(title=TOPIC, category=category).status_code == 404
    assert GuidePage.objects.count() == 0


def test_a_category_where_one_may_not_write_does_not_exist(write, english_home, home):
    foreign = english_home.add_child(
        instance=type(english_home)(title="SMS", slug="sms", locale=english_home.locale)
    )
    assert write(title=TOPIC, category=foreign.pk).status_code == 404


@pytest.mark.parametrize("title", ["", "  ", "\u200c", "\x00"])
def test_a_guide_without_a_title_is_not_begun(title, write, category):
    response = write(title=title, category=category.pk)
    assert response.url == reverse("knowledge_base_cockpit:gaps")
    assert GuidePage.objects.count() == 0


def test_a_title_that_is_too_long_is_cut(write, category):
    write(title="ی" * 5000, category=category.pk)
    assert len(GuidePage.objects.get().title) == 255


@pytest.mark.parametrize("who", ["agent", "editor"])
def test_whoever_may_not_write_guides_begins_none(who, client, request, category):
    client.force_login(request.getfixturevalue(who))
    client.post(reverse("knowledge_base_cockpit:write_guide"), {"title": TOPIC, "category": category.pk})
    assert GuidePage.objects.count() == 0


def test_nothing_is_begun_by_a_link(client, writer, category):
    client.force_login(writer)
    url = reverse("knowledge_base_cockpit:write_guide")
    assert client.get(url, {"title": TOPIC, "category": category.pk}).status_code == 405


def test_whoever_may_only_change_guides_is_shown_no_button(report, searched, client, home, category):
    reader = factories.editor("corrector")
    reader.groups.clear()
    group = factories._group("Correctors", "access_admin")
    reader.groups.add(group)
    GroupPagePermission.objects.create(
        group=group, page=home, permission=Permission.objects.get(codename="change_page")
    )
    category.add_child(instance=GuidePage(title="x", slug="x", locale=home.locale))
    searched(TOPIC)
    client.force_login(reader)
    response = client.get(reverse("knowledge_base_cockpit:gaps"))
    assert gaps(response) == [(TOPIC, 1, 0)]
    assert reverse("knowledge_base_cockpit:write_guide") not in response.content.decode()


@pytest.mark.parametrize("title", ["!!!", "ع" * 255])
def test_any_title_can_begin_a_guide(title, client, writer, category):
    client.force_login(writer)
    address = reverse("knowledge_base_cockpit:write_guide")
    for _twice in range(2):
        assert client.post(address, {"title": title, "category": category.pk}).status_code == 302
    assert GuidePage.objects.filter(live=False, draft_title=title).count() == 1
