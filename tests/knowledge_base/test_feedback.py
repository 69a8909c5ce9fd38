"""“Is this helpful?”: what readers answer, how often, and what is kept of them."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from knowledge_base import feedback
from knowledge_base.models import Feedback


@pytest.fixture
def door(guide):
    return reverse("guide_feedback", args=[guide.pk])


@pytest.fixture
def answer(client, door):
    return lambda answer, **more: client.post(door, {"answer": answer, **more})


def kept():
    return list(Feedback.objects.order_by("pk").values_list("is_helpful", "reason", "words"))


def test_the_guide_asks_with_two_links_and_gives_no_cookie(client, guide, door):
    soup = BeautifulSoup(client.get(guide.url).content, "html.parser")
    links = [link["href"] for link in soup.select("[data-feedback] a")]
    assert links == [f"{door}?answer=yes", f"{door}?answer=no"]
    assert client.cookies == {}


@pytest.mark.parametrize("chosen", ["yes", "no"])
def test_the_link_only_chooses_beforehand(chosen, client, door):
    soup = BeautifulSoup(client.get(door, {"answer": chosen}).content, "html.parser")
    assert [box["value"] for box in soup.select("[name=answer][checked]")] == [chosen]
    assert list(client.cookies) == [settings.CSRF_COOKIE_NAME]
    assert kept() == []


def test_the_form_carries_a_token_and_wants_it_back(door):
    client = Client(enforce_csrf_checks=True)
    assert client.post(door, {"answer": "yes"}).status_code == 403
    token = BeautifulSoup(client.get(door).content, "html.parser").select_one(
        "main [name=csrfmiddlewaretoken]"
    )
    assert client.post(door, {"answer": "yes", "csrfmiddlewaretoken": token["value"]}).status_code == 200
    assert kept() == [(True, "", "")]


def test_what_is_kept_says_of_what_and_when_and_not_of_whom(answer, guide, client):
    assert answer("no", reason="unclear", words="مرحله دوم را نفهمیدم").status_code == 200
    given = Feedback.objects.get()
    assert (given.guide, given.revision, given.language) == (guide, guide.live_revision_id, "fa")
    assert (given.is_helpful, given.reason, given.words) == (False, "unclear", "مرحله دوم را نفهمیدم")
    assert given.user is None
    assert timezone.now() - given.answered_at < timedelta(minutes=1)
    assert settings.SESSION_COOKIE_NAME in client.cookies


@pytest.mark.parametrize("logged_in", [False, True])
def test_a_reader_has_one_answer_and_may_change_it(logged_in, answer, client, customer):
    if logged_in:
        client.force_login(customer)
    answer("yes")
    answer("no", reason="outdated")
    assert kept() == [(False, "outdated", "")]
    answer("yes", reason="outdated", words="پشیمان شدم")
    assert kept() == [(True, "", "")]
    assert Feedback.objects.get().user == (customer if logged_in else None)


def test_a_new_revision_is_a_new_question(answer, guide):
    answer("no", reason="unclear")
    guide.save_revision().publish()
    answer("yes")
    assert kept() == [(False, "unclear", ""), (True, "", "")]


def test_readers_are_counted_apart(door, customer, stranger):
    for user in (None, None, customer, stranger):
        client = Client()
        if user:
            client.force_login(user)
        client.post(door, {"answer": "yes"})
    assert kept() == [(True, "", "")] * 4


def test_the_database_itself_keeps_one_answer_per_reader(answer, client, customer):
    client.force_login(customer)
    answer("yes")
    given = Feedback.objects.get()
    given.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        given.save(force_insert=True)


def test_an_answer_outlives_the_account_it_came_from(answer, client, customer):
    client.force_login(customer)
    answer("yes")
    customer.delete()
    assert Feedback.objects.get().user is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "answer"),
        ({"answer": "maybe"}, "answer"),
        ({"answer": "no"}, "reason"),
        ({"answer": "no", "reason": "forged"}, "reason"),
        ({"answer": "no", "reason": "unclear", "words": "ی" * 501}, "words"),
        ({"answer": "no", "reason": "unclear", "words": "\x00"}, "words"),
    ],
)
def test_a_wrong_answer_is_refused_with_a_sentence_and_keeps_what_was_typed(data, field, client, door):
    response = client.post(door, {"words": "شرح من", **data})
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert (data.get("words") or "شرح من").strip("\x00") in response.content.decode()
    assert kept() == []
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_five_hundred_characters_are_taken(answer):
    answer("no", reason="incomplete", words="ی" * 500)
    assert kept() == [(False, "incomplete", "ی" * 500)]


@pytest.mark.parametrize("key", ["0", "999999999", "9" * 30])
@pytest.mark.parametrize("method", ["get", "post"])
def test_there_is_no_question_about_what_there_is_not(key, method, client, home):
    assert getattr(client, method)(f"/guides/{key}/feedback/", {"answer": "yes"}).status_code == 404


def test_a_guide_the_reader_cannot_open_asks_nothing(client, guide, door, close, customer):
    close(guide)
    assert client.get(door).status_code == client.post(door, {"answer": "yes"}).status_code == 404
    client.force_login(customer)
    assert client.get(door).status_code == 200
    guide.unpublish()
    assert client.get(door).status_code == 404


def test_a_reader_cannot_flood(client, write_guide, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_OF_READER", 2)
    guides = [write_guide(f"راهنمای {number}") for number in range(3)]
    doors = [reverse("guide_feedback", args=[guide.pk]) for guide in guides]
    assert [client.post(door, {"answer": "yes"}).status_code for door in doors] == [200, 200, 429]
    assert client.post(doors[0], {"answer": "no", "reason": "unclear"}).status_code == 200
    Feedback.objects.update(answered_at=timezone.now() - timedelta(hours=2))
    assert client.post(doors[2], {"answer": "yes"}).status_code == 200


def test_visitors_together_cannot_flood_a_guide_and_keep_nobody_with_an_account_out(
    door, customer, client, monkeypatch
):
    monkeypatch.setattr(feedback, "MOST_OF_VISITORS", 2)
    assert [Client().post(door, {"answer": "yes"}).status_code for _each in range(3)] == [200, 200, 429]
    client.force_login(customer)
    assert client.post(door, {"answer": "yes"}).status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_door_knows_reading_and_answering_only(method, client, door):
    assert getattr(client, method)(door).status_code in (200, 405, 422)
    assert kept() == []
