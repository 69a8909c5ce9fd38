"""`manage.py search_recall`: what customers ask is answered by the demo's guides."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from demo.management.commands import search_recall
from knowledge_base.models import GuidePage, SynonymGroup

pytestmark = pytest.mark.usefixtures("indexed")


@pytest.fixture
def indexed(demo):
    """The demo with its guides in the index, which a worker would have done by now."""
    call_command("update_index", stdout=io.StringIO())


def measured(*arguments):
    said = io.StringIO()
    call_command("search_recall", *arguments, stdout=said)
    return said.getvalue()


def test_the_guide_that_answers_is_among_the_first_five_in_both_languages():
    report = json.loads(measured("--json"))
    assert report["recall"] >= search_recall.FLOOR
    assert report["languages"].keys() == {"fa", "en"}
    assert all(recall >= search_recall.FLOOR for recall in report["languages"].values())
    assert sum(report["levels"].values()) == len(report["questions"]) >= 50


def test_every_expected_guide_exists():
    questions = json.loads(search_recall.QUESTIONS.read_text())
    for language, asked in questions.items():
        guides = GuidePage.objects.filter(locale__language_code=language).values_list("slug", flat=True)
        assert {slug for _question, expected in asked for slug in expected} <= set(guides)


def test_the_table_says_how_each_was_found():
    table = measured()
    assert "fa  1  exact     ثبت تيكت" in table
    assert "recall@5: " in table


def test_a_search_that_finds_too_little_fails():
    SynonymGroup.objects.all().delete()
    GuidePage.objects.filter(slug="send-bulk-sms").delete()
    with pytest.raises(CommandError, match="below 95%"):
        measured()
