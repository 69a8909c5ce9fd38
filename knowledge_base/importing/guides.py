"""From one file to one guide and a report of what happened to it. Nothing is written anywhere."""

from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from .allowance import Allowance
from .converting import source_of
from .images import pictures_of
from .parsing import parse, too_deep
from .reading import CannotImport, check_pictures, elements
from .recognising import Recogniser
from .report import Report


def read_guide(file, *, locale, title="", slug="", allowance=None, gallery=None, source=None, fetch=None):
    """`(guide, report)` of a `GuideFile`, or `CannotImport`.

    `guide` is {"title", "slug", "locale", "body"}; where a figure's picture was found its "image" is a `Picture`, if
    there is a gallery to look at it. What is read in one run shares the `Allowance` and the `Gallery`. `source` is the
    `Source` of the file where it was converted before.
    """
    report = Report(file.name)
    allowance = allowance or Allowance()
    try:
        source = source or source_of(file, allowance)
        check_pictures(file.name, source.html)
        picture = pictures_of(file, report, gallery, source.embedded, fetch) if gallery else no_picture
        recogniser = Recogniser(locale=locale, report=report, allowance=allowance, place_image=picture)
        recogniser.read(elements(parse(file.name, source.html, allowance), report, allowance))
    except RecursionError as error:
        # Broken documents can nest where the parser, counting what is open, saw nothing.
        raise too_deep(file.name) from error
    guide = recogniser.guide(title=title, slug=slug)
    name = PurePosixPath(file.name).name
    if not guide["title"]:
        raise CannotImport(_("{file} has no words.").format(file=name))
    return guide, report


def no_picture(_source):
    return None


def distinct(slug, taken):
    """The slug, or with a number behind it where one of this import has it already; it is taken from now on."""
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    taken.add(free)
    return free
