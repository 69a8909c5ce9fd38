"""Which files are accepted, how they wait for their message, and how they go."""

import io
import shutil
import uuid
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from support_plugin.models import Attachment
from support_plugin.tickets import actions, attachments, errors
from tests import factories

STORAGE = Attachment._meta.get_field("file").storage
KEY = uuid.UUID("11111111-1111-4111-8111-111111111111")


def keep(owner, name="تصویر.png", content=factories.PNG, key=KEY):
    return attachments.keep(factories.upload(name, content), owner=owner, submission_key=key)


def office(*names):
    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as file:
        for name in ("[Content_Types].xml", *names):
            file.writestr(name, "<x/>")
    return package.getvalue()


def stored_files():
    return sorted(path.name for path in Path(STORAGE.location).rglob("*") if path.is_file())


@pytest.fixture(autouse=True)
def _empty_storage(db):
    shutil.rmtree(STORAGE.location, ignore_errors=True)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("تصویر‌های خطا.png", factories.PNG, "image/png"),
        ("photo.JPEG", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "image/jpeg"),
        ("گزارش.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "application/pdf"),
        ("یادداشت.txt", "سلام <b>دنیا</b>".encode(), "text/plain"),
        ("ارقام.csv", "نام,شماره\nمینا,۱".encode("utf-8-sig"), "text/csv"),
        ("نامه.docx", office("word/document.xml"), attachments.CONTENT_TYPES["docx"]),
        ("جدول.xlsx", office("xl/workbook.xml"), attachments.CONTENT_TYPES["xlsx"]),
    ],
)
def test_accepted_kinds_keep_their_persian_name(customer, name, content, content_type):
    attachment = keep(customer, name, content)
    assert attachment.name == name
    assert attachment.content_type == content_type
    assert attachment.size == len(content)
    assert attachment.file.read() == content
    assert str(attachment.uuid) in attachment.file.name
    assert name not in attachment.file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.png", b"<!doctype html><script>alert(1)</script>"),
        ("page.txt", b"  <!doctype html><script>alert(1)</script>"),
        ("page.txt", "\ufeff<html>".encode()),
        ("page.txt", "<svg onload=alert(1)>".encode("utf-16")),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("drawing.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("setup.exe", b"MZ\x90\x00\x03"),
        ("setup.pdf", b"MZ\x90\x00\x03"),
        ("setup.txt", b"MZ\x90 a program"),
        ("run.txt", b"#!/bin/sh\nrm -rf ~"),
        ("picture.png.exe", factories.PNG),
        ("picture", factories.PNG),
        ("picture.gif", factories.PNG),
        ("archive.zip", office("a.txt")),
        ("letter.docx", office("xl/workbook.xml")),
        ("letter.docx", b"PK\x03\x04 not a package"),
        ("macros.xlsx", office("xl/workbook.xml", "xl/vbaProject.bin")),
        (".htaccess", b"Options +ExecCGI"),
        ("\u200b.htaccess", b"Options +ExecCGI"),
        ("file\u202egnp.exe", b"MZ\x90\x00"),
    ],
)
def test_what_a_file_is_decides_not_what_it_is_called(customer, name, content):
    with pytest.raises(errors.FileTypeRefused) as refused:
        keep(customer, name, content)
    assert "پذیرفته نمی‌شود" in str(refused.value)
    assert Attachment.objects.count() == 0
    assert stored_files() == []


def test_an_empty_file_is_refused(customer):
    with pytest.raises(errors.FileIsEmpty):
        keep(customer, content=b"")


def test_a_file_over_the_limit_is_refused_with_the_limit(customer, settings):
    settings.SUPPORT_ATTACHMENT_MEGABYTES = 1
    with pytest.raises(errors.FileTooLarge) as refused:
        keep(customer, content=factories.PNG + b"\0" * 1024 * 1024)
    assert refused.value.megabytes == 1


def test_the_eleventh_file_is_refused_and_leaves_nothing(customer):
    for _number in range(10):
        keep(customer)
    with pytest.raises(errors.TooManyFiles):
        keep(customer)
    assert Attachment.objects.count() == 10
    assert len(stored_files()) == 10


def test_kept_files_belong_to_one_customer_and_one_key(customer, stranger):
    own = keep(customer)
    keep(stranger)
    keep(customer, key=uuid.uuid4())
    assert list(Attachment.objects.kept(customer, KEY)) == [own]


def test_a_file_taken_back_is_gone_and_others_stay(customer, stranger):
    own, foreign = keep(customer), keep(stranger)
    attachments.forget(owner=customer, submission_key=KEY, uuids=[own.uuid, foreign.uuid])
    assert list(Attachment.objects.all()) == [foreign]
    assert len(stored_files()) == 1


def test_somebody_elses_kept_file_cannot_be_sent(ticket, customer, stranger):
    foreign = keep(stranger)
    message = actions.reply(ticket, "متن", by=customer, attachments=[foreign])
    assert message.attachments.count() == 0


def test_files_whose_message_never_came_are_swept_after_a_day(ticket, customer):
    used, stale, fresh = keep(customer), keep(customer), keep(customer)
    actions.reply(ticket, "متن", by=customer, attachments=[used])
    Attachment.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(hours=25))
    assert attachments.purge_kept() == 1
    assert set(Attachment.objects.all()) == {used, fresh}
    assert len(stored_files()) == 2
    assert attachments.purge_kept() == 0
    assert not Attachment.objects.filter(pk=stale.pk).exists()


def test_a_full_disk_is_a_sentence_and_leaves_nothing(customer, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(STORAGE, "_save", full)
    with pytest.raises(errors.FileNotStored):
        keep(customer)
    assert Attachment.objects.count() == 0


def test_a_file_that_is_not_what_its_name_says_is_told_so(customer):
    with pytest.raises(errors.FileIsSomethingElse):
        keep(customer, "fake.png", b"no picture")
    with pytest.raises(errors.FileTypeRefused) as refused:
        keep(customer, "song.mp3", b"no picture")
    assert "PNG" in str(refused.value)
