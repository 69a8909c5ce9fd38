"""Reading a definition (its shape: `forms.compiling`)."""

from i18nfield.strings import LazyI18nString


def fields_of(definition):
    """The field items, in the form's order."""
    for section in definition["sections"]:
        for item in section["items"]:
            if item["type"] == "field":
                yield item


def in_words(texts):
    """A text per language as one that falls back as everywhere; reads in the active language when printed."""
    return LazyI18nString(texts or {})


def label_of(item):
    return str(in_words(item["label"])) or item["name"]


def choice_label(item, value):
    """What customers read for a choice; its address where this form does not have it."""
    for choice in item["choices"]:
        if choice["value"] == value:
            return str(in_words(choice["label"]))
    return value
