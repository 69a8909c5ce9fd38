"""What the README tells the owner of a Wagtail site, done to the letter with a site of `wagtail start`."""

import json
import re
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from .project import ROOT, environment

SECTION = (ROOT / "README.md").read_text().split("## In your own Wagtail site")[1].split("\n## ")[0]

VISIT = """
import json
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.checks import run_checks
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
call_command("migrate", verbosity=0, interactive=False)
call_command("support_groups", verbosity=0)
from support_plugin.models import Department, Ticket, TicketType
technical = Department.objects.create(slug="technical", name="Technical support")
technical.ticket_types.add(TicketType.objects.create(slug="question", name="Question"))
admin = get_user_model().objects.create_superuser("admin", "admin@example.com", "demo")
client = Client(raise_request_exception=False, HTTP_HOST="localhost")
paths = ["/admin/", "/admin/support/tickets/", reverse("wagtailsettings:edit",
    args=["support_plugin", "supportcontact"]), "/panel/", "/panel/tickets/", "/panel/tickets/new/"]
answers = {"/panel/ of nobody": client.get("/panel/").status_code}
client.force_login(admin)
answers |= {path: client.get(path, follow=True).status_code for path in paths}
form = "/panel/tickets/new/technical/question/"
words = {"submission_key": "6f1d6d0e-7c5b-4f43-9a34-0c0f1f6a5a11", "subject": "Help", "description": "Please"}
answers["the form"] = client.get(form).status_code
answers["suggestions"] = client.get("/panel/suggestions/", {"q": "Help me"}).status_code
answers["the ticket"] = client.post(form, words, follow=True).status_code
answers["the conversation"] = client.get(f"/admin/support/tickets/{Ticket.objects.get().reference}/").status_code
call_command("support_tick", verbosity=0)
checks = [message.id for message in run_checks() if (message.id or "").startswith("support_plugin")]
print(json.dumps({"answers": answers, "checks": checks}))
"""


def blocks(language):
    """The code blocks of the README's section, without the indent of their list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", SECTION, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(code) for _indent, code in found]


@pytest.fixture
def own_site(tmp_path):
    """A folder with the site that `wagtail start` makes, and what the README adds to it."""
    wagtail = Path(sys.executable).parent / "wagtail"
    subprocess.run([wagtail, "start", "mysite", tmp_path], capture_output=True, check=True, env=environment())
    settings, addresses = blocks("python")
    for path, code in {"settings/base.py": settings, "urls.py": addresses}.items():
        with (tmp_path / "mysite" / path).open("a") as file:
            file.write(f"\n{code}")
    return tmp_path


def test_a_site_that_follows_the_readme_is_complete(own_site):
    result = subprocess.run(
        [sys.executable, "-c", VISIT],
        cwd=own_site,
        env=environment(DJANGO_SETTINGS_MODULE="mysite.settings.dev", PYTHONPATH=f"{own_site}:{ROOT}"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    said = json.loads(result.stdout.splitlines()[-1])
    assert said["checks"] == []
    assert said["answers"] == dict.fromkeys(said["answers"], 200) | {"/panel/ of nobody": 302}


def test_the_readme_names_every_process_of_a_running_desk():
    commands = {
        line.split()[2] for block in blocks("sh") for line in block.splitlines() if "manage.py" in line
    }
    assert {"check", "migrate", "support_groups", "db_worker", "support_tick"} == commands
