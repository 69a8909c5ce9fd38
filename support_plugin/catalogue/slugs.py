"""An address for what was given none: its English name, or its name in Latin letters, and a number where that is taken."""

from support_plugin.text.slugs import latin_slug, numbered


def free_slug(item, name):
    """A slug that nothing else of the item's kind has, of a translated `name`."""
    model = type(item)
    longest = model._meta.get_field("slug").max_length
    taken = model.objects.exclude(pk=item.pk)
    slug = latin_slug(name, longest, otherwise=model._meta.model_name)
    return numbered(slug, longest, lambda slug: taken.filter(slug=slug).exists())
