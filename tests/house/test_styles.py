"""Style sheets: right to left needs logical directions, and every colour has one home."""

import re

import pytest

from .project import files, name

PHYSICAL = re.compile(
    r"(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)"
    r"|border-(?:top|bottom)-(?:left|right)"
    r"|(?<![-\w])(?:left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)"
)
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)")


@pytest.mark.parametrize("path", files("*.css"), ids=name)
def test_style_sheets_know_no_left_and_no_right(path):
    assert PHYSICAL.findall(path.read_text()) == []


@pytest.mark.parametrize("path", [path for path in files("*.css") if path.name != "tokens.css"], ids=name)
def test_colours_live_with_the_tokens(path):
    assert COLOUR.findall(path.read_text()) == []
