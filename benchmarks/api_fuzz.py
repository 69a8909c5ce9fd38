"""Twenty thousand calls made of the API's own description, as nobody, a customer and an agent.

    .venv/bin/python -m benchmarks.api_fuzz [calls] [results/api_fuzz.md]

Starts the site with its demo in a folder that is thrown away, and lets schemathesis call it: every check there is, links
from what was made to what can be done with it (stateful), right calls and wrong ones. Beside its own checks each answer
is searched for the words of tickets that are not the caller's. Ends with 1 where anything was found.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

from benchmarks.running_site import ROOT, running_site

ROLES = ("nobody", "customer", "agent")
# Rounds go on until so many calls were made; none is longer.
SECONDS_OF_ROUND = 150
UNLIMITED = {
    "SUPPORT_API_TOKEN_RATE": "",
    "SUPPORT_API_USER_RATE": "",
    "SUPPORT_API_ANONYMOUS_RATE": "",
    "SUPPORT_TICKETS_PER_HOUR": "1000000",
    "SUPPORT_API_EVENTS_LAG_SECONDS": "0",
    "LOG_LEVEL": "ERROR",
}
CONFIG = """
[checks.positive_data_acceptance]
# What is right by the description can still be no choice of this desk.
expected-statuses = ["2xx", "400", "401", "403", "404", "409", "412", "422"]
"""
# Runs in the process of schemathesis.
CHECK = '''
import json, os
import schemathesis

FOREIGN = json.loads(os.environ["FOREIGN_WORDS"])


@schemathesis.check
def nothing_of_others(ctx, response, case):
    """No answer holds a word of a ticket that is not the caller's."""
    text = response.content.decode(errors="replace")
    assert not [word for word in FOREIGN if word in text], "an answer tells of somebody else's ticket"


@schemathesis.hook
def after_call(context, case, response):
    with open(os.environ["CALLS"], "a") as calls:
        calls.write(f"{response.status_code}\\n")
'''
FAILURE = re.compile(r"❌ (ST\d+ .*): (\d+)")


def main(calls, report=None):
    with running_site(**UNLIMITED) as site:
        folder = Path(os.environ["VAR_DIR"])
        (folder / "schemathesis.toml").write_text(CONFIG)
        (folder / "checks_of_ours.py").write_text(CHECK)
        tokens, foreign = prepared()
        found = {}
        for role in ROLES:
            found[role] = rounds(site, folder, role, tokens.get(role), foreign[role], calls // len(ROLES))
        text = told(found)
    print(text)
    if report:
        (ROOT / "benchmarks" / report).write_text(text)
    return int(any(failures for _statuses, failures in found.values()))


def prepared():
    """Tokens of the demo's people, and what must not be told to them."""
    from django.contrib.auth import get_user_model

    from support_plugin.models import Department, Ticket, TicketType
    from support_plugin.tickets import actions
    from support_plugin.tokens.actions import issue
    from support_plugin.tokens.scopes import offered_to

    people = {each.username: each for each in get_user_model().objects.all()}
    tokens = {
        role: issue(people[role], "fuzz", offered_to(people[role]), 30, by=people[role])[1]
        for role in ROLES[1:]
    }
    # The agent works in the first department alone.
    department = Department.objects.exclude(memberships__user=people["agent"]).open_for_tickets().first()
    kind = TicketType.objects.active().filter(departments=department, request_form=None).first()
    product = department.products.active().first()
    words = []
    for _number in range(3):
        secret = f"foreign-{os.urandom(8).hex()}"
        ticket = actions.open_ticket(
            department, kind, by=people["stranger"], subject=secret, description=secret, product=product
        )
        actions.note(ticket, f"note-{secret}", by=people["agent2"])
        words += [secret, ticket.reference]
    assert not Ticket.objects.worked_by(people["agent"]).filter(reference__in=words).exists()
    return tokens, dict.fromkeys(ROLES, words)


def rounds(site, folder, role, token, foreign, least):
    """`({status: answers}, {failure: times})` of at least so many calls."""
    calls, failures = folder / f"calls-{role}", {}
    calls.write_text("")
    seed = 1
    while len(calls.read_text().split()) < least:
        is_clean, output = one_round(site, folder, calls, token, foreign, seed)
        for name, times in FAILURE.findall(output):
            failures[name] = failures.get(name, 0) + int(times)
        if not is_clean:
            print(output[-6000:])
            failures.setdefault("a round that was not clean", 1)
            break
        seed += 1
    statuses = {}
    for status in calls.read_text().split():
        statuses[status] = statuses.get(status, 0) + 1
    return statuses, failures


def one_round(site, folder, calls, token, foreign, seed):
    command = [
        str(Path(sys.executable).with_name("schemathesis")),
        "run",
        f"http://127.0.0.1:{site.port}/api/support/v1/schema/",
        "--checks=all",
        "--phases=examples,coverage,fuzzing,stateful",
        "--continue-on-failure",
        "--max-examples=40",
        f"--max-time={SECONDS_OF_ROUND}",
        f"--seed={seed}",
        *(["--header", f"Authorization: Bearer {token}"] if token else []),
    ]
    environment = os.environ | {
        "SCHEMATHESIS_HOOKS": "checks_of_ours",
        "PYTHONPATH": str(folder),
        "FOREIGN_WORDS": json.dumps(foreign),
        "CALLS": str(calls),
    }
    environment.pop("DJANGO_SETTINGS_MODULE")
    run = subprocess.run(  # noqa: S603
        command, cwd=folder, env=environment, text=True, capture_output=True
    )
    return run.returncode == 0, run.stdout + run.stderr


def told(found):
    lines = [
        "# Calls made of the API's description",
        "",
        "| as | calls | answers | failures |",
        "|---|---|---|---|",
    ]
    for role, (statuses, failures) in found.items():
        answers = ", ".join(f"{status}: {times}" for status, times in sorted(statuses.items()))
        said = ", ".join(f"{name}: {times}" for name, times in failures.items()) or "none"
        lines.append(f"| {role} | {sum(statuses.values())} | {answers} | {said} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000, *sys.argv[2:3]))
