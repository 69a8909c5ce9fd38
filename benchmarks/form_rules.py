"""What it costs to decide what of a form is shown: a long form of a hundred fields, each with a condition.

    .venv/bin/python -m benchmarks.form_rules [results]

Milliseconds of processor time of one evaluation, for answers of every kind, and of finding what is wrong with the form.
"""

import os
import statistics
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
sys.path[:0] = [str(ROOT), str(ROOT / "site")]

import django  # noqa: E402

django.setup()

from support_plugin.forms.checking import problems  # noqa: E402
from support_plugin.forms.conditions import evaluate  # noqa: E402

ROUNDS = 200
FIELDS, SECTIONS = 100, 10
OWED = 5  # milliseconds for one evaluation
DESK = {"department": "technical", "ticket_type": "bug-report", "product": "sms-panel"}
# Per kind: what is typed, and a rule that holds for it.
TYPED = {
    "text": (["فاکتور ۱۲ را ندارم"], "contains", "12"),
    "long_text": (["پیامک‌ها نمی‌رسند. " * 25], "contains", "نمی‌رسند"),
    "number": (["۱٬۲۰۰٫۵"], "greater", "1200"),
    "date": (["۱۴۰۵/۰۹/۰۵"], "less", "2026-12-01"),
    "choice": (["choice-9"], "is", "choice-9"),
    "choices": (["choice-1", "choice-9"], "contains", "choice-9"),
    "checkbox": (["on"], "is", "yes"),
}


def long_form(kinds):
    """Each field is shown where the one above it was answered in a certain way, and required where it was answered."""
    fields = []
    for number in range(FIELDS):
        kind = kinds[number % len(kinds)]
        show = None
        if fields:
            _typed, operator, value = TYPED[fields[-1]["kind"]]
            asked = f"field:{fields[-1]['name']}"
            show = {
                "match": "all",
                "rules": [
                    {"ask": asked, "is": operator, "value": value},
                    {"ask": "department", "is": "is", "value": DESK["department"]},
                ],
            }
        choices = [{"value": f"choice-{n}", "label": {}} for n in range(10)]
        require = show and {"match": "any", "rules": [{"ask": asked, "is": "answered", "value": ""}]}
        fields.append(
            {
                "type": "field",
                "name": f"field_{number}",
                "kind": kind,
                "label": {"en": f"Field {number}"},
                "choices": choices,
                "show": show,
                "require": require,
            }
        )
    each = FIELDS // SECTIONS
    return {
        "format": 1,
        "sections": [
            {"id": str(n), "heading": {}, "show": None, "items": fields[n * each : (n + 1) * each]}
            for n in range(SECTIONS)
        ],
    }


def milliseconds(act):
    """The least and the median of all rounds."""
    spent = []
    for _round in range(ROUNDS):
        began = time.process_time()
        act()
        spent.append((time.process_time() - began) * 1000)
    return min(spent), statistics.median(spent)


def main(results):
    lines = [
        "# What of a form is shown",
        "",
        f"{FIELDS} fields in {SECTIONS} sections, each shown and required by conditions, all answered, long texts with 475 characters; "
        f"Python {sys.version.split()[0]}; `benchmarks/form_rules.py`, {ROUNDS} rounds; owed: {OWED} ms.",
        "",
        "| fields | processor, least (ms) | median (ms) |",
        "|---|---|---|",
    ]
    slowest = 0
    for name, kinds in {"of every kind": tuple(TYPED), **{kind: (kind,) for kind in TYPED}}.items():
        definition = long_form(kinds)
        raw = {
            field["name"]: TYPED[field["kind"]][0]
            for section in definition["sections"]
            for field in section["items"]
        }
        assert len(evaluate(definition, DESK, raw).required) == FIELDS - 1
        least, median = milliseconds(lambda: evaluate(definition, DESK, raw))  # noqa: B023
        slowest = max(slowest, least)
        lines.append(f"| {name} | {least:.2f} | {median:.2f} |")
    assert problems(long_form(tuple(TYPED))) == []
    least, median = milliseconds(lambda: problems(long_form(tuple(TYPED))))
    lines.append(f"| of every kind, checked for problems | {least:.2f} | {median:.2f} |")
    print("\n".join(lines))
    Path(results).write_text("\n".join(lines) + "\n")
    return 0 if slowest < OWED else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ROOT / "benchmarks/results/form_rules.md"))
