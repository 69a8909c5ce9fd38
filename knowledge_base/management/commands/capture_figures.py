from contextlib import nullcontext

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from knowledge_base.figures.camera import take_all
from knowledge_base.figures.proposing import propose
from knowledge_base.figures.published import published
from knowledge_base.figures.stage import CannotTake

CANNOT_TELL = 2  # exit code, where 1 means that a picture is old


class Command(BaseCommand):
    help = (
        "Takes the figures of live guides anew that name a scenario. Where the product no longer looks like a "
        "published picture the page gets a draft with the new one, to be approved (docs/figures.md)."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--check",
            action="store_true",
            help="write nothing; exit with 1 and name the pictures that are old",
        )
        parser.add_argument("--guide", default="", metavar="SLUG", help="only guides with this slug")
        parser.add_argument(
            "--base-url", default="", metavar="URL", help="where the product runs; default: it is started"
        )

    def handle(self, *, check, guide, base_url, **options):
        figures = published(guide)
        if guide and not figures:
            raise CommandError(
                f"No live guide “{guide}” has a figure that a scenario takes.", returncode=CANNOT_TELL
            )
        if gone := [str(figure) for figure in figures if figure.scenario is None]:
            raise CommandError("There is no such scenario any more:\n" + "\n".join(gone))
        pictures = self._take({figure.shot for figure in figures}, base_url)
        old = [figure for figure in figures if figure.is_old(pictures[figure.shot])]
        if check and old:
            names = "\n".join(map(str, old))
            raise CommandError(f"The product no longer looks like these pictures:\n{names}")
        self.stdout.write(f"{len(figures)} figures taken, {len(old)} of them have changed.")
        for page in {figure.guide.pk: figure.guide for figure in old}.values():
            new = {figure.taken_by: pictures[figure.shot] for figure in old if figure.guide.pk == page.pk}
            outcome = "a draft waits for approval" if propose(page, new) else "its draft shows them already"
            self.stdout.write(f"{page.url_path}: {', '.join(new)}: {outcome}")

    def _take(self, shots, base_url):
        """`{(scenario, language): picture}`"""
        if not shots:
            return {}
        order = sorted(shots, key=lambda shot: (shot[1], shot[0].name))
        try:
            with self._site(base_url) as address:
                return dict(zip(order, take_all(order, address), strict=True))
        except CannotTake as error:
            raise CommandError(str(error), returncode=CANNOT_TELL) from error

    @staticmethod
    def _site(base_url):
        if base_url:
            return nullcontext(base_url)
        start = getattr(settings, "KNOWLEDGE_BASE_FIGURES_SITE", "")
        if not start:
            raise CannotTake("Say where the product runs: --base-url, or KNOWLEDGE_BASE_FIGURES_SITE.")
        return import_string(start)()
