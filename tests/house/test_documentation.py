"""The documentation: every setting, hook and signal has its heading, and no link leads nowhere."""

import re

import pytest
from django.dispatch import Signal

from support_plugin.conf import DEFAULTS
from support_plugin.tickets import signals

from .project import ROOT, files, name


def headings(document):
    return set(re.findall(r"^### (.+)$", (ROOT / "docs" / document).read_text(), re.MULTILINE))


def test_every_setting_has_its_heading_and_its_default():
    text = (ROOT / "docs" / "settings.md").read_text()
    assert headings("settings.md") == {f"SUPPORT_{setting}" for setting in DEFAULTS}
    for setting, default in DEFAULTS.items():
        section = text.split(f"### SUPPORT_{setting}\n")[1].split("\n### ")[0]
        written = re.search(r"Default: `(.+)`", section).group(1)
        assert eval(written) == default, setting  # noqa: S307


def test_every_hook_and_signal_has_its_heading():
    ours = ("support_plugin", "knowledge_base")
    source = "".join(path.read_text() for path in files("*.py", below=ours))
    asked = set(re.findall(r"\b(?:get_hooks|answers|first_answer)\(\s*([^\s,)]+)", source))
    # `support_plugin/hooks.py` asks by the name it is given; everybody else says the name where they ask.
    hooks = {hook.strip('"') for hook in asked - {"name"}}
    assert asked == {"name"} | {f'"{hook}"' for hook in hooks}
    assert headings("hooks.md") == hooks | {
        name for name, value in vars(signals).items() if isinstance(value, Signal)
    }


@pytest.mark.parametrize("path", files("*.md"), ids=name)
def test_no_link_leads_nowhere(path):
    for link in re.findall(r"\]\((?!http|#)([^)#]+)", path.read_text()):
        assert (path.parent / link).exists(), link
