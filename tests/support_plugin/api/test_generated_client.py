"""A client that is generated from the description alone does its work at the command line."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from support_plugin.api.schema import document
from support_plugin.tickets import actions
from tests.house.project import ROOT

EXAMPLE = ROOT / "examples" / "command_line" / "tickets.py"


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A folder with `support_client`, made without a warning."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "openapi.json").write_text(json.dumps(document()))
    (folder / "config.yml").write_text("post_hooks: []\n")
    command = [Path(sys.executable).with_name("openapi-python-client"), "generate", "--path", "openapi.json"]
    made = subprocess.run(
        [
            *command,
            "--config",
            "config.yml",
            "--meta",
            "none",
            "--output-path",
            "support_client",
            "--fail-on-warning",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    return folder


@pytest.mark.django_db(transaction=True)
def test_a_generated_client_lists_reads_and_writes(generated, live_server, as_customer, open_ticket, agent):
    ticket = open_ticket()
    actions.reply(ticket, "پاسخ شما", by=agent)

    def run(*words):
        return subprocess.run(
            [sys.executable, EXAMPLE, live_server.url, *words],
            env=os.environ
            | {
                "PYTHONPATH": str(generated),
                "PYTHONUTF8": "1",
                "SUPPORT_TOKEN": as_customer.headers["Authorization"].removeprefix("Bearer "),
            },
            capture_output=True,
            text=True,
        )

    listed = run("list", "--status", "waiting_customer")
    assert (listed.returncode, listed.stdout) == (
        0,
        f"{ticket.reference}  پاسخ داده شد  {ticket.subject}\n",
    ), listed.stderr
    assert run("list", "--status", "closed").stdout == ""
    assert run("reply", ticket.reference, "سپاس").returncode == 0
    assert ticket.messages.last().body == "سپاس"
    thread = run("show", ticket.reference).stdout
    assert [words in thread for words in ("پاسخ شما", "سپاس", "شما\n")] == [True] * 3
    missing = run("show", "12345678")
    assert (missing.returncode, missing.stderr) == (1, "اینجا چیزی نیست.\n")
