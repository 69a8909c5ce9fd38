"""The report of guides: what is read, what helps, what does not spare a ticket."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from knowledge_base.models import GuideReads
from support_plugin.deflection.models import Visit
from support_plugin.tickets.trails import Trail

REPORTS = ["guides", "gaps", "aging", "translations"]


def rows(response, *names):
    return [tuple(getattr(guide, name) for name in names) for guide in response.context["object_list"]]


def read(guide, number, days_ago=0):
    day = timezone.localdate() - timedelta(days=days_ago)
    GuideReads.objects.create(guide=guide, day=day, number=number)


@pytest.mark.parametrize(
    ("period", "number"), [("7", 1), ("", 11), ("90", 111), ("never", 11), ("-1", 11), ("9" * 400, 11)]
)
def test_reads_are_those_of_the_chosen_period_else_of_thirty_days(period, number, report, guide):
    for days_ago, reads in ((6, 1), (7, 10), (30, 100)):
        read(guide, reads, days_ago)
    assert rows(report("guides", period=period), "pk", "number_read") == [(guide.pk, number)]


def test_the_helpful_share_stands_with_wilsons_interval(report, guide, vote):
    vote(guide, yes=8, no=2)
    vote(guide, no=5, days_ago=31)
    response = report("guides")
    assert rows(response, "number_voted", "number_helped", "share") == [(10, 8, 0.8)]
    # Of 8 in 10, as in E. B. Wilson's paper: 49.0 % to 94.3 %.
    assert "80\xa0% (49\xa0% to 94\xa0%)" in response.content.decode()


def test_a_guide_nobody_voted_on_says_so_and_stands_last_by_share(report, write_guide, vote):
    silent, liked, disliked = write_guide("a"), write_guide("b"), write_guide("c")
    vote(liked, yes=1)
    vote(disliked, no=1)
    for ordering, first, second in (("share", disliked, liked), ("-share", liked, disliked)):
        response = report("guides", ordering=ordering)
        assert rows(response, "pk") == [(first.pk,), (second.pk,), (silent.pk,)]
    assert "no votes" in response.content.decode()


def test_a_ticket_counts_for_each_guide_read_before_it_once(report, write_guide, filed):
    begun_from, also_read, other = write_guide("a"), write_guide("b"), write_guide("c")
    (ticket,) = filed(origin={"guide": begun_from.pk})
    read_before = [{"title": "", "url": "", "page": page.pk} for page in (begun_from, also_read)]
    Trail.objects.create(ticket=ticket, facts={"read": read_before})
    filed(origin={"guide": 999_999})
    (old,) = filed(origin={"guide": other.pk})
    type(old).objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    counted = dict(rows(report("guides"), "pk", "number_filed"))
    assert counted == {begun_from.pk: 1, also_read.pk: 1, other.pk: 0}
    assert rows(report("guides", ordering="-number_filed"), "pk")[-1] == (other.pk,)


def test_the_list_is_narrowed_by_category_and_language(report, home, category, write_guide, english_home):
    here = write_guide("a")
    other = category.add_sibling(instance=type(category)(title="دیگر", slug="other", locale=home.locale))
    write_guide("b", parent=other)
    assert rows(report("guides", category=category.pk), "pk") == [(here.pk,)]
    assert len(rows(report("guides", category="x"), "pk")) == 2
    assert rows(report("guides", locale="en"), "pk") == []
    assert "No guide is in this category and language." in report("guides", locale="en").content.decode()


def test_only_what_one_may_edit_is_listed(report, write_guide, english_home):
    mine = write_guide("a")
    write_guide("b", parent=english_home)
    assert rows(report("guides"), "pk") == [(mine.pk,)]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("who", ["agent", "editor", "lead"])
def test_whoever_edits_no_guides_is_sent_away_and_sees_no_menu(who, name, client, request, guide):
    client.force_login(request.getfixturevalue(who))
    for suffix in ("", "_results"):
        response = client.get(reverse(f"knowledge_base_cockpit:{name}{suffix}"))
        assert (response.status_code, response.url) == (302, reverse("wagtailadmin_home"))
    assert "/reports/knowledge/" not in client.get(reverse("wagtailadmin_home"), follow=True).content.decode()


@pytest.mark.parametrize("name", REPORTS)
def test_customers_do_not_even_come_in(name, client, customer, guide):
    client.force_login(customer)
    response = client.get(reverse(f"knowledge_base_cockpit:{name}"))
    assert (response.status_code, response.url.split("?")[0]) == (302, reverse("wagtailadmin_login"))


def test_every_report_stands_in_the_menu_of_those_who_edit_guides(report, client):
    report("guides")
    menu = client.get(reverse("wagtailadmin_home")).content.decode()
    assert [name for name in REPORTS if reverse(f"knowledge_base_cockpit:{name}") in menu] == REPORTS


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_guide_and_for_three(
    number, report, write_guide, vote, filed, django_assert_num_queries
):
    for place in range(number):
        guide = write_guide(str(place))
        read(guide, 5)
        vote(guide, yes=1)
        filed(origin={"guide": guide.pk})
    report("guides")
    with django_assert_num_queries(18):
        report("guides")


def test_it_is_taken_away_as_a_spreadsheet_that_runs_no_formula(report, write_guide, vote):
    vote(write_guide("=HYPERLINK(1)"), yes=1)
    text = b"".join(report("guides", export="csv").streaming_content).decode("utf-8-sig")
    heading, row = text.splitlines()
    assert heading.startswith("Title,Category,Language,Reads")
    assert row.startswith("'=HYPERLINK(1),پنل پیامک,Persian,0,1,1,0.2")
    sheet = load_workbook(io.BytesIO(b"".join(report("guides", export="xlsx").streaming_content))).active
    assert [cell.value for cell in sheet[2]][:4] == ["=HYPERLINK(1)", "پنل پیامک", "Persian", 0]
    assert sheet["A2"].data_type == "s"


# Measured deflection -----------------------------------------------------------------------------------------------


def visits(is_held_out, filed, answered):
    for outcome, number in (("filed", filed), ("answered", answered)):
        Visit.objects.bulk_create(
            Visit(is_held_out=is_held_out, outcome=outcome, ended_at=timezone.now())
            for _visit in range(number)
        )


@pytest.mark.parametrize(
    ("suggested", "held_out", "sentence"),
    [
        (
            ((50, 50)),
            (27, 2),
            "Too little to say: each group needs 30 visits that have ended, the smaller has 29.",
        ),
        ((50, 50), (50, 0), "Of a hundred visits, 50 fewer end in a ticket"),
        ((50, 0), (20, 30), "Of a hundred visits, 60 more end in a ticket"),
        ((25, 25), (24, 26), "may as well be chance"),
        ((0, 0), (0, 0), "the smaller has 0."),
    ],
)
def test_measured_deflection_is_said_in_words(suggested, held_out, sentence, report, guide):
    visits(False, *suggested)
    visits(True, *held_out)
    assert sentence in report("guides").content.decode()


def test_both_groups_stand_with_their_shares(report, guide):
    visits(False, 30, 10)
    visits(True, 36, 4)
    page = report("guides").content.decode()
    assert "With suggestions: 30 of 40 visits filed a ticket (75\xa0%)" in page
    assert "Without suggestions: 36 of 40 visits filed a ticket (90\xa0%)" in page


def test_a_hook_that_fails_costs_the_report_nothing_else(report, guide, monkeypatch, caplog):
    def fail(*words):
        raise RuntimeError

    monkeypatch.setattr("support_plugin.reports.hooks.tickets_after", fail)
    monkeypatch.setattr("support_plugin.reports.hooks.groups", fail)
    assert rows(report("guides"), "pk", "number_filed") == [(guide.pk, 0)]
    assert "The hook knowledge_base_tickets_after failed" in caplog.text


def test_keys_nobody_has_are_no_error(report, client):
    assert (
        client.get(reverse("knowledge_base_cockpit:guides"), {"category": "1" + "0" * 20}).status_code == 200
    )
    response = client.post(reverse("knowledge_base_cockpit:check", args=[10**20]))
    assert response.status_code == 404


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_what_no_spreadsheet_can_hold_is_replaced(format, report, write_guide):
    write_guide("خراب\x0bشده")
    response = report("guides", export=format)
    assert len(b"".join(response.streaming_content) if response.streaming else response.content) > 0
