"""What a guide lacks is said to whoever publishes it, and nobody is stopped."""

import json

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import translation
from wagtail.images import get_image_model
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail.users.models import UserProfile

from knowledge_base.unfinished import lacks, warning
from knowledge_base.wagtail_hooks import say_what_is_missing
from tests.knowledge_base import documents


def figure(**value):
    return {"type": "figure", "value": {"image": None, "alt": "", "caption": "", **value}}


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def picture(db):
    file = ContentFile(documents.picture("PNG"), name="a.png")
    return get_image_model().objects.create(title="فرم", file=file)


def test_pictures_that_are_not_here_are_counted_in_steps_too(guide, in_english):
    step = {"type": "step", "value": {"title": "", "body": [figure(), figure(alt="فرم")]}}
    guide.body, guide.lead = json.dumps([figure(), step]), "یک جمله"
    assert lacks(guide) == ["3 pictures are not here yet"]


def test_a_picture_needs_words_unless_it_is_decorative(guide, in_english, picture):
    shown = [
        figure(image=picture.pk),
        figure(image=picture.pk, decorative=True),
        figure(image=picture.pk, alt="فرم"),
    ]
    guide.body, guide.lead = json.dumps(shown), "یک جمله"
    assert lacks(guide) == ["1 picture has no alternative text"]


def test_a_finished_guide_lacks_nothing(guide):
    guide.lead = "یک جمله"
    assert (lacks(guide), warning(guide)) == ([], None)


def test_whoever_publishes_is_told_what_is_missing_and_has_published(client, admin, guide):
    UserProfile.objects.create(user=admin, preferred_language="en")
    client.force_login(admin)
    words = nested_form_data(
        {
            "title": guide.title,
            "slug": guide.slug,
            "lead": "",
            "body": streamfield([("heading", "تازه")]),
            "related_links": inline_formset([]),
            "comments": inline_formset([]),
            "explains": "",
            "checked_on": "",
            "action-publish": "1",
        }
    )
    page = client.post(reverse("wagtailadmin_pages:edit", args=[guide.pk]), words, follow=True)
    guide.refresh_from_db()
    assert guide.plain_text == "تازه"
    sentence = "will miss something: it has no lead, which lists and search results show."
    assert page.content.decode().count(sentence) == 1


def test_pages_that_are_no_guides_are_published_without_a_word(rf, home):
    request = rf.get("/")
    say_what_is_missing(request, Page.objects.get(pk=home.pk))
