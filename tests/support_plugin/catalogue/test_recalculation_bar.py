"""The bar above the lists of answering times while open tickets are counted anew, and the wrong person everywhere."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from support_plugin.models import Calendar, Closure, Holiday, Policy, Recalculation

from .answering_times import soup
from .conftest import address

PROGRESS = reverse("support_recalculation_progress")
SCREENS = ("working-hours", "holidays", "closures", "answering-targets")
ACTIONS = {
    "working-hours": ("edit", "delete", "inspect", "history"),
    "holidays": ("edit", "delete", "history", "confirm"),
    "closures": ("edit", "delete", "history"),
    "answering-targets": ("edit", "delete", "inspect", "history", "activate", "deactivate", "reorder"),
}


@pytest.fixture
def chapter(db):
    now = timezone.now()
    return {
        "working-hours": Calendar.objects.create(name="شیفت شب"),
        "holidays": Holiday.objects.create(day=date(2026, 5, 27), name="عید", is_estimated=True),
        "closures": Closure.objects.create(reason="گرما", starts_at=now, ends_at=now + timedelta(hours=1)),
        "answering-targets": Policy.objects.first(),
    }


def every_address(chapter):
    yield PROGRESS
    for screen, row in chapter.items():
        yield address(screen)
        yield address(screen, "create")
        yield from (address(screen, action, row.pk) for action in ACTIONS[screen])


def snapshot():
    return [list(model.objects.order_by("pk").values()) for model in (Calendar, Holiday, Closure, Policy)]


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["customer", "agent", "agent2"])
def test_the_wrong_person_is_sent_away_and_nothing_changes(who, method, request, client, chapter):
    client.force_login(request.getfixturevalue(who))
    before = snapshot()
    for url in every_address(chapter):
        response = getattr(client, method)(url)
        if response.status_code == 405:
            assert url == PROGRESS
            continue
        assert response.status_code == 302, url
        assert response.url.startswith((reverse("wagtailadmin_home"), reverse("account_login"))), url
        assert "support/" not in response.url.split("?")[0]
    assert snapshot() == before
    assert not Recalculation.objects.exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_enters_without_logging_in(method, client, chapter):
    before = snapshot()
    for url in every_address(chapter):
        response = getattr(client, method)(url)
        assert response.status_code == 302, url
        assert response.url.startswith((reverse("account_login"), reverse("wagtailadmin_login"))), url
    assert snapshot() == before


def test_a_lead_reaches_the_targets_and_the_bar_only(client, lead, chapter):
    client.force_login(lead)
    for url in every_address(chapter):
        response = client.get(url)
        open_to_leads = "answering-targets" in url and not any(
            action in url for action in ("edit", "delete", "create", "reorder")
        )
        if url == PROGRESS:
            assert response.status_code == 204
        else:
            assert response.status_code == (200 if open_to_leads else 302), url


def test_an_editor_reaches_everything_but_the_confirmation(as_editor, chapter):
    Policy.objects.filter(pk=chapter["answering-targets"].pk).update(department=None)
    for url in every_address(chapter):
        # Leads confirm; editors write.
        expected = (
            204 if url == PROGRESS else 405 if "/reorder/" in url else 302 if "activate/" in url else 200
        )
        assert as_editor.get(url).status_code == expected, url


@pytest.mark.parametrize("pk", ["999999", "0", "999999999999999999", "9" * 40, "abc", "-1", "۱", "1%00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_what_does_not_exist_is_not_found(pk, method, as_editor, chapter):
    for screen, actions in ACTIONS.items():
        for action in actions:
            url = address(screen, action, 1).replace("/1/", f"/{pk}/")
            assert getattr(as_editor, method)(url).status_code in (404, 405), url


@pytest.mark.parametrize("query", ["q=%00", "p=-1", "p=99999999999999999999", "o=-99.7.x", "pk__in=1", "e=1"])
@pytest.mark.parametrize("screen", SCREENS)
def test_a_list_survives_whatever_stands_in_its_address(query, screen, as_editor, chapter):
    assert as_editor.get(f"{address(screen)}?{query}").status_code == 200


@pytest.mark.parametrize("screen", SCREENS)
def test_a_list_shows_how_far_the_counting_is(screen, as_editor, chapter):
    Recalculation.objects.create(done=120, total=1430)
    page = soup(as_editor.get(address(screen)))
    place = page.select_one("[data-recalculation]")
    assert place["data-recalculation"] == PROGRESS
    bar = place.select_one("[role=progressbar]")
    assert (bar["aria-valuenow"], bar["aria-valuemin"], bar["aria-valuemax"]) == ("120", "0", "1430")
    assert "۱۲۰" in bar["aria-valuetext"]
    assert "۱٬۴۳۰" in page.select_one(f"#{bar['aria-labelledby']}").get_text()
    assert page.select_one("script[src*='catalogue/recalculation']")
    assert not place.select("script, [style]")


def test_a_piece_of_it_can_be_asked_for(as_editor):
    Recalculation.objects.create(done=3, total=9)
    response = as_editor.get(PROGRESS)
    assert soup(response).select_one("progress")["value"] == "3"
    assert "<html" not in response.content.decode()
    assert as_editor.post(PROGRESS).status_code == 405


def test_before_it_knows_how_many_the_bar_has_no_value(as_editor):
    Recalculation.objects.create()
    bar = soup(as_editor.get(PROGRESS)).select_one("[role=progressbar]")
    assert not bar.has_attr("aria-valuenow")
    assert not bar.has_attr("value")


@pytest.mark.parametrize("screen", SCREENS)
def test_the_bar_is_gone_when_it_is_finished(screen, as_editor, chapter):
    Recalculation.objects.create(done=1, total=2)
    Recalculation.objects.create(done=2, total=2, finished_at=timezone.now())
    assert not soup(as_editor.get(address(screen))).select("[role=progressbar]")
    assert as_editor.get(PROGRESS).status_code == 204


def test_a_refused_change_counts_nothing(as_editor, chapter):
    for screen in SCREENS:
        as_editor.post(address(screen, "create"), {})
        as_editor.post(address(screen, "edit", chapter[screen].pk), {})
    assert not Recalculation.objects.exists()


def test_raw_surrogates_in_any_field_are_refused_or_cleaned(as_editor, chapter):
    names = {
        "working-hours": ("name_0", "week_5", "timezone", "departments"),
        "holidays": ("name_0", "day"),
        "closures": ("reason_0", "starts_at_0", "starts_at_1", "calendar"),
        "answering-targets": ("name_0", "department", "hours", "first_reply_minutes"),
    }
    for screen, fields in names.items():
        body = "&".join(f"{field}=%ED%A0%80" for field in fields)
        response = as_editor.post(
            address(screen, "create"), body, content_type="application/x-www-form-urlencoded"
        )
        assert response.status_code == 200
        assert response.context["form"].errors
