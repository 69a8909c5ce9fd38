"""A name in every language lives in one row."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from i18nfield.strings import LazyI18nString

from support_plugin.models import Department
from support_plugin.text.translated import TranslatedCharField, as_translated, every_language


@pytest.fixture
def field():
    return TranslatedCharField(max_length=10).formfield()


def test_a_name_is_read_in_the_active_language_and_falls_back(db):
    both = Department.objects.create(slug="a", name={"fa": "فنی", "en": "Technical"})
    only_persian = Department.objects.create(slug="b", name={"fa": "مالی"})
    only_english = Department.objects.create(slug="c", name={"en": "Sales"})
    with translation.override("en"):
        assert [str(item) for item in (both, only_persian, only_english)] == ["Technical", "مالی", "Sales"]
    assert [str(item) for item in Department.objects.order_by("slug")] == ["فنی", "مالی", "Sales"]


@pytest.mark.parametrize("text", ["123", "null", '"quoted"', "[1]", "true", "{broken"])
def test_a_text_that_looks_like_json_stays_a_text(text):
    assert str(as_translated(text)) == text


def test_every_language_goes_into_the_search_key(db):
    item = Department.objects.create(slug="tech", name={"fa": "پشتيباني", "en": "Support"})
    assert every_language(item.name) == ["پشتيباني", "Support"]
    assert " پشتیبانی " in item.search_key
    assert " support " in item.search_key


def test_the_sites_own_language_is_what_required_means(field):
    assert field.clean(["فنی", ""]).data == {"fa": "فنی"}
    with pytest.raises(ValidationError):
        field.clean(["", "Technical"])


@pytest.mark.parametrize("texts", [["ی" * 11, ""], ["فنی", "t" * 11], ["فنی\x00", ""], ["فنی", "\ud800"]])
def test_what_is_too_long_or_cannot_be_stored_is_refused(texts, field):
    with pytest.raises(ValidationError):
        field.clean(texts)


def test_texts_are_cleaned(field):
    assert field.clean([" كار\u202e ", ""]).data == {"fa": "کار"}


def test_a_language_no_longer_configured_survives_an_edit(db):
    item = Department.objects.create(slug="a", name={"fa": "فنی", "de": "Technik"})
    Department._meta.get_field("name").save_form_data(item, LazyI18nString({"fa": "فنی تازه"}))
    item.save()
    item.refresh_from_db()
    assert item.name.data == {"fa": "فنی تازه", "de": "Technik"}


def test_migrations_do_not_depend_on_the_sites_languages():
    _name, path, _args, kwargs = Department._meta.get_field("name").deconstruct()
    assert path == "support_plugin.text.translated.TranslatedCharField"
    assert set(kwargs) == {"verbose_name", "max_length"}


def test_the_widget_shows_one_labelled_input_per_language(field):
    html = field.widget.render("name", LazyI18nString({"fa": "فنی", "en": "Technical"}), {"id": "id_name"})
    assert 'lang="fa"' in html
    assert 'dir="rtl"' in html
    assert 'lang="en"' in html
    assert ">فارسی</label>" in html
    assert ">English</label>" in html
