"""The project as files and commands, for the tests of the house."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (
    ".ci",
    "docs",
    "examples",
    "knowledge_base",
    "locale",
    "site",
    "support_plugin",
    "templates",
    "tests",
)


def files(*patterns, below=FOLDERS):
    """Every source file whose path matches one of the patterns; at the top of the project only what has no folder."""
    found = [path for path in ROOT.iterdir() if path.is_file()] if below is FOLDERS else []
    for folder in below:
        found += [path for path in (ROOT / folder).rglob("*") if path.is_file()]
    found = [path for path in found if "__pycache__" not in path.parts and path.suffix != ".pyc"]
    return sorted(path for path in found if not patterns or any(path.match(pattern) for pattern in patterns))


def name(path):
    return str(path.relative_to(ROOT))


def environment(**more):
    """A bare environment: what the machine of a newcomer has."""
    return {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"} | more


def manage(*arguments, cwd=ROOT, **more):
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        cwd=cwd,
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
    )
