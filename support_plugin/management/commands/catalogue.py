import os
import sys
import tempfile
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from support_plugin.catalogue.transfer import arrival, document, shape
from support_plugin.catalogue.transfer.reader import MOST_BYTES
from support_plugin.catalogue.transfer.refusals import Refused


class Command(BaseCommand):
    help = (
        "Writes the desk's set-up (departments, types, products, fields, forms, canned replies, tags, working hours, "
        "answering targets, message texts) as a file, or makes the desk what such a file says. People and tickets "
        "are never part of it."
    )

    def add_arguments(self, parser):
        verbs = parser.add_subparsers(dest="verb", required=True)
        export = verbs.add_parser("export", help="print the set-up as JSON")
        export.add_argument("--output", metavar="FILE", help="write it there instead")
        take = verbs.add_parser("import", help="take a file in, whole or not at all")
        take.add_argument("file", metavar="FILE", help="what `export` wrote; - reads standard input")
        take.add_argument("--dry-run", action="store_true", help="say what would change, and change nothing")
        take.add_argument(
            "--prune", action="store_true", help="delete what the file's lists do not hold and nothing uses"
        )
        verbs.add_parser("schema", help="print the JSON Schema of the file")

    def handle(self, *, verb, **options):
        getattr(self, f"_{verb}")(**options)

    def _export(self, *, output=None, **options):
        text = document.exported()
        if output is None:
            return self._say(text)
        try:
            _replace(Path(output), text)
        except OSError as error:
            raise CommandError(f"{output} cannot be written: {error.strerror}.") from error
        return None

    def _import(self, *, file, dry_run=False, prune=False, **options):
        try:
            lines = arrival.take_in(_content(file), dry_run=dry_run, prune=prune)
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except Refused as refused:
            raise CommandError(str(refused)) from refused
        self._say("".join(f"{line}\n" for line in lines))

    def _schema(self, **options):
        self._say(shape.FILE.read_text("utf-8"))

    def _say(self, text):
        """In UTF-8, whatever the terminal claims to speak: a file must not depend on it."""
        buffer = getattr(self.stdout, "buffer", None)
        if buffer is None:
            self.stdout.write(text, ending="")
        else:
            buffer.write(text.encode())
            buffer.flush()


def _content(file):
    """One byte more than is taken, so that what is too large is known without being read."""
    if file == "-":
        return sys.stdin.buffer.read(MOST_BYTES + 1)
    with open(file, "rb") as stream:
        return stream.read(MOST_BYTES + 1)


def _replace(path, text):
    """There is the whole new file, or still the old one."""
    with tempfile.NamedTemporaryFile("wb", dir=path.parent, prefix=f".{path.name}.", delete=False) as stream:
        try:
            stream.write(text.encode())
            stream.flush()
            os.fchmod(stream.fileno(), 0o644)
            os.replace(stream.name, path)
        except OSError:
            os.unlink(stream.name)
            raise
