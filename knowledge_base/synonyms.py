"""Words that mean the same to those who search, kept by editors."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from support_plugin.text.clean import clean
from support_plugin.text.search import search_key

from .questions import words_of

LONGEST_WORD = 60
MOST_WORDS = 20


class SynonymGroupQuerySet(models.QuerySet):
    def of(self, locale):
        """Those of a language, and those of all."""
        return self.filter(models.Q(locale=locale) | models.Q(locale=None))


class SynonymGroup(models.Model):
    """Words of which each also finds what is written with another."""

    words = models.TextField(
        _("words"),
        help_text=_("One word or short phrase a line. Whoever looks for one finds the others as well."),
    )
    locale = models.ForeignKey(
        Locale,
        on_delete=models.CASCADE,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("language"),
        help_text=_("Empty: for guides in every language."),
    )
    key = models.TextField(editable=False, default="")

    objects = SynonymGroupQuerySet.as_manager()

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ("words", "pk")

    def __str__(self):
        return " = ".join(self.lines)

    def save(self, *args, **kwargs):
        self.key = search_key(*self.lines)
        super().save(*args, **kwargs)

    @property
    def lines(self):
        return self.words.splitlines()

    @property
    def language(self):
        return self.locale.get_display_name() if self.locale else _("All languages")

    def clean(self):
        """Tidies the lines; refuses a group that could find nothing more."""
        lines = [clean(line) for line in self.words.splitlines()]
        self.words = "\n".join(dict.fromkeys(line for line in lines if line))
        if any(len(line) > LONGEST_WORD for line in self.lines):
            raise ValidationError({"words": _("A line has at most 60 characters.")})
        if len(self.lines) > MOST_WORDS:
            raise ValidationError({"words": _("A group has at most 20 lines.")})
        if any(not words_of(line) for line in self.lines):
            raise ValidationError({"words": _("Each line needs a word that can be searched for.")})
        if len({tuple(words_of(line)) for line in self.lines}) < 2:
            raise ValidationError(
                {"words": _("Write at least two different words; other spellings of one are found anyway.")}
            )


def meanings(locale):
    """`{phrase: phrases that mean the same}` in a language; a phrase is a tuple of the search's words."""
    same = {}
    for words in SynonymGroup.objects.of(locale).values_list("words", flat=True):
        phrases = [tuple(words_of(line)) for line in words.splitlines()]
        for phrase in phrases:
            same.setdefault(phrase, {}).update(dict.fromkeys(phrases))
    return {phrase: tuple(others) for phrase, others in same.items()}
