"""Tags: the words agents sort tickets by, and the rules for new ones."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from taggit.models import ItemBase, TagBase

from support_plugin.text.clean import clean
from support_plugin.text.search import folded

LONGEST = 50


class Tag(TagBase):
    """A word agents sort tickets by; spelled with other letters or digits it is the same one."""

    # New ones come through the verb `tag`, which asks whether the department takes new ones.
    free_tagging = False
    # The normalised name: how a tag is found, whatever letters it was typed with.
    key = models.CharField(max_length=120, unique=True, editable=False)

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["name"]

    def save(self, *args, **kwargs):
        self.key = tag_key(self.name)
        super().save(*args, **kwargs)


class TaggedTicket(ItemBase):
    wagtail_reference_index_ignore = True

    tag = models.ForeignKey(Tag, on_delete=models.CASCADE, related_name="tagged_tickets")
    content_object = models.ForeignKey("Ticket", on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="tag_once_per_ticket")]


def tag_name(text):
    """A tag's name as it is kept: cleaned, on one line, without the comma that separates names."""
    return " ".join(clean(str(text)).replace(",", " ").replace("،", " ").split())[:LONGEST].strip()


def tag_key(name):
    """What two spellings of one tag have in common; empty for what is no word."""
    return folded(name)[:120]


def tag_names(text):
    """The names a person typed, separated by commas of either script or line breaks."""
    parts = clean(text).replace("،", ",").replace("\n", ",").split(",")
    return [name for name in map(tag_name, parts) if tag_key(name)]
