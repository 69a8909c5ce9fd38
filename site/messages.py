"""`make messages`: extracts the strings of the plugin, the knowledge base and the host, and compiles all catalogues.

Persian is translated by people: new strings come out empty, and nothing is guessed. English repeats the source.
"""

import os
import subprocess
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
LANGUAGES = ("fa", "en")
FOLDERS = {
    ROOT / "support_plugin": ["migrations/*"],
    ROOT / "knowledge_base": ["migrations/*"],
    ROOT: ["support_plugin/*", "knowledge_base/*", "tests/*", "var/*", ".venv/*", "build/*"],
}
ENVIRONMENT = {
    **os.environ,
    "DJANGO_SETTINGS_MODULE": "config.settings.dev",
    "PYTHONPATH": os.pathsep.join([str(ROOT), str(SITE)]),
}


def run(*command, folder=ROOT):
    subprocess.run([str(part) for part in command], check=True, cwd=folder, env=ENVIRONMENT)  # noqa: S603


def main():
    for folder, ignored in FOLDERS.items():
        (folder / "locale").mkdir(exist_ok=True)
        options = [option for pattern in ignored for option in ("--ignore", pattern)]
        languages = [option for code in LANGUAGES for option in ("-l", code)]
        run(
            sys.executable, "-m", "django", "makemessages", *languages, *options,
            "--no-wrap", "--no-location", "--no-obsolete", "-v0", folder=folder,
        )  # fmt: skip
    for catalogue in sorted(ROOT.glob("*/locale/*/LC_MESSAGES/*.po")) + sorted(ROOT.glob("locale/**/*.po")):
        if "/en/" in str(catalogue):
            run("msgen", "--no-wrap", "-o", catalogue, catalogue)
        run("msgfmt", "--check-format", "--statistics", "-o", catalogue.with_suffix(".mo"), catalogue)


if __name__ == "__main__":
    main()
