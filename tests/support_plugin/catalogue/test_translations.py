"""The screen of translations: what is missing, written side by side, never over what somebody else wrote."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Permission
from django.db import models
from django.urls import reverse
from modelcluster.fields import ParentalKey
from wagtail.models import ModelLogEntry, Site

from support_plugin.catalogue import translations
from support_plugin.catalogue.hooks import field_label
from support_plugin.catalogue.translations import Kind, Text, texts_for
from support_plugin.models import CannedReply, Department, Holiday, LetterText, Policy, SupportContact
from support_plugin.text.translated import TranslatedCharField
from tests import factories

from .conftest import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def url(db):
    return reverse("support_translations")


@pytest.fixture
def sales(db):
    """A department without an English name."""
    return factories.department("sales", fa="فروش")


@pytest.fixture
def contact(db):
    return SupportContact.objects.create(site=Site.objects.get(), hours={"fa": "شنبه تا چهارشنبه"})


@pytest.fixture
def canned(department):
    reply = CannedReply.objects.create(name={"fa": "سلام"}, body={"fa": "سلام {customer_name}"})
    reply.departments.add(department)
    return reply


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def shown(response):
    """What the texts of a page are headed by."""
    assert response.status_code in (200, 422)
    return [
        legend.get_text(" ", strip=True) for legend in page_of(response).select(".translations-text__title")
    ]


def filled(response, **typed):
    """What the page's form sends: its texts as they were shown, and what was typed in their place."""
    form = page_of(response).select_one("form[method=post]")
    sent = {
        field["name"]: field.get("value", "")
        for field in form.select("input[name]:not([name=text], [name=csrfmiddlewaretoken])")
    }
    sent |= {field["name"]: field.get_text().removeprefix("\n") for field in form.select("textarea")}
    return sent | {"text": [field["value"] for field in form.select("[name=text]")]} | typed


def name_of(row, field="name"):
    return f"{translations.key_of(row)}-{field}"


def in_english(row, text, field="name"):
    return {f"{name_of(row, field)}_1": text}


def errors(response):
    return [error.get_text(" ", strip=True) for error in page_of(response).select(".error-message")]


def test_only_what_is_missing_is_listed_with_what_is_read_meanwhile(as_editor, url, department, sales):
    response = as_editor.get(url)
    assert shown(response) == ["دپارتمان فروش نام"]
    [missing] = page_of(response).select(".translations-text__missing")
    assert missing.get_text(" ", strip=True).endswith("“ فروش ”") or "فروش" in missing.get_text()


def test_every_text_is_listed_beside_its_translation(as_editor, url, department, sales):
    response = as_editor.get(url, {"show": "all", "kind": "support_plugin.department"})
    assert shown(response) == ["دپارتمان پشتیبانی فنی نام", "دپارتمان فروش نام"]
    inputs = page_of(response).select(f"[name^='{name_of(department)}_']")
    assert [(each["lang"], each["dir"], each["value"]) for each in inputs] == [
        ("fa", "rtl", "پشتیبانی فنی"),
        ("en", "ltr", "Technical support"),
    ]
    assert address("departments", "edit", sales.pk) in response.content.decode()


def test_every_model_with_translated_fields_that_editors_edit_is_there():
    assert [kind.key for kind in translations.kinds()] == [f"support_plugin.{name}" for name in EVERY_KIND]


EVERY_KIND = (
    "department",
    "tickettype",
    "product",
    "supportcontact",
    "formfield",
    "fieldchoice",
    "lettertext",
    "calendar",
    "holiday",
    "closure",
    "policy",
    "cannedreply",
)


def test_the_settings_of_a_site_are_a_thing_too(as_editor, url, contact):
    response = as_editor.get(url)
    assert len(shown(response)) == 1
    assert reverse("wagtailsettings:edit", args=["support_plugin", "supportcontact", contact.site_id]) in (
        response.content.decode()
    )
    as_editor.post(url, filled(response, **in_english(contact, "Saturday to Wednesday", "hours")))
    contact.refresh_from_db()
    assert contact.hours.data == {"fa": "شنبه تا چهارشنبه", "en": "Saturday to Wednesday"}


def test_a_message_says_our_words_where_the_editors_wrote_none(as_editor, url):
    LetterText.objects.filter(kind="answered").update(subject={"fa": "پاسخ تیکت {number}"})
    response = as_editor.get(url)
    assert len(shown(response)) == 1
    assert (
        "We have answered ticket {number}"
        in page_of(response).select_one(".translations-text__missing").get_text()
    )


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"language": "en"}, ["فروش", "Billing only"]),
        ({"language": "fa"}, []),
        ({"language": "xx"}, ["فروش", "Billing only"]),
        ({"kind": "support_plugin.product"}, ["Billing only"]),
        ({"kind": "auth.user"}, ["فروش", "Billing only"]),
        ({"q": "فروش"}, ["فروش"]),
        ({"q": "BILL"}, ["Billing only"]),
        ({"q": "nothing like it"}, []),
        ({"thing": "support_plugin.product-999999"}, []),
    ],
)
def test_the_list_is_narrowed(asked, expected, as_editor, url, sales):
    factories.product("bill", fa="Billing only")
    response = as_editor.get(url, asked)
    assert [
        legend.select_one("bdi").get_text()
        for legend in page_of(response).select(".translations-text__title")
    ] == expected


def test_progress_is_told_per_language_and_kind(as_editor, url, department, sales, product):
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page_of(as_editor.get(url)).select(".translations-progress tbody tr")
    ]
    assert rows[:2] == [["دپارتمان‌ها", "۲ از ۲", "۱ از ۲"], ["محصول‌ها", "۱ از ۱", "۱ از ۱"]]


def test_what_was_typed_is_saved_in_one_go_with_a_line_in_each_history(
    as_editor, url, sales, canned, department
):
    response = as_editor.get(url)
    sent = filled(
        response,
        **in_english(sales, "Sales"),
        **in_english(canned, "Hello"),
        **in_english(canned, "Hello {customer_name}", "body"),
    )
    response = as_editor.post(url, sent)
    assert (response.status_code, response.url) == (302, url)
    sales.refresh_from_db()
    canned.refresh_from_db()
    assert sales.name.data == {"fa": "فروش", "en": "Sales"}
    assert "sales" in sales.search_key
    assert (canned.name.data["en"], canned.body.data["en"]) == ("Hello", "Hello {customer_name}")
    logged = [
        (entry.content_type.model, entry.action, entry.data["fields"])
        for entry in ModelLogEntry.objects.order_by("pk")
    ]
    assert logged == [
        ("department", "support_plugin.change", ["name"]),
        ("cannedreply", "support_plugin.change", ["name", "body"]),
    ]
    assert list(canned.departments.all()) == [department]


def test_saving_nothing_changes_and_logs_nothing(as_editor, url, sales):
    assert as_editor.post(url, filled(as_editor.get(url))).status_code == 302
    assert not ModelLogEntry.objects.exists()


def test_saving_leads_back_to_the_same_narrowing(as_editor, url, sales):
    narrowed = f"{url}?language=en&kind=support_plugin.department"
    sent = filled(as_editor.get(narrowed), **in_english(sales, "Sales"))
    assert as_editor.post(narrowed, sent).url == narrowed


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"_1": "x" * 81}, "۸۱"),
        ({"_1": "a\x00b"}, ""),
        ({"_0": "", "_1": "Sales"}, "فارسی"),
    ],
)
def test_an_error_stands_at_its_text_and_keeps_everything_typed(typed, said, as_editor, url, sales, canned):
    typed = {f"{name_of(sales)}{place}": text for place, text in typed.items()}
    sent = filled(as_editor.get(url), **typed, **in_english(canned, "Hello"))
    response = as_editor.post(url, sent)
    assert response.status_code == 422
    [error] = errors(response)
    assert said in error or "81" in error
    again = filled(response)
    assert {name: again[name] for name in typed} == {
        name: text.replace("\x00", "") and text for name, text in typed.items()
    }
    assert again[f"{name_of(canned)}_1"] == "Hello"
    sales.refresh_from_db()
    canned.refresh_from_db()
    assert (sales.name.data, canned.name.data) == ({"fa": "فروش"}, {"fa": "سلام"})
    assert not ModelLogEntry.objects.exists()


@pytest.mark.parametrize("kind", ["canned", "letter"])
def test_the_rules_of_the_model_hold_here_too(kind, as_editor, url, canned):
    LetterText.objects.filter(kind="answered").update(body={"fa": "{number}"})
    row = canned if kind == "canned" else LetterText.objects.get(kind="answered")
    response = as_editor.post(url, filled(as_editor.get(url), **in_english(row, "Hello {stranger}", "body")))
    assert response.status_code == 422
    [error] = errors(response)
    assert "{stranger}" in error


def test_what_somebody_else_wrote_meanwhile_is_said_and_not_overwritten(as_editor, url, sales):
    sent = filled(as_editor.get(url), **in_english(sales, "Sales"))
    Department.objects.filter(pk=sales.pk).update(name={"fa": "فروش", "en": "Sales and offers"})
    response = as_editor.post(url, sent)
    assert response.status_code == 422
    [error] = errors(response)
    assert "Sales and offers" in error
    sales.refresh_from_db()
    assert sales.name.data["en"] == "Sales and offers"
    assert as_editor.post(url, filled(response)).status_code == 302
    sales.refresh_from_db()
    assert sales.name.data["en"] == "Sales"


def test_what_somebody_else_wrote_stays_where_nothing_was_typed(as_editor, url, sales, canned):
    sent = filled(as_editor.get(url), **in_english(canned, "Hello"))
    Department.objects.filter(pk=sales.pk).update(name={"fa": "فروش", "en": "Sales and offers"})
    assert as_editor.post(url, sent).status_code == 302
    sales.refresh_from_db()
    canned.refresh_from_db()
    assert (sales.name.data["en"], canned.name.data["en"]) == ("Sales and offers", "Hello")


def test_what_was_typed_for_something_that_is_gone_is_given_back(as_editor, url, sales, canned):
    sent = filled(as_editor.get(url), **in_english(sales, "Sales"), **in_english(canned, "Hello"))
    sales.delete()
    response = as_editor.post(url, sent)
    assert response.status_code == 422
    assert "Sales" in page_of(response).select_one(".help-critical").get_text()
    assert as_editor.post(url, filled(response)).status_code == 302
    canned.refresh_from_db()
    assert canned.name.data["en"] == "Hello"


def test_a_language_that_is_not_sent_stays_as_it_is(as_editor, url, department):
    sent = {
        "text": name_of(department),
        f"shown-{name_of(department)}": "",
        f"{name_of(department)}_1": "Help",
    }
    assert as_editor.post(url, sent).status_code == 422
    department.refresh_from_db()
    assert department.name.data == {"fa": "پشتیبانی فنی", "en": "Technical support"}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("who", ["customer", "agent"])
def test_who_may_change_no_text_is_sent_away(who, method, request, client, url, sales):
    client.force_login(request.getfixturevalue(who))
    response = getattr(client, method)(url, {"text": name_of(sales), **in_english(sales, "Sales")})
    assert response.status_code == 302
    assert response.url.startswith((reverse("wagtailadmin_home"), reverse("account_login")))
    sales.refresh_from_db()
    assert sales.name.data == {"fa": "فروش"}


def test_nobody_enters_without_logging_in(client, url):
    assert client.get(url).url.startswith(reverse("wagtailadmin_login"))


def test_a_lead_translates_what_they_may_change_and_nothing_else(client, lead, url, sales, canned):
    everywhere = CannedReply.objects.create(name={"fa": "همه‌جا"}, body={"fa": "متن"})
    client.force_login(lead)
    response = client.get(url)
    assert shown(response) == ["پاسخ آماده سلام نام", "پاسخ آماده سلام متن"]
    for stranger in (sales, everywhere):
        sent = {"text": name_of(stranger), **in_english(stranger, "Stolen")}
        response = client.post(url, sent)
        assert response.status_code == 422
        stranger.refresh_from_db()
        assert "en" not in stranger.name.data
    client.post(url, filled(client.get(url), **in_english(canned, "Hello")))
    canned.refresh_from_db()
    assert canned.name.data["en"] == "Hello"


def test_an_agent_who_was_given_a_permission_translates_just_that(client, agent, url, sales, canned):
    agent.user_permissions.set(Permission.objects.filter(codename="change_department"))
    client.force_login(agent)
    assert shown(client.get(url)) == ["دپارتمان فروش نام"]


def test_an_active_target_is_not_renamed_by_who_may_not_edit_it(as_editor, url):
    Policy.objects.all().delete()
    for is_active in (True, False):
        Policy.objects.create(name={"fa": f"هدف {is_active}"}, is_active=is_active, first_reply_minutes=5)
    assert [title.split()[-2] for title in shown(as_editor.get(url))] == ["False"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_screen_costs_the_same_for_one_row_of_each_kind_and_for_three(
    many, as_editor, url, django_assert_num_queries
):
    for model in (Holiday, Policy):
        model.objects.all().delete()
    for number in range(many):
        department = factories.department(f"d-{number}", fa=f"د {number}")
        factories.ticket_type(f"t-{number}", department, fa=f"ن {number}")
        factories.product(f"p-{number}", department, fa=f"م {number}")
        CannedReply.objects.create(name={"fa": f"پ {number}"}, body={"fa": "متن"}).departments.add(department)
        Holiday.objects.create(day=f"2027-01-0{number + 1}", name={"fa": f"روز {number}"})
        Policy.objects.create(name={"fa": f"هدف {number}"}, department=department, first_reply_minutes=5)
    as_editor.get(url)
    with django_assert_num_queries(QUERIES_OF_THE_SCREEN):
        response = as_editor.get(url)
    assert len(shown(response)) == 7 * many


QUERIES_OF_THE_SCREEN = 22


def test_a_long_list_stands_on_pages_and_each_saves_its_own(as_editor, url):
    for number in range(30):
        factories.product(f"p-{number}", fa=f"محصول {number}")
    first, second = as_editor.get(url), as_editor.get(url, {"p": 2})
    assert (len(shown(first)), len(shown(second))) == (25, 5)
    assert len(shown(as_editor.get(url, {"p": "x"}))) == 25


@pytest.mark.parametrize(
    "query",
    ["q=%00", "q=%ED%A0%80", "q=" + "الف+" * 2000, "language=%00", "kind=%00", "thing=%00", "show=x", "p=-1"]
    + ["p=99999999999999999999", "p=%00", "kind=a&kind=b", "nonsense__in=1", "thing=" + "x" * 5000],
)
def test_the_screen_survives_whatever_stands_in_its_address(query, as_editor, url, sales):
    assert as_editor.get(f"{url}?{query}").status_code == 200


@pytest.mark.parametrize(
    "key",
    ["", "x", "support_plugin.department", "support_plugin.department-x-name", "auth.user-1-password"]
    + [
        "support_plugin.department-1-slug",
        "\x00",
        "‮",
        "9" * 400,
        "support_plugin.department-99999999999999999999-name",
    ],
)
def test_a_forged_text_is_answered_with_a_sentence(key, as_editor, url, sales):
    response = as_editor.post(url, {"text": key, f"{key}_0": "متن", f"shown-{key}": "x"})
    assert response.status_code == 422
    assert page_of(response).select_one(".help-critical [class]")
    sales.refresh_from_db()
    assert sales.name.data == {"fa": "فروش"}


def test_an_empty_post_changes_nothing(as_editor, url, sales):
    assert as_editor.post(url).status_code == 302
    assert as_editor.put(url).status_code == 405


def test_a_row_of_the_catalogues_lists_says_what_it_lacks_and_leads_there(as_editor, department, sales, url):
    tags = page_of(as_editor.get(address("departments"))).select(".catalogue-missing-tag")
    assert [tag["href"] for tag in tags] == [f"{url}?thing={translations.key_of(sales)}&language=en"]
    assert shown(as_editor.get(tags[0]["href"])) == ["دپارتمان فروش نام"]


def test_who_may_not_change_a_thing_is_not_led_there(client, editor, sales):
    group = editor.groups.get()
    group.permissions.remove(*group.permissions.exclude(codename__in=["access_admin", "view_department"]))
    client.force_login(editor)
    page = client.get(address("departments")).content.decode()
    assert "catalogue-missing-tag" not in page
    assert reverse("support_translations") not in page


@pytest.mark.parametrize(("who", "is_there"), [("editor", True), ("lead", True), ("agent", False)])
def test_the_menu_shows_the_screen_to_who_may_use_it(who, is_there, request, client, url):
    client.force_login(request.getfixturevalue(who))
    page = client.get(reverse("wagtailadmin_home")).content.decode()
    assert (url in page) is is_there


@pytest.fixture(scope="module")
def choice_model():
    """A model whose rows stand on another's page, like the choices of a field."""
    from django.apps import apps
    from modelcluster.models import ClusterableModel

    class Question(ClusterableModel):
        name = TranslatedCharField("name", max_length=20)

        class Meta:
            app_label = "support_plugin"
            managed = False

    class Option(models.Model):
        question = ParentalKey(Question, related_name="options", on_delete=models.CASCADE)
        label = TranslatedCharField("label", max_length=20)

        class Meta:
            app_label = "support_plugin"
            verbose_name_plural = "options"
            managed = False

        def __str__(self):
            return str(self.label)

    yield Question, Option
    for model in (Question, Option):
        del apps.all_models["support_plugin"][model._meta.model_name]
    apps.clear_cache()


def test_what_stands_on_anothers_page_is_named_by_it(choice_model):
    Question, Option = choice_model
    kind = Kind(Option, translations.translated_fields(Option), "question")
    question = Question(pk=7, name={"fa": "پرسش"})
    text = Text(kind, Option(pk=3, question=question, label={"fa": "بله"}), kind.fields[0])
    assert (kind.owners, text.owner, translations.key_of(text.owner)) == (
        Question,
        question,
        "support_plugin.question-7",
    )
    assert field_label(Question, "options") == "Options"


def test_texts_that_nobody_wrote_are_no_texts(editor, department):
    assert [text.field.name for text in texts_for(editor) if text.row == department] == ["name"]
