"""Whoever looks for one word finds what is written with another that means the same."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from wagtail.models import Locale

from knowledge_base.models import SynonymGroup

from .test_search import found


@pytest.fixture
def mean_the_same(home):
    """Keeps words as synonyms in Persian, or in the language of a code, or with "" in all."""

    def _keep(*words, language="fa"):
        locale = Locale.objects.get_or_create(language_code=language)[0] if language else None
        group = SynonymGroup(words="\n".join(words), locale=locale)
        group.full_clean()
        group.save()
        return group

    return _keep


@pytest.mark.parametrize("query", ["گذرواژه", "گذرواژه‌ها", "كلمه عبور", "تعیین گذرواژه تازه", "پسورد تازه"])
def test_a_synonym_finds_the_guide_with_the_other_word(query, client, write_guide, mean_the_same):
    mean_the_same("رمز عبور", "گذرواژه", "پسورد", "کلمه عبور")
    write_guide("تعیین رمز عبور تازه")
    assert found(client, query) == [("تعیین رمز عبور تازه", "synonym")]
    assert found(client, query, level="exact") == []


def test_a_phrase_is_meant_as_a_whole(client, write_guide, mean_the_same):
    mean_the_same("رمز عبور", "گذرواژه")
    write_guide("رمز موفقیت")
    assert found(client, "گذرواژه") == []


def test_guides_with_the_very_word_come_before_those_with_a_synonym(client, write_guide, mean_the_same):
    mean_the_same("ضمیمه", "پیوست")
    write_guide("پیوست‌ها")
    write_guide("ضمیمه‌ها")
    assert found(client, "ضمیمه") == [("ضمیمه‌ها", "exact"), ("پیوست‌ها", "synonym")]


def test_the_beginning_of_what_a_synonym_says_is_enough(client, write_guide, mean_the_same):
    mean_the_same("نرم‌افزار", "برنامه")
    write_guide("نرم افزاری تازه")
    assert found(client, "برنامه") == [("نرم افزاری تازه", "synonym")]


@pytest.mark.parametrize(("language", "is_found"), [("fa", True), ("", True), ("en", False)])
def test_synonyms_count_in_their_language_or_in_all(language, is_found, client, write_guide, mean_the_same):
    mean_the_same("پیامک", "sms", language=language)
    write_guide("پیامک")
    assert found(client, "sms") == ([("پیامک", "synonym")] if is_found else [])


@pytest.mark.parametrize(
    "words",
    [
        "",
        "پیامک",
        "پیامک\nپيامك",
        "پیامک\n؟!",
        "پیامک\n" + "ا" * 61,
        "\n".join(f"واژه{n}" for n in range(21)),
    ],
)
def test_a_group_that_could_find_nothing_more_is_refused(words):
    with pytest.raises(ValidationError) as error:
        SynonymGroup(words=words).clean()
    assert error.value.error_dict.keys() == {"words"}


def test_lines_are_tidied():
    group = SynonymGroup(words="  پيامك \r\n\n sms\nپیامک")
    group.clean()
    assert group.words == "پیامک\nsms"


def test_editors_keep_synonyms_in_the_admin(client, editor, home):
    client.force_login(editor)
    assert client.post(reverse("synonyms:add"), {"words": "ضمیمه\nپیوست", "locale": ""}).status_code == 302
    group = SynonymGroup.objects.get()
    page = client.get(reverse("synonyms:index"))
    assert "ضمیمه = پیوست" in page.content.decode()
    assert reverse("synonyms:index") in client.get("/admin/").content.decode()
    assert (
        client.post(reverse("synonyms:edit", args=[group.pk]), {"words": "ضمیمه", "locale": ""}).status_code
        == 200
    )
    assert client.post(reverse("synonyms:delete", args=[group.pk])).status_code == 302
    assert not SynonymGroup.objects.exists()


@pytest.mark.parametrize("query", ["پيوست", "پیوست‌ها", "پیو"])
def test_the_list_is_searched_in_any_spelling(query, client, editor, mean_the_same):
    mean_the_same("ضمیمه", "پیوست")
    mean_the_same("خطا", "ارور", language="")
    client.force_login(editor)
    page = client.get(reverse("synonyms:index"), {"q": query})
    assert [str(group) for group in page.context["object_list"]] == ["ضمیمه = پیوست"]


def test_nobody_else_keeps_synonyms(client, agent, customer, mean_the_same):
    group = mean_the_same("ضمیمه", "پیوست")
    addresses = [
        reverse("synonyms:index"),
        reverse("synonyms:add"),
        reverse("synonyms:edit", args=[group.pk]),
    ]
    for person in (agent, customer):
        client.force_login(person)
        assert [client.get(address).status_code for address in addresses] == [302, 302, 302]
        client.post(reverse("synonyms:delete", args=[group.pk]))
    assert SynonymGroup.objects.count() == 1


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_group_and_for_three(
    number, client, editor, mean_the_same, django_assert_num_queries
):
    for each in range(number):
        mean_the_same(f"الف{each}", f"ب{each}")
    client.force_login(editor)
    client.get(reverse("synonyms:index"))
    with django_assert_num_queries(12):
        client.get(reverse("synonyms:index"))
