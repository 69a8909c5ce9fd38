import json

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from knowledge_base.importing.images import Pictures
from knowledge_base.importing.reading import CannotImport, elements, read, too_deep
from knowledge_base.importing.recognising import Recogniser
from knowledge_base.importing.report import Report
from knowledge_base.importing.writing import find_parent, write


class Command(BaseCommand):
    help = (
        "Turns guides written in CKEditor 5 (HTML files in UTF-8, at most 2 MB) into guide pages. "
        "Words stay as they are; what was dropped, mended or is doubtful is reported on standard error. "
        "Importing a file again gives the page a new revision."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--locale", default=settings.LANGUAGE_CODE, help="language of the guides (default: %(default)s)"
        )
        parser.add_argument(
            "--parent",
            default="",
            metavar="URL-PATH",
            help="the index page; default: the knowledge base's home",
        )
        parser.add_argument("--title", default="", help="instead of the file's own (one file only)")
        parser.add_argument("--slug", default="", help="address of the page (one file only)")
        parser.add_argument("--publish", action="store_true", help="publish; default: leave a draft")
        parser.add_argument("--dry-run", action="store_true", help="write nothing; needs no page tree")
        parser.add_argument("--json", action="store_true", help="print the structure on standard output")

    def handle(self, *, files, locale, parent, title, slug, publish, dry_run, **options):
        if len(files) > 1 and (title or slug):
            raise CommandError("--title and --slug are for one file at a time.")
        guides = []
        try:
            with Pictures() as pictures, transaction.atomic():
                place = None if dry_run else find_parent(locale, parent)
                for file in files:
                    guides.append(
                        self._import(file, locale, place, pictures, title=title, slug=slug, publish=publish)
                    )
        except CannotImport as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(
                json.dumps(guides if len(guides) > 1 else guides[0], ensure_ascii=False, indent=1)
            )

    def _import(self, file, locale, parent, pictures, *, title, slug, publish):
        report = Report(file)
        images = {"place_image": pictures.beside(file)} if parent else {}
        recogniser = Recogniser(locale=locale, report=report, **images)
        try:
            recogniser.read(elements(read(file), report))
        except RecursionError as error:
            # Broken documents can nest where the reader, counting tags, saw none.
            raise too_deep(file) from error
        guide = recogniser.guide(title=title, slug=slug)
        if not guide["title"]:
            raise CannotImport(f"{file} has no words.")
        outcome = "nothing written (dry run)"
        if parent:
            page, created = write(guide, parent, publish=publish)
            state = "published" if publish else "draft"
            outcome = f"{'new page' if created else 'new revision'} ({state}): {page.url_path}"
        for words in (*report.lines(), f"  {outcome}"):
            self.stderr.write(words, self.style.NOTICE)
        return guide
