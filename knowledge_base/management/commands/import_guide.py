import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from wagtail.models import Collection

from knowledge_base.importing.allowance import Allowance
from knowledge_base.importing.fetching import Fetcher
from knowledge_base.importing.files import files_at
from knowledge_base.importing.guides import distinct, read_guide
from knowledge_base.importing.images import Gallery, Pictures
from knowledge_base.importing.reading import CannotImport
from knowledge_base.importing.recognising import figures
from knowledge_base.importing.writing import find_parent, write


class Command(BaseCommand):
    help = (
        "Turns guides written in CKEditor 5 (HTML in UTF-8), in Markdown or in Word (DOCX) into guide pages. "
        "Words stay as they are; what was dropped, mended or is doubtful is reported on standard error. "
        "Importing a file again gives the page a new revision."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE", help="a file, a folder, or a zip of them")
        parser.add_argument(
            "--locale", default=settings.LANGUAGE_CODE, help="language of the guides (default: %(default)s)"
        )
        parser.add_argument(
            "--parent",
            default="",
            metavar="URL-PATH",
            help="the index page; default: the knowledge base's home",
        )
        parser.add_argument("--title", default="", help="instead of the file's own (one guide only)")
        parser.add_argument("--slug", default="", help="address of the page (one guide only)")
        parser.add_argument(
            "--fetch-images",
            nargs="+",
            default=[],
            metavar="HOST",
            help="fetch pictures from these hosts, over https; default: nothing is asked of any network",
        )
        parser.add_argument("--publish", action="store_true", help="publish; default: leave a draft")
        parser.add_argument("--dry-run", action="store_true", help="write nothing; needs no page tree")
        parser.add_argument("--json", action="store_true", help="print the structure on standard output")

    def handle(self, *, files, locale, parent, title, slug, publish, dry_run, **options):
        try:
            allowance = Allowance(times=10)
            gallery = Gallery(allowance)
            found = [file for path in files for file in files_at(path, allowance)]
            if len(found) > 1 and (title or slug):
                raise CommandError("--title and --slug are for one guide at a time.")
            place = None if dry_run else find_parent(locale, parent)
            # Pictures are read, and fetched, before anything is written: no lock waits for a network.
            fetch = Fetcher(options["fetch_images"])
            read = [
                read_guide(
                    file,
                    locale=locale,
                    title=title,
                    slug=slug,
                    allowance=allowance,
                    gallery=gallery,
                    fetch=fetch,
                )
                for file in found
            ]
            taken = set()
            for guide, _report in read:
                guide["slug"] = distinct(guide["slug"], taken)
            outcomes = self._write(read, place, publish)
        except CannotImport as error:
            raise CommandError(str(error)) from error
        for (_guide, report), outcome in zip(read, outcomes, strict=True):
            for words in (*report.lines(), f"  {outcome}"):
                self.stderr.write(words, self.style.NOTICE)
        if options["json"]:
            guides = [guide for guide, _report in read]
            self.stdout.write(
                json.dumps(guides if len(guides) > 1 else guides[0], ensure_ascii=False, indent=1)
            )

    def _write(self, read, parent, publish):
        """What became of each guide, in words; figures hold keys or None from now on."""
        if parent is None:
            for guide, _report in read:
                for figure in figures(guide["body"]):
                    figure["image"] = None
            return ["nothing written (dry run)" for _guide in read]
        outcomes = []
        with Pictures(Collection.get_first_root_node()) as pictures, transaction.atomic():
            for guide, _report in read:
                pictures.place(guide)
                page, created = write(guide, parent, publish=publish)
                state = "published" if publish else "draft"
                outcomes.append(f"{'new page' if created else 'new revision'} ({state}): {page.url_path}")
        return outcomes
