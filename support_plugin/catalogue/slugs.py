"""An address for what was given none: its English name, or its name in Latin letters, and a number where that is taken."""

from django.conf import settings
from django.utils.text import slugify
from wagtail.coreutils import string_to_ascii

from .labels import in_language


def free_slug(item, name):
    """A slug that nothing else of the item's kind has, of a translated `name`."""
    model = type(item)
    longest = model._meta.get_field("slug").max_length
    words = in_language(name, "en") or in_language(name, settings.LANGUAGE_CODE)
    # Of a name like “★” nothing is left: then it is called what it is.
    whole = slugify(string_to_ascii(words).replace("_", "-")).strip("-") or model._meta.model_name
    taken = model.objects.exclude(pk=item.pk)
    slug, number = whole[:longest].strip("-"), 1
    while taken.filter(slug=slug).exists():
        number += 1
        slug = f"{whole[: longest - len(str(number)) - 1].strip('-')}-{number}"
    return slug
