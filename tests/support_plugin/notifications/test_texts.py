"""Placeholders: a closed list, replaced once by plain values, and refused by name where unknown."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from support_plugin.notifications.kinds import FOR_AGENTS, FOR_CUSTOMERS, Kind
from support_plugin.notifications.models import LetterText
from support_plugin.notifications.placeholders import (
    MEANINGS,
    OF_ONE_KIND,
    allowed,
    fill,
    fill_html,
    refuse_unknown,
)
from support_plugin.notifications.texts import FIELDS, WITH_SMS, our_words, words_for

EVERY_KIND = (*FOR_CUSTOMERS, *FOR_AGENTS)


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("language", ["fa", "en"])
def test_our_own_words_keep_the_rules(kind, language):
    with translation.override(language):
        words = our_words(kind)
    for part in FIELDS:
        refuse_unknown(getattr(words, part), kind, in_sms=part == "sms")
    assert "{number}" in words.subject
    assert words.body
    assert words.button
    assert bool(words.sms) == (kind in WITH_SMS)
    assert "{" not in words.button


def test_there_are_no_words_for_account_mail():
    with pytest.raises(ValueError):
        our_words(Kind.ACCOUNT)


def test_every_placeholder_has_its_meaning():
    names = {name for kind in EVERY_KIND for name in allowed(kind, in_sms=True)}
    assert names == set(MEANINGS)
    assert set(OF_ONE_KIND) <= set(EVERY_KIND)


@pytest.mark.django_db
def test_every_message_has_its_row_for_editors():
    assert set(LetterText.objects.values_list("kind", flat=True)) == set(EVERY_KIND)


def test_each_part_is_the_editors_or_ours_in_the_active_language():
    edited = LetterText(kind="answered", subject={"fa": "پاسخ {number}", "en": ""}, body={"en": "Look."})
    with translation.override("fa"):
        in_persian = words_for("answered", edited)
        assert in_persian.subject == "پاسخ {number}"
        assert in_persian.body == our_words("answered").body
    with translation.override("en"):
        in_english = words_for("answered", edited)
        assert in_english.subject == our_words("answered").subject
        assert in_english.body == "Look."


@pytest.mark.parametrize(
    ("text", "values", "filled"),
    [
        ("Ticket {number}", {"number": "7"}, "Ticket 7"),
        ("{number}{number}", {"number": "7"}, "77"),
        # A value is never looked at again.
        ("{name} {number}", {"name": "{number}", "number": "7"}, "{number} 7"),
        # What is no placeholder stays as it is.
        ("{other} {number.x} {{number}} { }", {"number": "7"}, "{other} {number.x} {7} { }"),
        # The space goes with a value that is empty, and so does a line that had nothing else.
        ("Hello {name},", {"name": ""}, "Hello,"),
        ("One\n{answer_time}\nTwo", {"answer_time": ""}, "One\nTwo"),
        ("", {}, ""),
    ],
)
def test_placeholders_are_filled_once(text, values, filled):
    assert fill(text, values) == filled


def test_in_html_everything_is_escaped_and_values_are_isolated():
    html = fill_html("<b>{number}</b>\n{name} {other}", {"number": "<7>", "name": "ali & co"})
    assert html == (
        '&lt;b&gt;<span dir="ltr">&lt;7&gt;</span>&lt;/b&gt;<br><span dir="auto">ali &amp; co</span> {other}'
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{foo}", "{foo}"),
        ("{number.x}", "{number.x}"),
        ("{number!r}", "{number!r}"),
        ("{0.__class__}", "{0.__class__}"),
        ("{}", "{}"),
        ("{", "{"),
        ("a } b", "}"),
        ("{{number}}", "{"),
        ("{num\nber}", "{"),
        ("{{ settings.SECRET_KEY }}", "{"),
        ("{% load i18n %}", "{% load i18n %}"),
        ("{" + "x" * 500 + "}", "{" + "x" * 39),
    ],
)
def test_an_unknown_placeholder_is_refused_by_name(text, found):
    with translation.override("en"), pytest.raises(ValidationError) as refused:
        refuse_unknown(text, Kind.ANSWERED)
    (sentence,) = refused.value.messages
    assert f"“{found}”" in sentence
    assert "{number} {name} {department} {ticket_type} {site}" in sentence


@pytest.mark.parametrize(
    ("kind", "name", "in_sms", "is_known"),
    [
        (Kind.OVERDUE, "target", False, True),
        (Kind.ANSWERED, "target", False, False),
        (Kind.ANSWERED, "link", True, True),
        (Kind.ANSWERED, "link", False, False),
        (Kind.REGISTERED, "answer_time", False, True),
    ],
)
def test_each_message_knows_its_own(kind, name, in_sms, is_known):
    assert (name in allowed(kind, in_sms=in_sms)) == is_known
