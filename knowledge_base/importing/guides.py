"""From one file to one guide and a report of what happened to it. Nothing is written anywhere."""

from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from .converting import html_of
from .images import pictures_of
from .reading import CannotImport, check_html, elements, too_deep
from .recognising import Recogniser
from .report import Report


def read_guide(file, *, locale, title="", slug="", fetch=None):
    """`(guide, report)` of a `GuideFile`, or `CannotImport`.

    `guide` is {"title", "slug", "locale", "body"}; where a figure's picture was found its "image" is a `Picture`.
    """
    report = Report(file.name)
    recogniser = Recogniser(locale=locale, report=report, place_image=pictures_of(file, report, fetch))
    try:
        html = html_of(file)
        report.size = check_html(file.name, html)
        recogniser.read(elements(html, report))
    except RecursionError as error:
        # Broken documents can nest where the reader, counting tags, saw none.
        raise too_deep(file.name) from error
    guide = recogniser.guide(title=title, slug=slug)
    name = PurePosixPath(file.name).name
    if not guide["title"]:
        raise CannotImport(_("{file} has no words.").format(file=name))
    return guide, report


def distinct(slug, taken):
    """The slug, or with a number behind it where one of this import has it already; it is taken from now on."""
    number, free = 1, slug
    while free in taken:
        number += 1
        free = f"{slug}-{number}"
    taken.add(free)
    return free
