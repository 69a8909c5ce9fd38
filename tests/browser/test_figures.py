"""Scenarios play in a real browser, and what changes by itself does not show."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from knowledge_base.figures.camera import take, take_all
from knowledge_base.figures.likeness import look_alike
from knowledge_base.figures.scenarios import Scenario
from knowledge_base.figures.stage import CannotTake

pytestmark = pytest.mark.browser

PREFIX = {"fa": "/", "en": "/en/"}


def scenario(play, element="", colours="light"):
    return Scenario("home", "The home", (600, 400), colours, element, play)


def home(stage):
    stage.visit(PREFIX[stage.language])


@pytest.fixture
def photograph(chromium, live_server, desk):
    def _photograph(play=home, language="fa", **options):
        return take(chromium, scenario(play, **options), language, live_server.url)

    return _photograph


@pytest.fixture
def read(photograph):
    """What the home's heading says after a scenario has changed it."""

    def _read(change):
        words = []

        def play(stage):
            home(stage)
            change(stage)
            words.append(stage.page.locator("h1").first.inner_text())

        photograph(play)
        return words[0]

    return _read


def put(stage, markup):
    stage.page.locator("h1").first.evaluate("(heading, markup) => { heading.innerHTML = markup }", markup)


def test_the_same_page_looks_the_same_and_another_language_or_colour_does_not(photograph):
    before = photograph()
    assert before.size == (600, 400)
    assert look_alike(before, photograph())
    assert not look_alike(before, photograph(language="en"))
    assert not look_alike(before, photograph(colours="dark"))


def test_only_the_named_element_is_taken(photograph):
    width, height = photograph(element="h1").size
    assert width < 600
    assert height < 400


def test_a_page_in_another_language_is_refused(photograph):
    with pytest.raises(CannotTake, match="“fa” instead of “en”"):
        photograph(lambda stage: stage.visit("/"), language="en")


def test_an_error_page_is_refused(photograph):
    with pytest.raises(CannotTake, match="/nowhere/ answers 404"):
        photograph(lambda stage: stage.visit("/nowhere/"))


def test_other_words_are_said_beside_the_icons(read):
    def change(stage):
        put(stage, "<svg></svg><b>2</b> days <i>ago</i>")
        stage.say("h1", "yesterday")
        assert stage.page.locator("h1 svg").count() == 1

    assert read(change) == "yesterday"


def test_numbers_are_counted_in_their_own_script(read):
    def change(stage):
        put(stage, "<bdi>۹۰۷</bdi>-<bdi>40</bdi>")
        stage.count("h1")

    assert read(change) == "۱۲۳-45"


def test_a_list_stands_in_the_order_of_its_words(read):
    def change(stage):
        put(stage, "<b>c</b><b>a</b><b>b</b>")
        stage.arrange("h1")

    assert read(change) == "abc"


def test_what_is_left_out_is_not_there(read):
    def change(stage):
        put(stage, "Here<b> and gone</b>")
        stage.leave_out("h1 b")

    assert read(change) == "Here"


def test_a_product_that_does_not_answer_is_no_picture(chromium):
    # The browser of the other tests holds this thread.
    with ThreadPoolExecutor() as threads, pytest.raises(CannotTake, match="ERR_"):
        threads.submit(take_all, [(scenario(home), "fa")], "http://127.0.0.1:9").result()
