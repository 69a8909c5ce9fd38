"""Figures are taken from the running software; what no longer looks like it is named, and proposed anew."""

import io
import subprocess
import sys

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from PIL import Image, ImageDraw, ImageFont
from wagtail.images import get_image_model
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask

from knowledge_base.figures import scenarios
from knowledge_base.figures.camera import as_webp
from knowledge_base.figures.likeness import difference, look_alike
from knowledge_base.figures.scenarios import Scenario, scenario
from knowledge_base.figures.stage import CannotTake
from knowledge_base.management.commands import capture_figures


def screen(words, size=(400, 200)):
    picture = Image.new("RGB", size, "white")
    ImageDraw.Draw(picture).text((20, 80), words, fill="black", font=ImageFont.load_default(24))
    return picture


def smaller(picture):
    return picture.resize((picture.width * 3 // 4, picture.height * 3 // 4))


def stored(picture, name="before"):
    image = get_image_model()(title=name, file=ContentFile(as_webp(picture), name=f"{name}.webp"))
    image.save()
    return image


def figure(image, taken_by="form", **more):
    return ("figure", {"image": image, "alt": "The form", "taken_by": taken_by} | more)


def shown(page):
    return [block.value["image"] for block in page.outline.figures]


@pytest.fixture
def product(monkeypatch):
    """What the scenarios `form` and `list` show; a test may change it."""
    product = {"form": screen("Product and subject"), "list": screen("My tickets")}
    taken = []

    def take_all(shots, base_url):
        taken.append((base_url, [(shot.name, language) for shot, language in shots]))
        return [product[shot.name] for shot, _language in shots]

    scenarios.scenarios()
    known = {name: Scenario(name, name, (400, 200), "light", "", None) for name in product}
    monkeypatch.setattr(scenarios, "_registered", known)
    monkeypatch.setattr(capture_figures, "take_all", take_all)
    product["taken"] = taken
    return product


@pytest.fixture
def capture():
    def _capture(*arguments):
        said = io.StringIO()
        call_command("capture_figures", "--base-url", "http://product.example", *arguments, stdout=said)
        return said.getvalue()

    return _capture


# Likeness


def test_a_lossy_or_smaller_copy_looks_the_same():
    picture = screen("Product and subject")
    assert look_alike(picture, Image.open(io.BytesIO(as_webp(picture))))
    assert look_alike(picture, smaller(picture))


def test_one_changed_word_looks_different():
    assert not look_alike(screen("Product and subject"), screen("Product and object"))


def test_another_shape_looks_as_different_as_can_be():
    assert difference(screen("x"), screen("x", (400, 300))) == 255


# Scenarios


def test_an_application_registers_a_scenario_that_editors_may_choose(monkeypatch):
    scenarios.scenarios()
    monkeypatch.setattr(scenarios, "_registered", {})

    @scenario("basket", "The basket", size=(390, 844), colours="dark", element="main")
    def basket(stage):
        pass

    assert scenarios.scenarios()["basket"] == Scenario(
        "basket", "The basket", (390, 844), "dark", "main", basket
    )
    assert ("basket", "The basket") in scenarios.choices()


def test_two_scenarios_cannot_have_one_name(monkeypatch):
    scenarios.scenarios()
    monkeypatch.setattr(scenarios, "_registered", {})
    scenario("basket", "The basket")(print)
    with pytest.raises(ValueError, match="basket"):
        scenario("basket", "Another basket")(print)


def test_the_web_process_never_loads_a_browser():
    code = "import config.wsgi, sys; from demo import figures; sys.exit('playwright' in sys.modules)"
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PYTHONPATH": ".:site"}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0


# Checking


def test_nothing_is_said_against_pictures_that_look_like_the_product(product, capture, write_guide):
    write_guide(body=[figure(stored(product["form"]))])
    assert "1 figures taken, 0 of them have changed" in capture("--check")


def test_each_figure_is_taken_once_in_the_language_of_its_guide(product, capture, write_guide, english_home):
    body = [
        figure(stored(product["form"])),
        ("step", {"title": "", "body": [figure(stored(product["form"]))]}),
    ]
    write_guide(body=body)
    write_guide(body=body, parent=english_home)
    capture("--check")
    assert product["taken"] == [("http://product.example", [("form", "en"), ("form", "fa")])]


def test_the_check_names_guide_language_and_figure_that_are_old_and_writes_nothing(
    product, capture, write_guide
):
    guide = write_guide(slug="how-to", body=[figure(stored(product["form"])), figure(None, "list")])
    product["form"] = screen("Product and title")
    before = guide.revisions.count(), get_image_model().objects.count()
    with pytest.raises(CommandError) as error:
        capture("--check")
    assert str(error.value).splitlines()[1:] == [
        f"{guide.url_path} (fa): form",
        f"{guide.url_path} (fa): list",
    ]
    assert error.value.returncode == 1
    assert (guide.revisions.count(), get_image_model().objects.count()) == before


def test_an_uploaded_picture_and_a_draft_are_nobodys_business(product, capture, write_guide):
    write_guide(body=[figure(stored(screen("anything")), taken_by="")])
    write_guide(body=[figure(stored(screen("anything")))]).unpublish()
    assert "0 figures taken" in capture("--check")
    assert product["taken"] == []


def test_a_picture_whose_file_is_gone_is_old(product, capture, write_guide):
    image = stored(product["form"])
    write_guide(body=[figure(image)])
    image.file.storage.delete(image.file.name)
    with pytest.raises(CommandError, match="form"):
        capture("--check")


def test_a_figure_whose_scenario_is_gone_is_named(product, capture, write_guide):
    guide = write_guide(body=[figure(stored(screen("x")), taken_by="basket")])
    with pytest.raises(CommandError, match=rf"{guide.url_path} \(fa\): basket"):
        capture("--check")


def test_only_the_guide_that_was_asked_for_is_looked_at(product, capture, write_guide):
    write_guide(slug="old", body=[figure(stored(screen("x")))])
    write_guide(slug="new", body=[figure(stored(product["form"]))])
    assert "1 figures taken, 0 of them" in capture("--check", "--guide", "new")


def test_a_guide_without_such_figures_is_an_error_of_another_kind(product, capture, guide):
    with pytest.raises(CommandError) as error:
        capture("--check", "--guide", guide.slug)
    assert error.value.returncode == 2


def test_a_product_that_cannot_be_looked_at_is_an_error_of_another_kind(
    product, capture, write_guide, monkeypatch
):
    def fail(shots, base_url):
        raise CannotTake("/panel/ answers 500")

    monkeypatch.setattr(capture_figures, "take_all", fail)
    write_guide(body=[figure(stored(product["form"]))])
    with pytest.raises(CommandError, match="/panel/ answers 500") as error:
        capture("--check")
    assert error.value.returncode == 2


def test_without_an_address_it_asks_for_one(product, write_guide, settings):
    settings.KNOWLEDGE_BASE_FIGURES_SITE = ""
    write_guide(body=[figure(stored(product["form"]))])
    with pytest.raises(CommandError, match="--base-url"):
        call_command("capture_figures", "--check")


# Proposing


def test_a_new_picture_waits_in_a_draft_while_readers_see_the_old_one(product, capture, write_guide):
    old = stored(product["form"])
    guide = write_guide(body=[("step", {"title": "", "body": [figure(old)]})])
    published, file = guide.live_revision_id, old.file.read()
    product["form"] = screen("Product and title")
    assert "a draft waits for approval" in capture()
    guide.refresh_from_db()
    assert (guide.live_revision_id, guide.has_unpublished_changes) == (published, True)
    assert shown(type(guide).objects.get(pk=guide.pk)) == [old]
    with get_image_model().objects.get(pk=old.pk).file.open() as now:
        assert now.read() == file
    draft = guide.get_latest_revision_as_object()
    [new] = shown(draft)
    assert (new.title, new.collection, (new.width, new.height)) == (old.title, old.collection, (400, 200))
    guide.latest_revision.publish()
    assert "0 of them have changed" in capture("--check")


def test_taking_them_again_adds_no_second_draft(product, capture, write_guide):
    guide = write_guide(body=[figure(stored(screen("x")))])
    capture()
    before = guide.revisions.count(), get_image_model().objects.count()
    assert "its draft shows them already" in capture()
    assert (guide.revisions.count(), get_image_model().objects.count()) == before


def test_what_an_editor_is_writing_stays_in_the_draft(product, capture, write_guide):
    guide = write_guide(body=[figure(stored(screen("x")))])
    guide.title = "A better title"
    guide.save_revision()
    capture()
    draft = type(guide).objects.get(pk=guide.pk).get_latest_revision_as_object()
    assert draft.title == "A better title"
    assert look_alike(product["form"], Image.open(shown(draft)[0].file))


def test_a_figure_without_a_picture_gets_its_first(product, capture, write_guide):
    guide = write_guide(body=[figure(None)])
    capture()
    [image] = shown(type(guide).objects.get(pk=guide.pk).get_latest_revision_as_object())
    assert image.title == "The form"


def test_where_there_is_a_workflow_the_draft_enters_it(product, capture, write_guide, admin):
    workflow = Workflow.objects.create(name="Review")
    WorkflowTask.objects.create(
        workflow=workflow, task=GroupApprovalTask.objects.create(name="Look"), sort_order=0
    )
    guide = write_guide(body=[figure(stored(screen("x")))])
    WorkflowPage.objects.create(workflow=workflow, page=guide.get_parent())
    capture()
    guide = type(guide).objects.get(pk=guide.pk)
    assert guide.current_workflow_task_state.revision == guide.latest_revision
    guide.current_workflow_task_state.approve(user=admin)
    guide = type(guide).objects.get(pk=guide.pk)
    assert look_alike(product["form"], Image.open(shown(guide)[0].file))
