"""Addresses in Latin letters, made of names in any script."""

from django.conf import settings
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii


def latin_slug(name, longest, otherwise):
    """A slug of a translated `name`: its English one where it has that. Of a name like “★” nothing is left: `otherwise`."""
    texts = getattr(name, "data", name)
    if isinstance(texts, dict):
        words = texts.get("en") or texts.get(settings.LANGUAGE_CODE) or next(iter(texts.values()), "")
    else:
        words = str(texts or "")
    return slugify(string_to_ascii(words).replace("_", "-"))[:longest].strip("-") or otherwise


def numbered(slug, longest, is_taken):
    """`slug` itself or, where it is taken, with the first number that is free."""
    free, number = slug, 1
    while is_taken(free):
        number += 1
        free = f"{slug[: longest - len(str(number)) - 1].strip('-')}-{number}"
    return free
