"""Guides beside the ticket form: suggested while one types, opened, dismissed, and found to be the answer."""

import uuid

import pytest

from support_plugin.deflection import visits
from support_plugin.models import Attachment, Suggestion, Ticket, Trail, Visit, WizardDraft
from support_plugin.tickets import suggestions
from support_plugin.wizard.suggestions import MOST_A_MINUTE
from tests import factories

FORM = "/panel/tickets/new/technical/bug-report/"
DOOR = "/panel/suggestions/"
FOUND = "/panel/suggestions/found/"


@pytest.fixture
def filing(client, customer, ticket_type):
    client.force_login(customer)
    return client


@pytest.fixture
def guides(monkeypatch):
    """Somebody who knows answers: seven guides to every question about SMS, none to others."""

    def answer(question, limit):
        known = [
            {"title": f"پیامک {number} <b>", "url": f"/guide-{number}/", "page": number}
            for number in range(7)
        ]
        return known if "پیامک" in question else []

    hooks, others = {"support_suggestions": [answer]}, suggestions.hooks.get_hooks
    monkeypatch.setattr(suggestions.hooks, "get_hooks", lambda name: hooks.get(name) or others(name))
    return hooks


@pytest.fixture
def submit(filing):
    def _submit(**data):
        words = {"submission_key": uuid.uuid4(), "subject": "پیامک گروهی", "description": "شرح کامل خطا"}
        return filing.post(FORM, words | data)

    return _submit


def ask(client, question="پیامک گروهی"):
    return client.get(DOOR, {"q": question}).json()["suggestions"]


def tell(client, what, *guides):
    return client.post(DOOR, {"what": what, "guide": [guide["token"] for guide in guides]})


# While one types -----------------------------------------------------------------


def test_at_most_five_guides_are_suggested_and_nobody_keeps_them(filing, guides):
    response = filing.get(DOOR, {"q": "پیامک گروهی"})
    assert [each["url"] for each in response.json()["suggestions"]] == [f"/guide-{n}/" for n in range(5)]
    assert "no-store" in response["Cache-Control"]


def test_a_hook_that_fails_holds_up_no_other(filing, guides):
    def broken(question, limit):
        raise RuntimeError

    guides["support_suggestions"].insert(0, broken)
    assert len(ask(filing)) == 5


@pytest.mark.parametrize("question", ["", "پی", " " * 500, "\x00", "\ud800", "پ" * 5000, "%", '"'])
def test_whatever_is_asked_there_is_an_answer(question, filing, guides):
    response = filing.get(
        f"{DOOR}?q=" + question.encode(errors="surrogatepass").hex("%").join(["%" if question else "", ""])
    )
    assert (response.status_code, response.json()) == (200, {"suggestions": []})


def test_who_asks_too_often_is_told_so_kindly(filing, guides, stranger, client):
    for _time in range(MOST_A_MINUTE):
        assert filing.get(DOOR, {"q": ""}).status_code == 200
    response = filing.get(DOOR, {"q": "پیامک"})
    assert (response.status_code, response["Retry-After"], response.json()["suggestions"]) == (429, "60", [])
    assert response.json()["error"]
    client.force_login(stranger)
    assert len(ask(client)) == 5


def test_the_form_leads_its_script_to_the_door(filing, guides):
    html = filing.get(FORM).content.decode()
    assert f'data-suggestions="{DOOR}"' in html
    assert '<dialog class="desk-beside"' in html


def test_those_who_are_held_out_see_none(filing, guides, submit, settings):
    settings.SUPPORT_SUGGESTIONS_HELD_OUT = 1
    html = filing.get(FORM).content.decode()
    assert "data-suggestions" not in html
    assert "desk-beside" not in html
    assert ask(filing) == []
    assert submit(without_script="1").status_code == 302
    assert Visit.objects.get().outcome == "filed"


# What becomes of them --------------------------------------------------------------


def test_what_was_shown_opened_and_dismissed_is_kept_with_the_visit(filing, guides):
    filing.get(FORM)
    first, second, third, *_more = ask(filing)
    for what, several in {"shown": [first, second], "opened": [first], "dismissed": [second, third]}.items():
        assert tell(filing, what, *several).status_code == 204
    found = [
        (each.url, bool(each.opened_at), bool(each.dismissed_at))
        for each in Suggestion.objects.order_by("url")
    ]
    assert found == [("/guide-0/", True, False), ("/guide-1/", False, True), ("/guide-2/", False, True)]


def test_what_happens_twice_is_kept_once(filing, guides):
    filing.get(FORM)
    guide = ask(filing)[0]
    tell(filing, "opened", guide)
    before = Suggestion.objects.get().opened_at
    tell(filing, "opened", guide)
    assert Suggestion.objects.get().opened_at == before


def test_nothing_is_kept_where_there_is_no_visit(filing, guides):
    assert tell(filing, "opened", ask(filing)[0]).status_code == 204
    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({}, 400),
        ({"what": "answered"}, 400),
        ({"what": "shown_at"}, 400),
        ({"what": "shown"}, 204),
        ({"what": "shown", "guide": ["x", "a:b:c", "\x00", "ی"]}, 204),
    ],
)
def test_forged_words_are_refused_or_passed_over(data, status, filing):
    filing.get(FORM)
    assert filing.post(DOOR, data).status_code == status
    assert Suggestion.objects.count() == 0


def test_a_token_of_another_form_of_ours_is_no_suggestion(filing):
    author = filing.get(FORM).context["author"]
    assert filing.post(DOOR, {"what": "shown", "guide": [author]}).status_code == 204
    assert filing.post(FOUND, {"guide": author}).status_code == 400
    assert Suggestion.objects.count() == 0


# The answer was found ---------------------------------------------------------------


def test_who_found_the_answer_leaves_without_a_ticket_and_nothing_is_kept(filing, guides, submit):
    filing.get(FORM)
    key = uuid.uuid4()
    submit(submission_key=key, subject="", attachments=[factories.upload()])
    assert Attachment.objects.count() == 1
    guide = ask(filing)[2]
    response = filing.post(FOUND, {"guide": guide["token"], "submission_key": key})
    assert response.url == FOUND
    html = filing.get(response.url).content.decode()
    assert 'href="/guide-2/"' in html
    assert "پیامک 2 &lt;b&gt;" in html
    assert 'href="/"' in html
    assert (Attachment.objects.count(), Ticket.objects.count()) == (0, 0)
    assert Visit.objects.get().outcome == "answered"
    assert Suggestion.objects.get().answered_at


def test_the_words_that_were_kept_for_a_ticket_are_dropped_too(
    filing, guides, submit, ticket_type, other_type
):
    filing.get(FORM)
    key = uuid.uuid4()
    guide = ask(filing)[0]
    submit(submission_key=key, carry="1")
    assert WizardDraft.objects.live().count() == 1
    filing.post(FOUND, {"guide": guide["token"], "submission_key": key})
    assert WizardDraft.objects.live().count() == 0
    assert WizardDraft.objects.get().typed == {}


def test_files_of_somebody_else_stay(filing, guides, submit, stranger, client):
    key = uuid.uuid4()
    submit(submission_key=key, subject="", attachments=[factories.upload()])
    guide = ask(filing)[0]
    client.force_login(stranger)
    client.post(FOUND, {"guide": guide["token"], "submission_key": key})
    assert Attachment.objects.count() == 1


def test_a_visit_that_has_filed_has_found_no_answer_afterwards(filing, guides, submit):
    filing.get(FORM)
    guide = ask(filing)[0]
    submit()
    filing.post(FOUND, {"guide": guide["token"]})
    assert Visit.objects.get().outcome == "filed"


def test_the_way_out_wants_a_guide_of_ours_and_somebody_logged_in(filing):
    assert filing.post(FOUND, {"guide": "x"}).status_code == 400
    assert filing.get(FOUND).status_code == 200
    filing.logout()
    for method in (filing.get, filing.post):
        assert method(FOUND).url == f"/accounts/login/?next={FOUND}"


# Without JavaScript -----------------------------------------------------------------


def test_without_javascript_guides_come_once_above_the_button_and_nothing_is_lost(filing, guides, submit):
    filing.get(FORM)
    key = uuid.uuid4()
    response = submit(submission_key=key, without_script="1", attachments=[factories.upload("یک.png")])
    assert response.status_code == 409
    html = response.content.decode()
    for kept in ("پیامک گروهی", "شرح کامل خطا", "یک"):
        assert kept in html
    assert html.count('target="_blank" rel="noopener"') >= 5
    assert html.index('form="found-answer" name="guide" value="') < html.index("desk-sticky")
    assert '<input type="hidden" name="suggested" value="1">' in html
    assert Suggestion.objects.count() == 5
    again = submit(submission_key=key, without_script="1", suggested="1")
    assert again.status_code == 302
    assert Ticket.objects.get().messages.get().attachments.count() == 1
    assert Visit.objects.get().outcome == "filed"


def test_a_correction_after_them_does_not_bring_them_in_the_way_again(filing, guides, submit):
    filing.get(FORM)
    key = uuid.uuid4()
    response = submit(submission_key=key, without_script="1", suggested="1", subject="")
    assert response.status_code == 422
    assert '<input type="hidden" name="suggested" value="1">' in response.content.decode()


def test_a_form_with_errors_shows_them_at_once(filing, guides, submit):
    response = submit(without_script="1", description="")
    assert response.status_code == 422
    assert "/guide-0/" in response.content.decode()
    assert submit(without_script="1", suggested="1").status_code == 302


@pytest.mark.parametrize("data", [{}, {"without_script": "1", "subject": "چیز دیگر"}])
def test_with_javascript_or_without_guides_nothing_stands_in_the_way(data, filing, guides, submit):
    filing.get(FORM)
    assert submit(**data).status_code == 302


def test_a_request_that_is_another_one_on_purpose_is_filed(filing, guides, submit):
    assert submit(without_script="1", submit_anyway="1").status_code == 302


# What came before the ticket ----------------------------------------------------------


def test_what_was_shown_goes_with_the_ticket(filing, guides, submit):
    filing.get(FORM)
    first, second, *_more = ask(filing)
    tell(filing, "shown", first, second)
    tell(filing, "opened", first)
    submit()
    suggested = Trail.objects.get().facts["suggested"]
    assert [(each["url"], "opened" in each) for each in suggested] == [
        ("/guide-0/", True),
        ("/guide-1/", False),
    ]


def test_a_ticket_of_the_next_visit_has_nothing_of_the_one_before(filing, guides, submit):
    filing.get(FORM)
    tell(filing, "shown", *ask(filing))
    submit()
    filing.get(FORM)
    submit(subject="پیامک دیگر")
    assert Trail.objects.count() == 1


def test_a_form_sent_twice_has_one_trail(filing, guides, submit):
    filing.get(FORM)
    tell(filing, "shown", *ask(filing))
    key = uuid.uuid4()
    assert submit(submission_key=key).url == submit(submission_key=key).url
    assert Trail.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_suggesting_asks_the_database_for_nothing_but_who_asks(
    number, filing, guides, django_assert_num_queries
):
    filing.get(FORM)
    guides["support_suggestions"] = [lambda question, limit: [{"title": "الف", "url": "/a/"}] * number]
    with django_assert_num_queries(2):
        assert len(ask(filing)) == number


def test_the_share_that_is_held_out_is_drawn_when_the_form_is_opened(filing, guides, monkeypatch):
    monkeypatch.setattr(visits, "is_held_out", lambda key: True)
    filing.get(FORM)
    assert ask(filing) == []
