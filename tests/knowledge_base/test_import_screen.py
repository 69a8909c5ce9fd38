"""Guides come in through a screen: what was uploaded is shown as readers would see it, and accepted as drafts."""

import base64
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape
from PIL.JpegImagePlugin import JpegImageFile
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail.users.models import UserProfile

from knowledge_base.importing import actions, allowance, images
from knowledge_base.importing.uploads import KEPT, GuideUpload
from knowledge_base.models import GuidePage
from tests import factories
from tests.knowledge_base.documents import docx, picture, zipped

GUIDE = "<h2>تمدید سرویس</h2><h3>مرحله اول:</h3><p>گزینه <b>تمدید</b> را بزنید.</p>"
UPLOAD = reverse("import_guides:upload")


def let_write(person, page):
    """Adding pages below this one, and pictures to every collection."""
    group = factories._group(f"Writers {page.pk}", "access_admin")
    person.groups.add(group)
    for action in ("add", "change"):
        permission = Permission.objects.get(codename=f"{action}_page", content_type__app_label="wagtailcore")
        GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    permission = Permission.objects.get(codename="add_image")
    GroupCollectionPermission.objects.get_or_create(
        group=group, collection=Collection.get_first_root_node(), permission=permission
    )


@pytest.fixture
def writer(category):
    person = factories.user("writer")
    let_write(person, category)
    return in_english(person)


@pytest.fixture
def other_writer(category):
    person = factories.user("other-writer")
    let_write(person, category)
    return in_english(person)


def in_english(person):
    """Sentences are asserted in English."""
    UserProfile.objects.create(user=person, preferred_language="en")
    return person


@pytest.fixture
def upload(client, writer, category):
    """Sends a file as the writer; answers what came back."""
    client.force_login(writer)

    def _upload(name, content, **given):
        content = content.encode() if isinstance(content, str) else content
        given = {
            "category": category.pk,
            "collection": Collection.get_first_root_node().pk,
            **given,
        }
        return client.post(UPLOAD, {"file": SimpleUploadedFile(name, content), **given})

    return _upload


def accept(client, *numbers):
    upload = GuideUpload.objects.get()
    return client.post(
        reverse("import_guides:accept", args=[upload.uuid]), {"guides": list(map(str, numbers))}
    )


def shown(client, number=0):
    upload = GuideUpload.objects.get()
    response = client.get(reverse("import_guides:preview", args=[upload.uuid, number]))
    assert response.status_code == 200
    return response


def refusals(response):
    assert response.status_code == 422
    with translation.override("en"):
        return list(response.context["form"].errors["file"])


def is_untouched():
    """Nothing of an import is anywhere."""
    rows = GuidePage.objects.exists() or get_image_model().objects.exists() or GuideUpload.objects.exists()
    return not rows


# From a file to a draft --------------------------------------------------------


def test_a_guide_is_shown_then_becomes_a_draft_and_opens_in_the_editor(client, upload, writer, category):
    response = upload("renewal.html", GUIDE)
    preview = shown(client)
    assert response.url == preview.request["PATH_INFO"]
    assert not GuidePage.objects.exists()
    assert "مرحله اول" in preview.context["preview"].result
    assert "<b>تمدید</b>" in preview.context["preview"].result
    assert "<h3>مرحله اول:</h3>" in preview.context["preview"].source
    assert preview.context["report"].doubts == ["step 1 has no title"]
    assert '<input type="hidden" name="guides" value="0">' in preview.content.decode()
    response = accept(client, 0)
    page = GuidePage.objects.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert (page.title, page.live, page.owner, page.get_parent().pk) == (
        "تمدید سرویس",
        False,
        writer,
        category.pk,
    )
    assert page.locale == category.locale
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "g.md",
            "# عنوان\n\n## مرحله اول: ورود\n\nوارد **پنل** شوید.\n\n| کد | معنا |\n|---|---|\n| ۱ | الف |\n",
        ),
        ("g.docx", docx("Title|عنوان", "Heading2|مرحله اول: ورود", "|وارد پنل شوید.")),
    ],
    ids=["Markdown", "Word"],
)
def test_markdown_and_word_come_in_by_the_same_way(name, content, client, upload):
    upload(name, content)
    assert shown(client).context["preview"].source
    accept(client, 0)
    page = GuidePage.objects.get().get_latest_revision_as_object()
    assert page.title == "عنوان"
    assert [block.block_type for block in page.body] == ["step"]
    assert page.body[0].value["title"] == "ورود"
    assert page.body[0].value["body"][0].value.source.startswith("<p>وارد")


def test_the_frames_of_the_preview_run_nothing_and_ask_no_other_host(client, upload):
    upload(
        "g.html",
        "<h2>t</h2><p onclick='x()'>a<script>alert(1)</script></p><img src='https://elsewhere.example/a.png'>"
        "<a href='javascript:x'>b</a><iframe src='https://elsewhere.example/'></iframe>",
    )
    response = shown(client)
    html = response.content.decode()
    assert re.findall(r"<iframe (\S+)", html) == ['sandbox="allow-same-origin"', "sandbox"]
    assert "onclick" not in html
    for document in (response.context["preview"].result, response.context["preview"].source):
        for unwanted in ("<script", "alert(1)", "onclick", "javascript:", "elsewhere.example", "<iframe"):
            assert unwanted not in document
        assert f'srcdoc="{escape(str(document))}"' in html


def test_pictures_of_an_archive_are_shown_and_stored_in_the_chosen_collection(client, upload, writer):
    collection = Collection.get_first_root_node().add_child(name="Guides")
    archive = zipped(
        {"a/guide.html": '<h2>t</h2><img src="../shots/%D8%A7.png" alt="x">', "shots/ا.png": picture("PNG")}
    )
    upload("guides.zip", archive, collection=collection.pk)
    preview = shown(client).context["preview"]
    assert preview.result.count("data:image/webp;base64,") == 1
    assert "desk-figure__link" not in preview.result  # a link that enlarges would lead out of the frame
    assert preview.source.count("data:image/webp;base64,") == 1
    assert not get_image_model().objects.exists()
    accept(client, 0)
    image = get_image_model().objects.get()
    assert (image.collection, image.uploaded_by_user, image.title) == (collection, writer, "ا")
    figure = GuidePage.objects.get().get_latest_revision_as_object().body[0].value
    assert figure["image"] == image


def test_of_several_guides_only_the_ticked_become_drafts(client, upload):
    response = upload(
        "guides.zip",
        zipped({"1.html": GUIDE, "2.html": GUIDE, "3.htm": " ", "notes.txt": "x", "4.md": "# چهار"}),
    )
    rows = client.get(response.url).context["rows"]
    assert [(row["file"], row["refused"]) for row in rows] == [
        ("1.html", ""),
        ("2.html", ""),
        ("3.htm", "3.htm is empty."),
        ("4.md", ""),
    ]
    assert accept(client, 1, 2, 3, 17, "x").url == response.url
    assert list(GuidePage.objects.order_by("pk").values_list("title", "slug", "live")) == [
        ("تمدید سرویس", "تمدید-سرویس-2", False),
        ("چهار", "چهار", False),
    ]
    listed = client.get(response.url)
    assert [bool(row["page"]) for row in listed.context["rows"]] == [False, True, False, True]
    assert "Import what is ticked" in listed.content.decode()
    accept(client, 0)
    listed = client.get(response.url).content.decode()
    assert "Import what is ticked" not in listed
    assert "All guides that can be read were imported." in listed


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_one_guide_as_for_three(count, client, upload, django_assert_num_queries):
    names = [f"{number}.html" for number in range(count)] + ["empty.html"]
    address = upload("guides.zip", zipped({name: GUIDE * (name != "empty.html") for name in names})).url
    client.get(address)
    with django_assert_num_queries(16):
        client.get(address)


def test_accepting_twice_makes_one_draft(client, upload):
    upload("g.html", GUIDE)
    first, second = accept(client, 0), accept(client, 0)
    assert first.url == second.url
    assert GuidePage.objects.get().revisions.count() == 1


def test_nothing_ticked_makes_nothing(client, upload):
    address = upload("g.html", GUIDE).url
    assert accept(client).url == address
    assert not GuidePage.objects.exists()


def test_a_guide_that_is_there_already_gets_a_new_draft_and_stays_as_published(client, upload, write_guide):
    guide = write_guide("تمدید سرویس", [("paragraph", "<p>قدیمی</p>")], slug="تمدید-سرویس")
    upload("g.html", GUIDE)
    assert shown(client).context["there"] == guide
    accept(client, 0)
    guide = GuidePage.objects.get()
    assert (guide.live, guide.has_unpublished_changes, guide.body[0].value.source) == (
        True,
        True,
        "<p>قدیمی</p>",
    )
    assert guide.get_latest_revision_as_object().body[0].block_type == "step"


def test_a_guide_that_is_locked_is_not_changed_by_an_import(client, upload, write_guide, admin):
    guide = write_guide("تمدید سرویس", slug="تمدید-سرویس")
    GuidePage.objects.update(locked=True, locked_by=admin, locked_at=timezone.now())
    address = upload("g.html", GUIDE).url
    assert accept(client, 0).url == address
    assert guide.revisions.count() == 1


def test_one_guide_that_cannot_be_stored_leaves_nothing_of_the_others(client, upload, writer, home):
    let_write(writer, home)
    archive = zipped(
        {
            "1.html": '<h2>الف</h2><img src="taken-back.png">',
            "taken-back.png": picture("PNG", "red"),
            "2.html": "<h2>panel</h2><p>a</p>",
        }
    )
    upload("taken-back.zip", archive, category=home.pk)
    accept(client, 0, 1)
    assert not GuidePage.objects.exists()
    assert not get_image_model().objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("taken-back*.png"))


# Who may -----------------------------------------------------------------------


def test_only_who_may_add_pages_below_a_guide_index_is_offered_and_let_in(client, writer, agent, category):
    client.force_login(agent)
    assert UPLOAD not in client.get("/admin/").content.decode()
    assert client.get(UPLOAD).status_code == 302
    client.force_login(writer)
    assert UPLOAD in client.get("/admin/").content.decode()
    assert client.get(UPLOAD).status_code == 200


def test_only_categories_where_one_may_add_pages_are_offered_and_taken(upload, client, home, category):
    assert list(client.get(UPLOAD).context["form"].fields["category"].queryset) == [category]
    response = upload("g.html", GUIDE, category=home.pk)
    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["category"]
    assert is_untouched()


@pytest.mark.parametrize(("tree", "minutes"), [("category", "۳۰"), ("english_home", "30")])
def test_a_guide_is_read_in_the_language_of_its_category(tree, minutes, upload, client, writer, request):
    parent = request.getfixturevalue(tree)
    let_write(writer, parent)
    upload("g.html", "<h2>Renewal</h2><p>30</p>", category=parent.pk)
    accept(client, 0)
    guide = GuidePage.objects.get()
    assert (guide.locale, guide.plain_text) == (parent.locale, minutes)


def test_where_there_is_one_collection_nobody_is_asked_for_it(client, upload):
    form = client.get(UPLOAD).context["form"]
    assert [field.name for field in form.visible_fields()] == ["file", "category"]
    assert form["collection"].value() == Collection.get_first_root_node().pk
    Collection.get_first_root_node().add_child(name="Guides")
    assert [field.name for field in client.get(UPLOAD).context["form"].visible_fields()] == [
        "file",
        "category",
        "collection",
    ]


def test_a_guide_of_the_same_name_is_pointed_at(client, upload, write_guide, english_home):
    write_guide("تمدید سرویس", parent=english_home, slug="renew")
    upload("g.html", GUIDE)
    assert shown(client).context["namesake"] is None
    namesake = write_guide("تمدید سرویس", slug="renew")
    page = shown(client).content.decode()
    assert "There is a guide of this name already" in page
    assert reverse("wagtailadmin_pages:edit", args=[namesake.pk]) in page


def test_a_list_says_how_much_each_guide_leaves_to_check_and_ends_where_all_are_drafts(client, upload):
    address = upload("g.zip", zipped({"1.html": GUIDE, "2.html": "<h2>ب</h2><p>متن</p>"})).url
    page = client.get(address).content.decode()
    assert (page.count("1 thing to check"), page.count("things to check")) == (1, 0)
    assert "Import what is ticked" in page
    accept(client, 0, 1)
    assert "Import what is ticked" not in client.get(address).content.decode()


def test_what_is_no_word_document_is_called_that(upload):
    [sentence] = refusals(upload("g.docx", b"words"))
    assert (
        sentence == "g.docx is no Word document that can be read. Open it in Word and save it anew as DOCX."
    )


def test_pictures_that_left_their_place_in_a_list_are_doubted(client, upload):
    upload("g.md", "# عنوان\n\n1. یک\n\n   ![تصویر](a.png)\n\n2. دو\n")
    assert "the pictures within “یک دو…” now stand below it" in shown(client).context["report"].doubts


def test_what_somebody_else_uploaded_does_not_exist(client, upload, other_writer):
    upload("g.html", GUIDE)
    key = GuideUpload.objects.get().uuid
    client.force_login(other_writer)
    for name, number in (("list", []), ("preview", [0])):
        assert client.get(reverse(f"import_guides:{name}", args=[key, *number])).status_code == 404
    assert accept(client, 0).status_code == 404
    assert not GuidePage.objects.exists()


def test_who_lost_the_right_meanwhile_makes_no_draft(client, upload, writer, english_home):
    upload("g.html", GUIDE)
    writer.groups.clear()
    let_write(writer, english_home)
    assert accept(client, 0).status_code == 404
    assert not GuidePage.objects.exists()


def test_without_a_right_to_add_pictures_figures_stay_without_them(client, upload):
    archive = zipped({"g.html": '<h2>t</h2><img src="a.png">', "a.png": picture("PNG")})
    GroupCollectionPermission.objects.all().delete()
    assert "collection" not in client.get(UPLOAD).context["form"].fields
    upload("g.zip", archive)
    assert "figures keep their places without pictures" in shown(client).content.decode()
    accept(client, 0)
    assert not get_image_model().objects.exists()
    assert GuidePage.objects.count() == 1


def test_who_lost_the_right_to_add_pictures_meanwhile_adds_none(client, upload):
    upload("g.zip", zipped({"g.html": '<h2>t</h2><img src="a.png">', "a.png": picture("PNG")}))
    GroupCollectionPermission.objects.all().delete()
    accept(client, 0)
    assert not get_image_model().objects.exists()
    assert GuidePage.objects.count() == 1


def test_what_was_uploaded_is_gone_after_a_day(client, upload):
    address = upload("g.html", GUIDE).url
    GuideUpload.objects.update(created_at=timezone.now() - KEPT + timedelta(minutes=1))
    call_command("support_tick")
    assert client.get(address).status_code == 200
    GuideUpload.objects.update(created_at=timezone.now() - KEPT)
    assert client.get(address).status_code == 404
    call_command("support_tick")
    assert not GuideUpload.objects.exists()


@pytest.mark.parametrize("number", [1, 99])
def test_a_guide_that_the_upload_does_not_hold_does_not_exist(number, client, upload):
    upload("g.html", GUIDE)
    key = GuideUpload.objects.get().uuid
    assert client.get(reverse("import_guides:preview", args=[key, number])).status_code == 404


# Broken things -----------------------------------------------------------------

WORD_PASTE = (
    "<h2>Word</h2><p class='MsoNormal' style='mso-fareast-font-family:Tahoma'><o:p>&nbsp;</o:p></p>"
    "<p class=MsoNormal><span lang=FA style='mso-bidi-font-family:\"B Nazanin\"'>متن<o:p></o:p></span></p>"
    "<!--[if gte mso 9]><xml><w:WordDocument/></xml><![endif]-->"
)
EMBEDDED = "data:image/jpeg;base64," + base64.b64encode(picture("JPEG")).decode()


@pytest.mark.parametrize(
    ("html", "kinds"),
    [
        ("<h2>t</h2><figure class='image image_resized' style='width:40%'><img src='a.png'></figure>", ["figure"]),
        ("<figure class='table'><table><tr><th>a</th></tr><tr><td>b</td></tr></table></figure>", ["table"]),
        (WORD_PASTE, ["paragraph"]),
        ("<p>۱- الف</p><p>۲- ب</p>", ["paragraph"]),
        ("<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li></ul>", ["paragraph"]),
        ("<h2>كاربري</h2><p>نكته: مشتري</p>", ["note"]),
        ("<p>بی عنوان</p>", ["paragraph"]),
        ("<p>a<script>alert(1)</script></p>", ["paragraph"]),
        (f"<h2>t</h2><img src='{EMBEDDED}'>", ["figure"]),
        (f"<p>a</p><p><img src='data:image/png;base64,{'A' * (5 * 1024 * 1024)}'></p>", ["paragraph", "figure"]),
        ("<p>a<p>b<li>c<td>d</b></i>", ["paragraph"] * 3),
    ],
    ids=["styles", "table", "word", "numbers", "nested", "arabic", "untitled", "script", "embedded", "five-megabytes", "unclosed"],
)  # fmt: skip
def test_untidy_documents_come_in_clean(html, kinds, client, upload):
    assert upload("g.html", html).status_code == 302
    shown(client)
    accept(client, 0)
    page = GuidePage.objects.get().get_latest_revision_as_object()
    assert [block.block_type for block in page.body] == kinds
    stored = page.body.stream_block.get_prep_value(page.body)
    for unwanted in ("mso", "o:p", "alert", "ي", "ك", "\u00a0", "data:"):
        assert unwanted not in str(stored)


def test_an_embedded_picture_becomes_an_image_and_what_is_none_is_refused_by_name(client, upload):
    fake = "data:image/png;base64," + base64.b64encode(b"<svg onload='x'/>").decode()
    cut = "data:image/png;base64," + base64.b64encode(picture("PNG", size=300)[:200]).decode()
    upload(
        "g.html", f"<h2>t</h2><img src='{EMBEDDED}'><img src='{fake}'><img src='{cut}'><img src='data:,x'>"
    )
    doubts = [doubt for doubt in shown(client).context["report"].doubts if "was not taken" in doubt]
    assert len(doubts) == 2  # the broken and the faked one are called the same and refused for two reasons
    accept(client, 0)
    figures = GuidePage.objects.get().get_latest_revision_as_object().body
    assert [bool(figure.value["image"]) for figure in figures] == [True, False, False, False]
    assert get_image_model().objects.count() == 1


def tampered(**changes):
    """A zip with one entry whose header says what no good program would write."""
    entry = zipfile.ZipInfo("g.html")
    for name, value in changes.items():
        setattr(entry, name, value)
    return zipped({entry: GUIDE})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("g.html", b"", "empty"),
        ("g.html", "متن".encode("cp1256"), "not UTF-8"),
        ("g.html", GUIDE.encode("utf-16"), "not UTF-8"),
        ("g.html", b"<p>" + b"a" * (5 * 1024 * 1024), "larger than 2 MB"),
        ("g.html", b"<div>" * 500 + b"a", "nested too deeply"),
        ("g.html", b"<img src=a.png>" * 201, "more than 200 pictures"),
        ("g.html", b"<p>&nbsp;</p>", "no words"),
        ("g.exe", b"MZ", "none of these"),
        ("g.docx", b"PK\x03\x04 no archive", "no Word document"),
        ("g.docx", zipped({"word/document.xml": "<w:document"}), "no Word document"),
        ("g.docx", zipped({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "no Word document"),
        ("g.zip", b"no archive", "no zip archive"),
        ("g.zip", zipped({"g.html": GUIDE})[:-30], "no zip archive"),
        ("g.zip", zipped({"../g.html": GUIDE}), "leads out"),
        ("g.zip", zipped({"a/../../g.html": GUIDE}), "leads out"),
        ("g.zip", zipped({"..\\g.html": GUIDE}), "leads out"),
        ("g.zip", zipped({"/etc/g.html": GUIDE}), "leads out"),
        ("g.zip", zipped({"C:\\g.html": GUIDE}), "leads out"),
        ("g.zip", tampered(external_attr=0o120777 << 16), "leads out"),
        ("g.zip", zipped({"g.html": GUIDE, "big.txt": b"0" * (20 * 1024 * 1024)}), "far more"),
        ("g.zip", zipped({f"{n}.bin": bytes(range(256)) * 40 * 1024 for n in range(7)}), "far more"),
        ("g.zip", zipped({"g.html": GUIDE, "more.zip": zipped({"h.html": GUIDE})}), "another archive"),
        ("g.zip", zipped({"g.html": GUIDE, "more.png": zipped({"h.html": GUIDE})}), "another archive"),
        ("g.zip", zipped({f"{number}.txt": "" for number in range(1001)}), "more than 1000 files"),
        ("g.zip", zipped({f"{number}.html": GUIDE for number in range(51)}), "more than 50 guides"),
        ("g.zip", zipped({"notes.txt": "a"}), "no guide in"),
        ("g.zip", zipped({"1.html": "", "2.html": " "}), "1.html is empty"),
    ],
    ids=["empty", "cp1256", "utf-16", "five-megabytes", "deep", "many-pictures", "no-words", "program", "torn-word", "broken-word", "entities", "no-zip", "cut-zip", "parent", "inner-parent", "windows-parent", "absolute", "drive", "link", "ratio", "total", "nested", "disguised", "many-files", "many-guides", "no-guide", "all-empty"],
)  # fmt: skip
def test_what_cannot_come_in_is_refused_with_one_sentence_and_leaves_nothing(name, content, words, upload):
    [sentence] = refusals(upload(name, content))
    assert words in sentence
    assert "\n" not in sentence
    assert is_untouched()


@pytest.mark.parametrize(
    ("limit", "amount"),
    [("TEXT", 2 * len(GUIDE.encode())), ("WORD_TEXT", 5000), ("WORD_TAGS", 100), ("UNPACKED", 4000)],
)
def test_an_archive_with_more_than_can_be_read_at_once_is_refused_whole(limit, amount, upload, monkeypatch):
    word = docx("Title|عنوان", "|متن")
    two = {"1.html": GUIDE, "2.docx": word}
    assert upload("g.zip", zipped(two)).status_code == 302
    GuideUpload.objects.all().delete()
    monkeypatch.setattr(allowance, limit, amount)
    many = (
        two
        | {f"{number}.html": GUIDE for number in range(3, 6)}
        | {f"{number}.docx": word for number in range(6, 12)}
    )
    [sentence] = refusals(upload("g.zip", zipped(many)))
    assert sentence == "There is more text than can be read at once. Import fewer guides at once."
    assert is_untouched()


def test_guides_that_are_refused_count_as_much_as_others(upload, monkeypatch):
    monkeypatch.setattr(allowance, "TEXT", 10_000)
    empty = {f"{number}.html": "<p>&nbsp;</p>" * 100 for number in range(10)}
    [sentence] = refusals(upload("g.zip", zipped({**empty, "z.html": GUIDE})))
    assert "more text than" in sentence


def test_what_takes_too_long_to_read_is_refused(upload, monkeypatch):
    monkeypatch.setattr(allowance, "SECONDS", 0)
    [sentence] = refusals(upload("g.html", GUIDE))
    assert sentence == "It takes too long to read. Import fewer guides at once, or shorter ones."
    assert is_untouched()


@pytest.mark.parametrize(
    ("limit", "amount"), [("PICTURES", 1), ("PICTURE_BYTES", len(picture("PNG")) + 1), ("PIXELS", 24 * 24)]
)
def test_more_pictures_than_can_be_looked_at_at_once_are_refused(limit, amount, client, upload, monkeypatch):
    monkeypatch.setattr(allowance, limit, amount)
    archive = {
        "1.html": "<h2>a</h2><img src='a.png'><img src='./a.png'><img src='x/../a.png'>",
        "2.html": "<h2>b</h2><img src='b.png'><img src='same-as-a.png'>",
        "a.png": picture("PNG"),
        "same-as-a.png": picture("PNG"),
        "b.png": picture("PNG", "red"),
    }
    address = upload("g.zip", zipped(archive)).url
    assert shown(client, 0).context["report"].images_missing == 0
    preview = client.get(reverse("import_guides:preview", args=[GuideUpload.objects.get().uuid, 1]))
    assert preview.url == address
    accept(client, 0, 1)
    sentences = [str(message).strip() for message in client.get(address).context["messages"]]
    refusal = "There are more pictures than can be read at once, or larger ones. Import fewer guides at once."
    assert sentences == [refusal, refusal]
    assert not GuidePage.objects.exists()
    accept(client, 0)
    assert get_image_model().objects.count() == 1


def test_a_single_guide_with_too_many_pictures_leads_back_to_the_form(client, upload, monkeypatch):
    monkeypatch.setattr(allowance, "PICTURES", 0)
    response = client.get(upload("g.html", f"<h2>t</h2><img src='{EMBEDDED}'>").url)
    assert response.url == UPLOAD


def test_pictures_of_what_is_left_out_are_not_shown_where_there_are_too_many(client, upload, monkeypatch):
    monkeypatch.setattr(allowance, "PICTURES", 0)
    upload("g.html", f"<h2>t</h2><p>a</p><object><img src='{EMBEDDED}'></object>")
    assert "<img" in shown(client).context["preview"].source
    assert "data:" not in shown(client).context["preview"].source


def test_a_picture_with_more_pixels_than_anybody_shows_is_left_out(client, upload, monkeypatch):
    monkeypatch.setattr(images, "MOST_PIXELS", 24 * 24 - 1)
    upload("g.html", f"<h2>t</h2><img src='{EMBEDDED}'>")
    assert "the picture (embedded) was not taken: it is too large." in shown(client).context["report"].doubts


def test_a_picture_is_read_once_however_often_it_is_shown(client, upload, monkeypatch):
    upload("g.html", f"<h2>t</h2><img src='{EMBEDDED}' alt='a'>" + f"<img src='{EMBEDDED}' alt='b'>" * 2)
    read = []
    load = JpegImageFile.load
    monkeypatch.setattr(JpegImageFile, "load", lambda image: read.append(1) or load(image))
    preview = shown(client).context["preview"]
    assert (preview.result.count("data:image/webp"), preview.source.count("data:image/webp")) == (3, 3)
    assert len(get_image_model().objects.all()) == 0
    once = len(read)
    read.clear()
    GuideUpload.objects.all().delete()
    upload("g.html", f"<h2>t</h2><img src='{EMBEDDED}' alt='a'>")
    assert read == []  # nobody looks at the preview yet
    shown(client)
    assert len(read) == once


def test_pictures_of_a_preview_are_smaller_once_there_are_many(client, upload, monkeypatch):
    monkeypatch.setattr(images, "MOST_SHOWN", 1)
    sources = [base64.b64encode(picture("PNG", colour, size=500)).decode() for colour in ("red", "blue")]
    upload("g.html", "<h2>t</h2>" + "".join(f"<img src='data:image/png;base64,{each}'>" for each in sources))
    widths = re.findall(r'width="(\d+)"', shown(client).context["preview"].result)
    assert widths == ["500", "160"]


def test_who_has_uploaded_enough_for_a_day_goes_on_tomorrow(client, upload, other_writer, settings):
    settings.KNOWLEDGE_BASE_UPLOADS_PER_DAY = 2
    for _number in range(2):
        assert upload("g.html", GUIDE).status_code == 302
    assert refusals(upload("g.html", GUIDE)) == [
        "You have uploaded 2 files within a day. Please go on tomorrow."
    ]
    assert GuideUpload.objects.count() == 2
    GuideUpload.objects.filter(pk=GuideUpload.objects.first().pk).update(created_at=timezone.now() - KEPT)
    assert upload("g.html", GUIDE).status_code == 302
    GuideUpload.objects.update(user=other_writer)
    assert upload("g.html", GUIDE).status_code == 302


def test_neither_the_list_nor_the_purge_reads_the_files(client, upload):
    address = upload("g.zip", zipped({"1.html": GUIDE, "2.html": GUIDE})).url
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
        GuideUpload.objects.update(created_at=timezone.now() - KEPT)
        actions.forget_outdated()
    assert not [query["sql"] for query in queries if '"content"' in query["sql"]]
    assert not GuideUpload.objects.exists()


@pytest.mark.parametrize(
    "given",
    [{"category": "x"}, {"category": 10**30}, {"collection": 10**30}, {"file": ""}],
)
def test_a_form_with_nonsense_is_a_form_again(given, upload):
    assert upload("g.html", GUIDE, **given).status_code == 422
    assert is_untouched()


@pytest.mark.parametrize("name", ["b", "font"])
def test_what_the_parser_would_blow_up_is_refused(name, upload):
    opened = "".join(f"<{name} id={number}>" for number in range(90))
    answer = upload("bomb.html", f"<p>{opened}" + "<p>x" * 5000)
    assert answer.status_code == 422
    assert not GuidePage.objects.exists()
