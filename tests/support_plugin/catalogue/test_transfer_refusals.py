"""Files that are wrong, by accident or on purpose: refused whole, in one sentence with its line, nothing written."""

import copy
import json

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from support_plugin.catalogue.transfer.document import as_text
from support_plugin.catalogue.transfer.reader import MOST_BYTES, MOST_VALUES, read
from support_plugin.catalogue.transfer.refusals import Refused

from .furniture import as_document, exported, take_in
from .test_transfer import GOLDEN

TEXT = GOLDEN.read_text()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "line 1: The file ends in the middle."),
        (b'{\n"a": 1', "line 2: The file ends in the middle."),
        (b'{\n"a": 1,\n}', "line 3: “}” stands where a key in quotation marks is expected."),
        (b'{"a": 1}\n{}', "line 2: Something stands behind the end of the document."),
        (b'{"a" 1}', "line 1: “1” stands where a colon is expected."),
        (b"[1\n2]", "line 2: “2” stands where a comma or “]” is expected."),
        (b"\xef\xbb\xbf{}", "line 1: The file begins with a byte order mark. Save it as UTF-8 without one."),
        (
            "{}".encode("utf-16"),
            "line 1: The file begins with a byte order mark. Save it as UTF-8 without one.",
        ),
        (b'{\n\n"a": "\xff"}', "line 3: This is not UTF-8."),
        (b'{\n"a": "\\u0000"}', "line 2: This text contains characters that cannot be stored."),
        (b'{\n"a": "\x00"}', "line 2: This is no JSON: invalid control character."),
        (b'{\n"a\\ud800": 1}', "line 2: This text contains characters that cannot be stored."),
        (b'{\n"a": "b}', "line 2: This is no JSON: unterminated string starting."),
        (b'{"a": 1,\n"a": 2}', "line 2: The key “a” stands twice in one object."),
        (b"[NaN]", "line 1: “NaN” is no JSON."),
        (b"[\n-Infinity]", "line 2: “-” stands where a value is expected."),
        (b"[1e999]", "line 1: This number is too large."),
        (b"[" + b"9" * 5000 + b"]", "line 1: This number is too long."),
        (b"[" * 100_000, "line 1: This is nested too deeply: at most 30 levels."),
        (b" " * (MOST_BYTES + 1), "The file is too large: at most 10 MB."),
        (
            b"[" + b"1," * MOST_VALUES + b"1]",
            f"line 1: There is too much in this file: at most {MOST_VALUES} values.",
        ),
    ],
    ids=range(21),
)
def test_what_is_no_json_is_refused_with_its_line(content, sentence):
    with pytest.raises(Refused) as refused:
        read(content)
    assert str(refused.value) == sentence


def test_json_is_read_with_the_lines_of_what_it_holds():
    made = read(b'{\n"a": [\n1,\n -2.5e1, true],\n"b": {"c": "\\ud83d\\ude42"}}')
    assert made == {"a": [1, -25.0, True], "b": {"c": "🙂"}}
    assert (made.line, made.lines, made["a"].lines) == (1, {"a": 2, "b": 5}, [3, 4, 4])


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers(-(10**20), 10**20)
        | st.text(st.characters(codec="utf-8", exclude_characters="\0")),
        lambda inner: st.lists(inner) | st.dictionaries(st.text("abcآ"), inner),
    )
)
@settings(deadline=None, max_examples=60)
def test_what_the_standard_library_writes_is_read_alike(value):
    assert read(json.dumps(value).encode()) == value
    assert read(json.dumps(value, ensure_ascii=False, indent=1).encode()) == value


def change(path, value):
    """A document in which one thing is another; `...` takes it away."""
    document = json.loads(TEXT)
    at = document
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    elif isinstance(at, list) and path[-1] == len(at):
        at.append(value)
    else:
        at[path[-1]] = value
    return document


FORM = ("ticket_forms", 0, "sections", 0, "items")


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("format",), 2, "format is 2; it can be 1."),
        (("format",), ..., "The document has no “format”."),
        (("colours",), [], "The document: “colours” is not known."),
        (("departments",), {}, "departments must be a list."),
        (("departments", 0), "billing", "departments[1] must be an object."),
        (("departments", 0, "slug"), ..., "departments[1] has no “slug”."),
        (
            ("departments", 0, "discription"),
            {},
            "departments[1]: “discription” is not known. Did you mean “description”?",
        ),
        (
            ("departments", 0, "slug"),
            "Billing",
            "departments[1].slug is “Billing”, which is not written like technical-support: small Latin letters, digits and single hyphens.",
        ),
        (
            ("departments", 0, "slug"),
            "billing\n",
            "departments[1].slug is “billing\n”, which is not written like technical-support: small Latin letters, digits and single hyphens.",
        ),
        (
            ("departments", 0, "icon"),
            "skull",
            "departments[1].icon is “skull”; it can be “headset” or “card” or “cart” or “code” or “chat” or “user”.",
        ),
        (("departments", 0, "is_active"), 1, "departments[1].is_active must be true or false."),
        (
            ("departments", 0, "usual_answer_minutes"),
            True,
            "departments[1].usual_answer_minutes must be a whole number or null.",
        ),
        (
            ("departments", 0, "usual_answer_minutes"),
            0,
            "departments[1].usual_answer_minutes is 0; it can be 1 to 43200.",
        ),
        (
            ("departments", 0, "description"),
            {"fa": "ا" * 301},
            "departments[1].description.fa has 301 characters; at most 300.",
        ),
        (
            ("departments", 0, "name"),
            {"fa": "مالی", "de": "Geld"},
            "departments[1].name: “de” is not a language of this site (fa, en).",
        ),
        (
            ("departments", 0, "name"),
            {"en": "Billing"},
            "department “billing”: name: Fill in the text in فارسی.",
        ),
        (
            ("departments", 2),
            {"slug": "billing"},
            "department “billing” stands in the file twice, the first time in line 5.",
        ),
        (("departments", 2), {"slug": "new"}, "department “new”: name: This field cannot be blank."),
        (
            ("ticket_types", 0, "departments"),
            ["billing", "sales"],
            "ticket type “invoice” names the department “sales”, which is not in the file.",
        ),
        (
            ("ticket_types", 0, "departments"),
            ["billing", "billing"],
            "ticket_types[1].departments names “billing” twice.",
        ),
        (("tags", 2), {"name": "Vip"}, "tag “vip” stands in the file twice, the first time in line 85."),
        (("tags", 2), {"name": "،"}, "tag “”: name: Write a word: letters or digits."),
        (
            ("form_fields", 4, "limits", "pattern"),
            "(",
            "form field “number”: pattern: This pattern cannot be read: missing ): (",
        ),
        (
            ("form_fields", 4, "limits", "longest"),
            0,
            "form field “number”: longest: Ensure this value is greater than or equal to 1.",
        ),
        (
            ("form_fields", 4, "limits", "most_files"),
            1,
            "form field “number”: most_files: This means nothing for a field of the kind “text”.",
        ),
        (
            ("form_fields", 1, "limits", "largest"),
            "0.1",
            "form field “amount”: largest: This is less than “smallest number”.",
        ),
        (
            ("form_fields", 2, "limits", "earliest"),
            "2026-02-30",
            "form field “paid-on”: limits: “2026-02-30” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
        ),
        (("form_fields", 3, "limits", "file_types"), ["exe"], None),
        (
            ("form_fields", 0, "choices"),
            [],
            "form field “problem”: choices: A field of the kind “choice” has some.",
        ),
        (
            ("form_fields", 0, "choices", 2),
            {"value": "other", "label": {"fa": "دیگر"}},
            "form field “problem”: choices: The choice “other” stands there twice.",
        ),
        (
            ("form_fields", 0, "choices", 0, "value"),
            "wrong-amount",
            "ticket form “invoice”: “مبلغ” compares “What is wrong?” with “wrong-sum”, which is not one of its choices.",
        ),
        (
            (*FORM, 1, "field"),
            "nothing",
            "ticket form “invoice” names the form field “nothing”, which is not in the file.",
        ),
        ((*FORM, 1, "field"), "problem", None),
        (
            (*FORM, 1, "note"),
            {"fa": "متن"},
            "ticket_forms[1].sections[1].items[2] must have exactly one of “field” or “note”.",
        ),
        ((*FORM, 3, "required"), True, "ticket form “invoice”: a note cannot be answered."),
        ((*FORM, 3, "note"), {"en": "Text"}, "ticket form “invoice”: Fill in the text in فارسی."),
        (
            (*FORM, 2, "require", "rules", 1, "value"),
            "fax",
            "ticket form “invoice” names the product “fax”, which is not in the file.",
        ),
        (
            (*FORM, 0, "show"),
            {"match": "all", "rules": [{"ask": "field:amount", "is": "answered"}]},
            "ticket form “invoice”: These fields wait for each other: “What is wrong?”, “مبلغ”.",
        ),
        (("canned_replies", 0, "body", "fa"), "{password}", None),
        (
            ("canned_replies", 1, "then"),
            "resolve",
            "canned reply “سپاس (2)”: then: An internal note does not pass the turn. Choose “As after every reply”.",
        ),
        (
            ("working_hours", 0, "timezone"),
            "Asia/Atlantis",
            "working hours “عادی”: timezone: There is no such time zone. Write it like Asia/Tehran.",
        ),
        (
            ("working_hours", 0, "week", "friday"),
            ["17:00-08:00"],
            "working hours “عادی”: week: Hours end after they start, and by 24:00.",
        ),
        (("working_hours", 0, "is_default"), False, "None of the working hours is the default."),
        (("working_hours", 1, "is_default"), True, "Two of the working hours are the default."),
        (
            ("working_hours", 0, "departments"),
            ["technical"],
            "The department “technical” works by two working hours.",
        ),
        (
            ("answering_targets", 0, "first_reply_minutes"),
            300,
            "answering target “فوری”: first_reply_minutes: A first reply cannot take longer than the resolution.",
        ),
        (("message_texts", 0, "kind"), "farewell", "There is no message of the kind “farewell”."),
        (("message_texts", 0, "subject", "fa"), "{secret}", None),
    ],
)
def test_what_is_wrong_is_said_with_its_line_and_nothing_is_written(furnished, path, value, sentence):
    document = change(path, value)
    with pytest.raises(Refused) as refused:
        take_in(document)
    line, _colon, said = str(refused.value).partition(": ")
    assert line.startswith("line ")
    if sentence is not None:
        assert said == sentence
    assert exported() == TEXT


def test_the_line_is_that_of_the_word_that_is_wrong(furnished):
    text = as_text(change(("ticket_types", 0, "departments"), ["billing", "sales"]))
    line = text.splitlines().index('        "sales"') + 1
    with pytest.raises(Refused, match=f"line {line}: "):
        take_in(text)


def test_the_command_says_it_in_one_sentence_without_a_trace(tmp_path):
    path = tmp_path / "desk.json"
    path.write_text("[]")
    with pytest.raises(CommandError) as error:
        call_command("catalogue", "import", str(path))
    assert (str(error.value), error.value.returncode) == ("line 1: the document must be an object.", 1)


SCRAPS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=5),
    st.sampled_from(
        [
            "billing",
            "field:proof",
            "problem",
            "text",
            "choice",
            "{x}",
            "(",
            "2026-02-30",
            [],
            {},
            {"fa": "ا"},
            [{}],
        ]
    ),
)


def places(value, path=()):
    """The path of everything in a document."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, (*path, step))


PLACES = list(places(json.loads(TEXT)))


@given(
    st.lists(
        st.tuples(st.sampled_from(PLACES), st.sampled_from(["put", "drop", "copy"]), SCRAPS),
        min_size=1,
        max_size=3,
    )
)
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_file_that_was_tampered_with_is_taken_in_whole_or_not_at_all(furnished, changes):
    document = json.loads(TEXT)
    for path, what, scrap in changes:
        at = document
        try:
            for step in path[:-1]:
                at = at[step]
            if what == "put":
                at[path[-1]] = scrap
            elif what == "drop":
                del at[path[-1]]
            elif isinstance(at, list):
                at.append(copy.deepcopy(at[path[-1]]))
        except (KeyError, IndexError, TypeError):
            continue
    _in_whole_or_not_at_all(as_text(document).encode())


@given(st.integers(0, len(TEXT.encode())), st.integers(0, 40), st.binary(max_size=4))
@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_bytes_that_were_damaged_are_taken_in_whole_or_not_at_all(furnished, start, length, others):
    content = TEXT.encode()
    _in_whole_or_not_at_all(content[:start] + others + content[start + length :])


def _in_whole_or_not_at_all(content):
    try:
        with transaction.atomic():
            take_in(content)
            written = exported()
            assert take_in(written)[-1].startswith("= ")
            assert exported() == written
            transaction.set_rollback(True)
    except Refused:
        pass
    assert as_document() == json.loads(TEXT)
