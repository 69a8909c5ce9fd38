from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import translation
from wagtail.models import Site

from demo import archive, bell, cast, company, desk_words, forms, pages, readers, search, tickets
from demo.bar import Bar
from demo.guides import CATEGORIES
from demo.scenes import SCENES


class Command(BaseCommand):
    help = (
        "Loads a believable small company: people, departments, guides in two languages, and tickets in every "
        "state. What is there already stays as it is, so it can be interrupted and run again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="also where DEBUG is off")

    def handle(self, *, force, **options):
        if not (settings.DEBUG or force):
            raise CommandError(
                "This is not a development site (DEBUG is off). Use --force to load the demo anyway."
            )
        with translation.override("fa"):
            pieces = self._pieces()
            bar = Bar(len(pieces))
            news = 0
            for what, make in pieces:
                with transaction.atomic():
                    news += bool(make())
                bar.step(what)
        names = ", ".join(cast.CAST)
        outcome = "The demo is loaded." if news else "The demo was loaded already; nothing was changed."
        self.stdout.write(f"{outcome} Accounts: {names}; password: {cast.password()}")

    def _pieces(self):
        """What is to be made, in order: `[(what, function that answers whether anything was new)]`."""
        return [
            ("groups", lambda: call_command("support_groups", stdout=_Nowhere())),
            ("company", company.make_all),
            *((f"person {name}", lambda name=name: cast.make_person(name)) for name in cast.PEOPLE),
            *(
                (f"departments of {name}", lambda name=name: cast.give_departments(name))
                for name in cast.PEOPLE
            ),
            ("home pages", pages.make_homes),
            ("contact", lambda: company.give_contact(Site.objects.get(is_default_site=True))),
            ("editors' pages", self._let_editors_write),
            ("editors' reviews", pages.make_workflow),
            *(
                (f"category {module.SLUG}", lambda module=module: pages.make_category(module))
                for module in CATEGORIES
            ),
            *(
                (f"guide {guide['slug']}", lambda module=module, guide=guide: pages.make_guide(module, guide))
                for module in CATEGORIES
                for guide in module.GUIDES
            ),
            ("synonyms", search.make_synonyms),
            ("promoted results", search.make_picks),
            ("improved guide", pages.improve_a_guide),
            ("readers", readers.read),
            ("searches in vain", readers.search),
            ("votes", readers.vote),
            ("visits", readers.visit),
            *((f"ticket {scene['key']}", lambda scene=scene: tickets.play(scene)) for scene in SCENES),
            ("canned replies and tags", desk_words.make_all),
            ("bells", bell.ring_all),
            ("a month of tickets", archive.file_away),
            ("answering times", archive.measure),
            ("answering targets", archive.confirm_targets),
            ("ticket forms", forms.make_all),
        ]

    @staticmethod
    def _let_editors_write():
        paths = [pages.home(language).url_path for language in pages.HOME]
        call_command("support_groups", pages=paths, stdout=_Nowhere())


class _Nowhere:
    """Where the words of commands called from here go."""

    def write(self, words):
        return len(words)

    def flush(self):
        pass
