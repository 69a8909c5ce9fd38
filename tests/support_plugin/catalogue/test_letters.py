"""The editors' screen of message texts: their own words, closed placeholders, and a preview that changes nothing."""

import pytest
from django.urls import reverse
from django.utils.translation import override
from wagtail.models import ModelLogEntry

from support_plugin.notifications.models import LetterText
from support_plugin.notifications.texts import our_words

from .conftest import address

pytestmark = pytest.mark.django_db
SCREEN = "message-texts"


@pytest.fixture
def answered(db):
    return LetterText.objects.get(kind="answered")


@pytest.fixture
def overdue(db):
    return LetterText.objects.get(kind="overdue")


def words(**fields):
    """What a filled in form sends."""
    empty = {f"{name}_{place}": "" for name in ("subject", "body", "button", "sms") for place in (0, 1)}
    return empty | fields


def stored():
    return list(LetterText.objects.order_by("pk").values_list("kind", "subject", "body", "button", "sms"))


def test_the_list_shows_every_message_who_gets_it_and_whose_words_they_are(as_editor, answered):
    answered.subject = {"fa": "پاسخ تیکت {number}"}
    answered.save()
    page = as_editor.get(address(SCREEN)).content.decode()
    for letter_text in LetterText.objects.all():
        assert address(SCREEN, "edit", letter_text.pk) in page
    assert page.count("<bdi>فارسی</bdi>") == 1
    assert f"{SCREEN}/create" not in page
    assert f"{SCREEN}/delete" not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_however_many_messages(rows, as_editor, django_assert_num_queries):
    as_editor.get(address(SCREEN))
    LetterText.objects.exclude(pk__in=LetterText.objects.values("pk")[:rows]).delete()
    as_editor.get(address(SCREEN))
    with django_assert_num_queries(QUERIES_OF_THE_LIST):
        assert as_editor.get(address(SCREEN)).status_code == 200


QUERIES_OF_THE_LIST = 13


def test_own_words_are_stored_per_language_and_the_history_says_so(as_editor, answered):
    response = as_editor.post(
        address(SCREEN, "edit", answered.pk),
        words(subject_0="پاسخ تیکت {number}", subject_1="Answer to {number}"),
    )
    assert response.status_code == 302
    answered.refresh_from_db()
    assert answered.subject.data == {"fa": "پاسخ تیکت {number}", "en": "Answer to {number}"}
    assert ModelLogEntry.objects.for_instance(answered).get().data == {"fields": ["subject"]}
    assert as_editor.get(address(SCREEN, "history", answered.pk)).status_code == 200


def test_emptied_fields_say_our_words_again(as_editor, answered):
    answered.subject = {"fa": "پاسخ تیکت {number}"}
    answered.save()
    as_editor.post(address(SCREEN, "edit", answered.pk), words())
    answered.refresh_from_db()
    assert not answered.subject.data
    page = as_editor.get(address(SCREEN, "preview", answered.pk) + "?language=en").content.decode()
    assert "We have answered ticket" in page


def test_the_form_shows_our_words_and_every_placeholder(as_editor, answered, overdue):
    page = as_editor.get(address(SCREEN, "edit", answered.pk)).content.decode()
    with override("en"):
        assert our_words("answered").subject in page
    assert "{number}" in page
    assert "{target}" not in page
    assert 'name="sms_0"' in page
    page = as_editor.get(address(SCREEN, "edit", overdue.pk)).content.decode()
    assert "{target}" in page
    assert 'name="sms_0"' not in page


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{foo}", "{foo}"),
        ("{number.x}", "{number.x}"),
        ("{Number}", "{Number}"),
        ("{ number }", "{ number }"),
        ("{number", "{"),
        ("number}", "}"),
        ("{{number}}", "{"),
        ("{}", "{}"),
        ("{0.__class__}", "{0.__class__}"),
        ("{number!r:>1000000}", "{number!r:&gt;1000000}"),
        ("{{ settings.SECRET_KEY }}", "{"),
        ("{% load i18n %}", "{% load i18n %}"),
        ("{# hidden #}", "{# hidden #}"),
        ("{target}", "{target}"),  # of another kind
        ("{link}", "{link}"),  # of SMS only
    ],
)
@pytest.mark.parametrize("field", ["subject_0", "body_1", "button_0"])
def test_what_is_no_placeholder_is_refused_by_name(text, named, field, as_editor, answered):
    before = stored()
    response = as_editor.post(address(SCREEN, "edit", answered.pk), words(**{field: f"متن {text}"}))
    page = response.content.decode()
    assert response.status_code == 200
    assert f"“{named}”" in page or f"«{named}»" in page
    assert "{number} {name} {department} {ticket_type} {site}" in page
    assert stored() == before


def test_an_sms_may_carry_the_link(as_editor, answered):
    assert (
        as_editor.post(address(SCREEN, "edit", answered.pk), words(sms_0="{number}: {link}")).status_code
        == 302
    )
    answered.refresh_from_db()
    assert answered.sms.data == {"fa": "{number}: {link}"}


@pytest.mark.parametrize("text", ["متن\x00", "م" * 2000])
def test_what_cannot_be_stored_is_refused(text, as_editor, answered):
    before = stored()
    assert as_editor.post(address(SCREEN, "edit", answered.pk), words(body_0=text)).status_code == 200
    preview = address(SCREEN, "preview", answered.pk) + "?language=fa"
    assert as_editor.post(preview, words(body_0=text)).status_code == 422
    assert stored() == before


def test_a_kind_cannot_be_made_renamed_or_deleted(as_editor, answered):
    as_editor.post(address(SCREEN, "edit", answered.pk), words(kind="overdue", subject_0="x"))
    answered.refresh_from_db()
    assert answered.kind == "answered"
    for action, arguments in (("create", ()), ("delete", (answered.pk,))):
        for method in (as_editor.get, as_editor.post):
            assert method(address(SCREEN, action, *arguments)).status_code == 302
    assert LetterText.objects.count() == 11


# The preview ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr")])
def test_every_message_has_a_preview_in_every_language(language, direction, as_editor):
    for letter_text in LetterText.objects.all():
        response = as_editor.get(address(SCREEN, "preview", letter_text.pk) + f"?language={language}")
        page = response.content.decode()
        assert response.status_code == 200
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert f'<html lang="{language}" dir="{direction}">' in page
        assert "{" not in page.split("<body")[1]


def test_the_preview_shows_what_is_typed_and_saves_nothing(as_editor, answered):
    before = stored()
    url = address(SCREEN, "preview", answered.pk) + "?language=fa"
    page = as_editor.post(
        url, words(subject_0="پاسخ «{number}»", body_0="<b>{name}</b>\nخط دوم")
    ).content.decode()
    assert "۱۰۲۴۸۳۱۷" in page
    assert "&lt;b&gt;" in page
    assert "<br>خط دوم" in page
    assert stored() == before


def test_the_preview_says_what_is_wrong_with_what_is_typed(as_editor, answered):
    url = address(SCREEN, "preview", answered.pk) + "?language=fa"
    response = as_editor.post(url, words(subject_0="{foo}"))
    assert response.status_code == 422
    assert "{foo}" in response.content.decode()


def test_stored_template_code_is_never_run(as_editor, answered, settings):
    """It cannot be saved; if it stands in the table nevertheless, it is text."""
    code = "{{ settings.SECRET_KEY }}{% load i18n %}{0.__class__}{number.__class__}"
    LetterText.objects.filter(pk=answered.pk).update(subject={"fa": code}, body={"fa": code})
    page = as_editor.get(address(SCREEN, "preview", answered.pk) + "?language=fa").content.decode()
    assert settings.SECRET_KEY not in page
    for literal in ("{{ settings.SECRET_KEY }}", "{% load i18n %}", "{0.__class__}", "{number.__class__}"):
        assert literal in page


@pytest.mark.parametrize("language", ["de", "", "fa\x00", "..", "f" * 5000])
def test_a_language_we_do_not_speak_has_no_preview(language, as_editor, answered):
    response = as_editor.get(address(SCREEN, "preview", answered.pk), {"language": language})
    assert response.status_code == 404


# The wrong person -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["customer", "agent", "lead", None])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_may_not_write_texts_is_sent_away_and_nothing_changes(who, method, request, client, answered):
    before = stored()
    if who:
        client.force_login(request.getfixturevalue(who))
    for action, arguments in [
        ("index", ()),
        ("edit", (answered.pk,)),
        ("history", (answered.pk,)),
        ("preview", (answered.pk,)),
    ]:
        response = getattr(client, method)(address(SCREEN, action, *arguments), words(subject_0="x"))
        assert response.status_code == 302, action
        assert response.url.startswith((reverse("wagtailadmin_home"), reverse("account_login")))
    assert stored() == before


@pytest.mark.parametrize("pk", ["999999", "0", "9" * 40, "abc", "-1"])
@pytest.mark.parametrize("action", ["edit", "history", "preview"])
def test_what_does_not_exist_is_not_found(pk, action, as_editor):
    assert as_editor.get(address(SCREEN, action, 1).replace("/1/", f"/{pk}/")).status_code == 404
