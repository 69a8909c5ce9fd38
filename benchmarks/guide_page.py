"""What a guide costs a server beside a bare page of Wagtail with the same base template: requests a second, in one run.

    .venv/bin/python -m benchmarks.guide_page [seconds a round, 0.5]

Works on the demo in a database of its own (SQLite in a temporary folder), asks as a reader without a session through
all of Django, in short rounds that alternate between the two, so that what else the machine does falls on both. Prints
requests per second of this process's own time and their ratio, each the median of all rounds; ends with 1 below OWED.
"""

import os
import statistics
import sys
import tempfile
import time
import uuid
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 41
OWED = 0.9
GUIDE = "/getting-started/how-to-file-a-ticket/"
BARE = "/getting-started/bare/"
TEMPLATE = '{% extends "base.html" %}{% block title %}{{ page.title }}{% endblock %}{% block content %}<h1>{{ page.title }}</h1>{% endblock %}'


def main(seconds, folder):
    os.environ |= {"VAR_DIR": folder, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.dev"
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("demo", force=True)
    make_bare_page(folder, settings)
    client = Client()
    for url in (BARE, GUIDE):
        assert client.get(url).status_code == 200, url
    rounds = [[rate(client, url, seconds) for url in (BARE, GUIDE)] for _round in range(ROUNDS)]
    ratio = statistics.median(guide / bare for bare, guide in rounds)
    print(f"bare page   {statistics.median(bare for bare, _guide in rounds):7.1f} requests/s")
    print(f"guide page  {statistics.median(guide for _bare, guide in rounds):7.1f} requests/s")
    print(f"ratio       {ratio:7.1%} (owed: {OWED:.0%})")
    return 0 if ratio >= OWED else 1


def make_bare_page(folder, settings):
    """A page whose type adds nothing to Wagtail's, beside the guide and translated like it."""
    from django.db import connection
    from wagtail.models import Page

    from knowledge_base.models import GuidePage

    class BarePage(Page):
        template = "bare.html"

        class Meta:
            app_label = "demo"

    with connection.schema_editor() as editor:
        editor.create_model(BarePage)
    templates = Path(folder, "templates")
    templates.mkdir()
    (templates / "bare.html").write_text(TEMPLATE)
    settings.TEMPLATES[0]["DIRS"].insert(0, templates)
    slug, translation_key = BARE.split("/")[-2], uuid.uuid4()
    for guide in GuidePage.objects.filter(slug=GUIDE.split("/")[-2]):
        page = BarePage(title="Bare", slug=slug, locale=guide.locale, translation_key=translation_key)
        guide.get_parent().add_child(instance=page)


def rate(client, url, seconds):
    """Answers per second of this process's own time."""
    asked, began, until = 0, time.process_time(), time.monotonic() + seconds
    while time.monotonic() < until:
        client.get(url)
        asked += 1
    return asked / (time.process_time() - began)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.5, folder))
