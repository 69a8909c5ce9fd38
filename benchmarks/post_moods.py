"""What does filing a ticket cost while the mail server is in a bad mood, and what becomes of the post afterwards?

The claim: no mood makes a submit dearer by more than a fifth, for nothing that talks to a network runs inside a
request; and when the server is well again everything arrives, twice only where the server dropped the connection
after it had taken a message, and then under the same Message-ID. What it refuses waits for a person, to be seen.

The site runs as `make run` starts it, with its worker and tick; forms are posted one after the other. What counts is
the processor time of the web processes, SQLite in it, for that is what other programs of the machine disturb least.
Moods take turns in an order of chance, so that what disturbs nevertheless disturbs all alike.

    python -m benchmarks.post_moods [--rounds 10] [--submits 10]

writes benchmarks/results/post_moods.md and fails where the claim does not hold.
"""

import argparse
import os
import random
import signal
import statistics
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.running_site import Visitor, running_site
from tests.mail_server import MOODS, MailServer

DOWN = "down"
ALL_MOODS = ["fine", DOWN, "hanging", "unavailable", "deferring", "refusing", "dropping", "slow"]
SAID = MOODS | {DOWN: "nobody listens"}
FORM = "/panel/tickets/new/technical-support/bug-report/"
CLAIM = 1.2
RECOVERS_WITHIN = 600  # seconds
MEETS_THE_MOOD = 8  # seconds that the worker has for it
MAIL_TIMEOUT = 5  # seconds
RESULTS = Path(__file__).parent / "results" / "post_moods.md"


class PostOffice:
    """The mail server of the site: one address in every mood, one box for all that is taken."""

    def __init__(self):
        self.server = MailServer()
        self.port, self.box = self.server.port, self.server.box
        self.server.start()

    def be(self, mood):
        if mood == DOWN:
            self.close()
        else:
            self.box.mood = mood
            if self.server is None:
                self.server = MailServer(mood, port=self.port, box=self.box)
                self.server.start()

    def close(self):
        if self.server is not None:
            self.server.stop(no_assert=True)
            self.server = None


@dataclass
class Cost:
    """What the submits of one mood took: per block the processor time each, per submit the time on the wall."""

    web: list = field(default_factory=list)
    worker: list = field(default_factory=list)
    waits: list = field(default_factory=list)

    @property
    def least(self):
        """Of all rounds: sharing a core only ever adds."""
        return min(self.web)

    @property
    def p95(self):
        return statistics.quantiles(self.waits, n=20)[-1]


@dataclass
class Recovery:
    letters: int
    sent: int
    arrived: int
    parked: int
    seen: int
    twice: int
    twice_same_id: int
    seconds: float

    def holds(self, mood):
        if mood == "refusing":
            return self.parked == self.seen == self.letters and self.twice == 0
        is_complete = self.sent == self.arrived == self.letters and self.parked == 0
        return is_complete and (self.twice == 0 or (mood == "dropping" and self.twice == self.twice_same_id))


def main():
    asked = argparse.ArgumentParser(description="What a submit costs in every mood of the mail server.")
    asked.add_argument("--rounds", type=int, default=10)
    asked.add_argument("--submits", type=int, default=10)
    asked = asked.parse_args()
    # Whoever ends us ends the site with us.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(1))
    office = PostOffice()
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{office.port}", "EMAIL_TIMEOUT": str(MAIL_TIMEOUT)}
    try:
        with running_site(**mail, SUPPORT_CHANNELS="email", LOG_LEVEL="CRITICAL") as site:
            costs = measure_costs(site, office, asked.rounds, asked.submits)
            recoveries = {mood: recover(site, office, mood, asked.submits) for mood in ALL_MOODS}
    finally:
        office.close()
    text, holds = report(costs, recoveries, asked)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(text)
    print(text)
    sys.exit(not holds)


# What it costs -------------------------------------------------------------------------------------------------------


def measure_costs(site, office, rounds, submits):
    costs = {mood: Cost() for mood in ALL_MOODS}
    for _process in range(2):
        submit_some(site, new_customer(), submits)
    for number in range(rounds):
        for mood in random.sample(ALL_MOODS, len(ALL_MOODS)):
            begin_anew(office, mood)
            before = site.processor_time("web"), site.processor_time("worker")
            costs[mood].waits += submit_some(site, new_customer(), submits)
            costs[mood].web.append((site.processor_time("web") - before[0]) / submits)
            costs[mood].worker.append((site.processor_time("worker") - before[1]) / submits)
        say(
            f"round {number + 1} of {rounds}: "
            + ", ".join(f"{m} {c.least * 1000:.1f}" for m, c in costs.items())
        )
    return costs


def new_customer():
    """Of their own for every block, so that all blocks ask the same of the database."""
    from django.contrib.auth import get_user_model

    name = f"bench-{uuid.uuid4().hex[:12]}"
    return get_user_model().objects.create(username=name, email=f"{name}@example.com")


def submit_some(site, customer, count):
    """File tickets one after the other; answer how long each took."""
    visitor = visitor_as(site, customer)
    product = product_key()
    waits = []
    for number in range(count):
        words = {
            "submission_key": uuid.uuid4(),
            "product": product,
            "subject": f"خطا هنگام ارسال پیامک گروهی، نوبت {number}",
            "description": "از امروز صبح پیام «ارسال ناتمام ماند» را می‌بینیم.\nچه باید کرد؟",
        }
        began = time.perf_counter()
        status, text = visitor.post(FORM, words)
        waits.append(time.perf_counter() - began)
        if status != 302:
            raise RuntimeError(f"A submit was answered with {status}: {text[:500]}")
    return waits


def visitor_as(site, user):
    from django.test import Client

    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return Visitor(site, client.cookies["sessionid"].value)


def product_key():
    from support_plugin.models import Department, Product

    return Product.objects.offered_by(Department.objects.get(slug="technical-support")).first().pk


def begin_anew(office, mood):
    """Nothing is left of the mood before: no letters, no rounds, no channel that rests, no worker under way."""
    from django.core.cache import cache
    from django_tasks import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    from support_plugin.models import Delivery

    office.be("fine")
    Delivery.objects.filter(state=Delivery.State.PENDING).delete()
    while DBTaskResult.objects.exclude(
        status__in=[TaskResultStatus.SUCCESSFUL, TaskResultStatus.FAILED]
    ).exists():
        time.sleep(0.2)
    office.be(mood)
    cache.clear()


# What becomes of the post --------------------------------------------------------------------------------------------


def recover(site, office, mood, submits):
    """File tickets in this mood, let the server be well again, and follow every letter to its end."""
    from django.core.management import call_command

    from support_plugin.models import Delivery
    from support_plugin.notifications.sending import message_id

    begin_anew(office, mood)
    office.box.taken.clear()
    customer = new_customer()
    submit_some(site, customer, submits)
    time.sleep(MEETS_THE_MOOD)
    office.be("fine")
    began = time.monotonic()
    letters = Delivery.objects.filter(ticket__customer=customer)
    with open(os.devnull, "w") as nowhere:
        while letters.filter(state=Delivery.State.PENDING).exists():
            if time.monotonic() - began > RECOVERS_WITHIN:
                break
            # The site's own tick comes once a minute; asking more often only shortens the wait.
            call_command("support_tick", stdout=nowhere)
            time.sleep(2)
    seconds = time.monotonic() - began
    copies = Counter(office.box.message_ids)
    contents = Counter((tuple(addresses), raw) for addresses, raw in bare_letters(office.box))
    sent = [message_id(each) for each in letters.filter(state=Delivery.State.SENT)]
    parked = letters.filter(state=Delivery.State.PARKED)
    result = Recovery(
        letters=letters.count(),
        sent=len(sent),
        arrived=sum(name in copies for name in sent),
        parked=parked.count(),
        seen=count_seen(site, parked),
        twice=sum(count - 1 for count in contents.values()),
        twice_same_id=sum(count - 1 for count in copies.values()),
        seconds=seconds,
    )
    say(f"{mood}: {result}")
    return result


def bare_letters(box):
    """What was taken, without what differs between two copies of one letter."""
    for (addresses, _raw), message in zip(box.taken, box.messages, strict=True):
        yield addresses, (message["Subject"], message.get_body(("plain",)).get_content())


def count_seen(site, parked):
    """How many of these letters the desk shows its lead as parked."""
    from django.contrib.auth import get_user_model

    lead = visitor_as(site, get_user_model().objects.get(username="lead"))
    shown, page = "", 1
    while True:
        status, text = lead.get(f"/admin/support/deliveries/?state=parked&p={page}")
        if status != 200 or page > 1 and f"p={page + 1}" not in text and text in shown:
            break
        shown += text
        if f"p={page + 1}" not in text:
            break
        page += 1
    return sum(str(key) in shown for key in parked.values_list("uuid", flat=True))


# What is said of it --------------------------------------------------------------------------------------------------


def report(costs, recoveries, asked):
    fine = costs["fine"]
    dearest = max(cost.least / fine.least for cost in costs.values())
    holds = dearest <= CLAIM and all(recovery.holds(mood) for mood, recovery in recoveries.items())
    lines = [
        "# The post in every mood of the mail server",
        "",
        f"Written by `make bench` (`benchmarks/post_moods.py`): {asked.rounds} rounds of {asked.submits} submits per "
        f"mood, one after the other, on {os.cpu_count()} cores that other programs share; SQLite, web, worker and tick "
        "as `make run` starts them. Processor time is that of the web processes, SQLite in it, per submit: the least "
        "round, for sharing a core only ever adds, and the middle one. The wait is that of the client, on the wall.",
        "",
        "| mood | the server | web, ms | ratio to fine | middle round, ms | ratio | worker, ms | wait, median ms | p95 ms |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for mood, cost in costs.items():
        middle = statistics.median(cost.web)
        lines.append(
            f"| {mood} | {SAID[mood]} | {cost.least * 1000:.1f} | {cost.least / fine.least:.2f} | {middle * 1000:.1f} | "
            f"{middle / statistics.median(fine.web):.2f} | {statistics.mean(cost.worker) * 1000:.1f} | "
            f"{statistics.median(cost.waits) * 1000:.0f} | {cost.p95 * 1000:.0f} |"
        )
    lines += [
        "",
        f"The claim is at most {CLAIM:.2f} times the processor time of fine in every mood; the highest is "
        f"{dearest:.2f}: it {'holds' if dearest <= CLAIM else 'does not hold'}.",
        "",
        f"Then, per mood: {asked.submits} submits, {MEETS_THE_MOOD} seconds for the worker to meet the mood, and the "
        "server is fine again. A letter that was tried comes again after a minute, and a channel that reached nobody "
        "rests for one. A copy more is a letter of the same words to the same person.",
        "",
        "| mood | letters | sent | arrived | parked | of them shown to the lead | copies more | with the same Message-ID "
        "| done after, s | holds |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for mood, each in recoveries.items():
        lines.append(
            f"| {mood} | {each.letters} | {each.sent} | {each.arrived} | {each.parked} | {each.seen} | {each.twice} | "
            f"{each.twice_same_id} | {each.seconds:.0f} | {'yes' if each.holds(mood) else 'NO'} |"
        )
    return "\n".join(lines) + "\n", holds


def say(line):
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
