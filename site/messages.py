"""`make messages`: extracts the strings of the plugin, the knowledge base and the host, and compiles all catalogues.

Persian is translated by people: new strings come out empty, and nothing is guessed. English repeats the source.
"""

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

from django.core.management import CommandError, call_command
from django.core.management.commands import makemessages

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
LANGUAGES = ["fa", "en"]
FOLDERS = {
    ROOT / "support_plugin": ["migrations/*"],
    ROOT / "knowledge_base": ["migrations/*"],
    ROOT: ["support_plugin/*", "knowledge_base/*", "tests/*", "var/*", ".venv/*", "build/*"],
}


class Extract(makemessages.Command):
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]


def extract():
    for folder, ignored in FOLDERS.items():
        (folder / "locale").mkdir(exist_ok=True)
        with chdir(folder):
            call_command(
                Extract(),
                locale=LANGUAGES,
                ignore_patterns=ignored,
                no_wrap=True,
                no_location=True,
                no_obsolete=True,
                verbosity=0,
            )


def compile_all():
    for catalogue in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")) + sorted(ROOT.glob("locale/**/*.po")):
        if "en" in catalogue.parts:
            _run("msgen", "--no-wrap", "-o", catalogue, catalogue)
        print(catalogue.relative_to(ROOT), end=": ", flush=True)
        _run("msgfmt", "--check-format", "--statistics", "-o", catalogue.with_suffix(".mo"), catalogue)


def _run(*command):
    subprocess.run(command, check=True)  # noqa: S603


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(SITE)]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    try:
        extract()
    except CommandError as error:
        sys.exit(str(error))
    compile_all()
