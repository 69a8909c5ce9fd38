"""What the queue costs: queries, processor time and plans of every ready view, beside a bare admin page of the same run.

    DATABASE_URL=postgres://…/desk_bench .venv/bin/python benchmarks/desk_queue.py [results/desk_queue.md]

The database is one that `generate_tickets.py` filled. Processor time is this process's own, the least of ROUNDS
requests: what another process did meanwhile is not counted, and a colder cache is nobody's fault. Time in the
database is what the queries of one request took to answer.
"""

import os
import re
import statistics
import sys
import time
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 25
SCAN = re.compile(r"Seq Scan on support_plugin_(ticket|message)\b")

sys.path[:0] = [str(ROOT), str(ROOT / "site")]
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

import django  # noqa: E402

if __name__ == "__main__":
    django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import path, reverse  # noqa: E402
from django.views.generic import TemplateView  # noqa: E402
from wagtail.admin.auth import require_admin_access  # noqa: E402
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin  # noqa: E402

from support_plugin.desk.queue import READY, view_url  # noqa: E402
from support_plugin.tickets.models import Ticket  # noqa: E402


class BarePage(WagtailAdminTemplateMixin, TemplateView):
    """The admin's frame and nothing in it."""

    page_title = "Bare"
    _show_breadcrumbs = True


# The site's addresses, and one more.
urlpatterns = [
    path("admin/bare/", require_admin_access(BarePage.as_view())),
    *import_module(settings.ROOT_URLCONF).urlpatterns,
]


class Listener:
    """Hears every query of a request: its words, its values, how long it took."""

    def __init__(self):
        self.queries = []

    def __call__(self, execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.queries.append((sql, params, (time.perf_counter() - started) * 1000))


def measured(client, url):
    """One line of the table for this address."""
    for _warm in range(3):
        response = client.get(url)
    assert response.status_code == 200, (url, response.status_code)
    listener = Listener()
    with connection.execute_wrapper(listener):
        response = client.get(url)
    spent = []
    for _round in range(ROUNDS):
        before = time.process_time()
        client.get(url)
        spent.append((time.process_time() - before) * 1000)
    return {
        "queries": len(listener.queries),
        "rows": len((response.context_data or {}).get("tickets") or ()),
        "least": min(spent),
        "median": statistics.median(spent),
        "database": sum(took for _sql, _params, took in listener.queries),
        "scans": scans(listener.queries),
    }


def scans(queries):
    """Plans that read a whole table of tickets or messages."""
    found = []
    for sql, params, _took in queries:
        if '"support_plugin_ticket"' in sql and sql.lstrip().startswith("SELECT"):
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN {sql}", params)
                plan = "\n".join(line for (line,) in cursor.fetchall())
            found += SCAN.findall(plan)
    return found


def pages():
    """The bare page, every ready view, and the queue at its worst."""
    department, tag = Ticket.objects.filter(department__memberships__user__username="bench").values_list(
        "department", "tags"
    )[0]
    yield "a bare admin page", "/admin/bare/"
    for name, _label, filters in READY:
        yield name, view_url(filters)
    yield "all, second page", view_url({"p": 2})
    yield "open, by date of filing", view_url({"turn": "unfinished", "ordering": "created_at"})
    everything = {
        "turn": "unfinished",
        "department": department,
        "tag": tag or 1,
        "priority": "normal",
        "created_within": "month",
        "source": "panel",
        "customer": "بهنام",
    }
    yield "seven filters at once", view_url({name: value for name, value in everything.items() if value})
    yield "home page", reverse("wagtailadmin_home")


def table(total):
    client = Client()
    client.force_login(get_user_model().objects.get(username="bench"))
    lines = [
        "# The queue of a desk with many tickets",
        "",
        f"{total:,} tickets on {version()}; Python {sys.version.split()[0]}; `benchmarks/desk_queue.py`, {ROUNDS} requests each.",
        "",
        "| page | rows | queries | processor, least (ms) | median (ms) | above the bare page (ms) | in the database (ms) | whole tables read |",
        "|---|---|---|---|---|---|---|---|",
    ]
    bare = None
    for name, url in pages():
        line = measured(client, url)
        bare = bare if bare is not None else line["least"]
        lines.append(
            f"| {name} | {line['rows']} | {line['queries']} | {line['least']:.1f} | {line['median']:.1f} "
            f"| {line['least'] - bare:.1f} | {line['database']:.0f} | {', '.join(line['scans']) or 'none'} |"
        )
        print(lines[-1], flush=True)
    return lines


def version():
    if connection.vendor != "postgresql":
        return connection.vendor
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def main(results):
    settings.ROOT_URLCONF, settings.ALLOWED_HOSTS = "benchmarks.desk_queue", ["testserver"]
    lines = table(Ticket.objects.count())
    Path(results).write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.modules["benchmarks.desk_queue"] = sys.modules["__main__"]
    main(sys.argv[1] if len(sys.argv) > 1 else ROOT / "benchmarks/results/desk_queue.md")
