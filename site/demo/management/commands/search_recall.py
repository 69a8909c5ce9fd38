import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from knowledge_base.search import LEVELS, find

QUESTIONS = Path(__file__).parents[2] / "search_questions.json"
AMONG = 5
# The share of questions whose guide is among the first five; measured, and not to be fallen below.
FLOOR = 0.95


class Command(BaseCommand):
    help = (
        f"Asks the search what customers ask, over the demo's guides, and shows how often a guide that answers is among "
        f"the first {AMONG}. Fails below {FLOOR:.0%}."
    )

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="the same as one JSON object")

    def handle(self, **options):
        asked = [
            {
                "language": language,
                "question": question,
                "expected": expected,
                **_found(language, question, expected),
            }
            for language, questions in json.loads(QUESTIONS.read_text()).items()
            for question, expected in questions
        ]
        report = {
            "recall": _recall(asked),
            "languages": {
                language: _recall([each for each in asked if each["language"] == language])
                for language in dict.fromkeys(each["language"] for each in asked)
            },
            "levels": {
                level or "missed": len([each for each in asked if each["level"] == level])
                for level in (*LEVELS, "")
            },
            "questions": asked,
        }
        self.stdout.write(
            json.dumps(report, ensure_ascii=False, indent=2) if options["json"] else _table(report)
        )
        if report["recall"] < FLOOR:
            raise CommandError(f"recall@{AMONG} is {report['recall']:.1%}, below {FLOOR:.0%}.")


def _found(language, question, expected):
    """The place and level of the first guide that answers; place 0 and no level where none is among the first."""
    with translation.override(language):
        results = find(question, limit=AMONG)
    for place, result in enumerate(results, start=1):
        if result.guide.slug in expected:
            return {"place": place, "level": result.match}
    return {"place": 0, "level": ""}


def _recall(asked):
    return round(sum(bool(each["place"]) for each in asked) / len(asked), 3)


def _table(report):
    lines = [
        f"{each['language']}  {each['place'] or '-'}  {each['level'] or 'missed':8}  {each['question']}"
        for each in report["questions"]
    ]
    levels = ", ".join(f"{level} {number}" for level, number in report["levels"].items())
    recalls = ", ".join(f"{language} {recall:.1%}" for language, recall in report["languages"].items())
    return "\n".join([*lines, "", f"levels: {levels}", f"recall@{AMONG}: {report['recall']:.1%} ({recalls})"])
