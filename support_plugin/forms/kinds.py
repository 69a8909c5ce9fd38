"""The kinds of fields that a form can ask, and what can be limited of each."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Kind(models.TextChoices):
    TEXT = "text", pgettext_lazy("kind of field", "Text, one line")
    LONG_TEXT = "long_text", pgettext_lazy("kind of field", "Text, several lines")
    NUMBER = "number", pgettext_lazy("kind of field", "Number")
    DATE = "date", pgettext_lazy("kind of field", "Date")
    CHOICE = "choice", pgettext_lazy("kind of field", "One choice of several")
    CHOICES = "choices", pgettext_lazy("kind of field", "Several choices")
    CHECKBOX = "checkbox", pgettext_lazy("kind of field", "Checkbox")
    EMAIL = "email", pgettext_lazy("kind of field", "E-mail address")
    URL = "url", pgettext_lazy("kind of field", "Web address")
    PHONE = "phone", pgettext_lazy("kind of field", "Phone number")
    FILE = "file", pgettext_lazy("kind of field", "File")


WITH_CHOICES = (Kind.CHOICE, Kind.CHOICES)

# Which limits mean something for which kind; the others are not kept.
LIMITS = {
    Kind.TEXT: ("shortest", "longest", "pattern"),
    Kind.LONG_TEXT: ("shortest", "longest"),
    Kind.NUMBER: ("smallest", "largest"),
    Kind.DATE: ("earliest", "latest"),
    Kind.CHOICES: ("fewest", "most"),
    Kind.PHONE: ("pattern",),
    Kind.FILE: ("file_types", "file_megabytes", "most_files"),
}
LONGEST = {
    Kind.TEXT: 200,
    Kind.LONG_TEXT: 10_000,
    Kind.EMAIL: 254,
    Kind.URL: 500,
}

CALLED = {
    "shortest": _("at least this many characters"),
    "longest": _("at most this many characters"),
    "pattern": _("pattern"),
    "smallest": _("smallest number"),
    "largest": _("largest number"),
    "earliest": _("earliest day"),
    "latest": _("latest day"),
    "fewest": _("at least this many choices"),
    "most": _("at most this many choices"),
    "file_types": _("kinds of files"),
    "file_megabytes": _("megabytes of one file"),
    "most_files": _("number of files"),
}


def endings(text):
    """The endings of files that are named in “pdf, .PNG”: small letters, no points, nothing empty."""
    named = (each.strip().lower().lstrip(".") for each in text.split(","))
    return [each for each in named if each]
