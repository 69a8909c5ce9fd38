"""The catalogues: complete, compiled, current, and written as Persian is written."""

import re
import shutil
import subprocess
import sys

import polib
import pytest

from .project import FOLDERS, ROOT, environment, files, name

CATALOGUES = files("*.po")
PERSIAN = [path for path in CATALOGUES if "fa" in path.parts]
PLACE = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")


def texts(entry):
    return list(entry.msgstr_plural.values()) or [entry.msgstr]


def keys(entries):
    return sorted((entry.msgctxt or "", entry.msgid, entry.msgid_plural) for entry in entries)


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_nothing_is_untranslated_or_guessed(path):
    entries = [entry for entry in polib.pofile(str(path)) if not entry.obsolete]
    assert entries
    assert [entry.msgid for entry in entries if entry.fuzzy or not all(map(str.strip, texts(entry)))] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_translations_invent_no_placeholder(path):
    """One that the source does not fill would break the page; one left out is the translator's choice."""
    for entry in polib.pofile(str(path)):
        known = set(PLACE.findall(entry.msgid + entry.msgid_plural))
        for text in texts(entry):
            assert set(PLACE.findall(text)) <= known, entry.msgid


@pytest.mark.parametrize("path", CATALOGUES, ids=name)
def test_what_is_compiled_is_what_is_written(path):
    written = {key: texts(entry) for entry in polib.pofile(str(path)) for key in keys([entry])}
    compiled = {
        key: texts(entry) for entry in polib.mofile(str(path.with_suffix(".mo"))) for key in keys([entry])
    }
    assert compiled == written


@pytest.mark.parametrize("path", PERSIAN, ids=name)
def test_persian_is_written_as_persian(path):
    for entry in polib.pofile(str(path)):
        for text in texts(entry):
            assert not re.search("[يك]", text), f"Arabic letters: {text}"
            assert not re.search(r"\s[،؛](?!\d)", text), f"a space before punctuation: {text}"
            assert not re.search(r"(?<!\w)ن?می (?=[آ-ی])", text), f"می without its half-space: {text}"


def test_the_catalogues_hold_every_string_of_the_source(tmp_path):
    if not shutil.which("xgettext"):
        pytest.skip("gettext is not installed: whether a string is missing in the catalogues cannot be told.")
    for folder in FOLDERS:
        if folder not in (".ci", "docs", "tests"):
            shutil.copytree(ROOT / folder, tmp_path / folder)
    subprocess.run(
        [sys.executable, tmp_path / "site" / "messages.py"],
        env=environment(VAR_DIR=str(tmp_path / "var")),
        capture_output=True,
        check=True,
    )
    for path in CATALOGUES:
        assert keys(polib.pofile(str(tmp_path / path.relative_to(ROOT)))) == keys(polib.pofile(str(path))), (
            name(path)
        )
