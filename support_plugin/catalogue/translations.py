"""Every text that editors write in several languages, wherever it is kept: what there is, and what is missing.

Models are found by their fields, so a new one appears by itself as soon as Wagtail knows where its rows are edited.
"""

from dataclasses import dataclass
from functools import cache

from django.apps import apps
from django.conf import settings
from django.db.models import Field, Model
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import get_language_info, gettext
from modelcluster.fields import ParentalKey
from wagtail.admin.admin_url_finder import AdminURLFinder, finder_classes
from wagtail.contrib.settings.models import AbstractSetting
from wagtail.hooks import search_for_hooks
from wagtail.models import DraftStateMixin
from wagtail.permissions import policy_registry

from support_plugin.text.search import query_tokens, search_key
from support_plugin.text.translated import TranslatedCharField, TranslatedTextField, every_language

from .labels import in_language


@dataclass(frozen=True)
class Kind:
    """A model with translated texts. Where its rows have no page of their own, `parent` leads to what has one."""

    model: type[Model]
    fields: tuple[Field, ...]
    parent: str = ""

    @property
    def key(self):
        return self.model._meta.label_lower

    @property
    def label(self):
        names = self.model._meta
        return capfirst(
            names.verbose_name if issubclass(self.model, AbstractSetting) else names.verbose_name_plural
        )

    @property
    def owners(self):
        """The model whose rows are edited, and whose permissions count."""
        return self.model._meta.get_field(self.parent).related_model if self.parent else self.model

    def may_be_changed_by(self, user):
        return policy_registry.get_by_type(self.owners).user_has_permission(user, "change")

    def rows_for(self, user):
        """The rows this person may change, in one query: a registered policy has a queryset; else each row's screen is asked."""
        if not self.may_be_changed_by(user):
            return []
        names = [field.name for field in self.model._meta.concrete_fields if field.is_relation]
        rows = self.model._default_manager.select_related(*names)
        policy = policy_registry.get_by_type(self.owners)
        if policy_registry.get_fallback_policy(self.owners) is None:
            allowed = policy.instances_user_has_permission_for(user, "change").order_by().values("pk")
            return list(rows.filter(**{f"{self.parent or 'pk'}__in": allowed}))
        finder = AdminURLFinder(user)
        return [row for row in rows if finder.get_edit_url(self.owner_of(row))]

    def owner_of(self, row):
        return getattr(row, self.parent) if self.parent else row


@dataclass
class Text:
    """One translated text of one row."""

    kind: Kind
    row: Model
    field: Field

    @property
    def key(self):
        return f"{self.kind.key}-{self.row.pk}-{self.field.name}"

    @property
    def owner(self):
        return self.kind.owner_of(self.row)

    @property
    def field_label(self):
        return capfirst(self.field.verbose_name)

    @property
    def kind_label(self):
        return capfirst(self.row._meta.verbose_name)

    @cached_property
    def edit_url(self):
        return AdminURLFinder().get_edit_url(self.owner)

    @property
    def value(self):
        return getattr(self.row, self.field.name)

    @property
    def in_each_language(self):
        return [in_language(self.value, code) for code in languages()]

    @property
    def missing(self):
        """The codes of the languages that do not have it."""
        return [code for code in languages() if not in_language(self.value, code)]

    def shown_instead(self, code):
        """What is read in a language that does not have it."""
        if hasattr(self.row, "shown_instead"):
            return self.row.shown_instead(self.field.name, code)
        return self.value.localize(code)

    def has_words(self, tokens):
        key = search_key(*every_language(self.value), str(self.owner))
        return all(f" {token}" in key for token in tokens)


def languages():
    return [code for code, _name in settings.LANGUAGES]


def language_name(code):
    """The language's name in the reader's language."""
    return gettext(get_language_info(code)["name_translated"])


@cache
def kinds():
    """Every `Kind` of the installed apps. What has drafts is left out: a text that is approved is not passed by here."""
    search_for_hooks()
    found = []
    for model in apps.get_models():
        fields = translated_fields(model)
        if not fields or model._meta.proxy or issubclass(model, DraftStateMixin):
            continue
        if finder_classes.get_by_type(model):
            found.append(Kind(model, fields))
        else:
            found += [
                Kind(model, fields, field.name)
                for field in model._meta.local_fields
                if isinstance(field, ParentalKey)
                and finder_classes.get_by_type(field.related_model)
                and not issubclass(field.related_model, DraftStateMixin)
            ]
    return tuple(found)


@cache
def translated_fields(model):
    return tuple(
        field
        for field in model._meta.local_fields
        if isinstance(field, (TranslatedCharField, TranslatedTextField))
    )


def may_translate(user):
    """Is there any kind of text this person may change?"""
    return user.is_active and any(kind.may_be_changed_by(user) for kind in kinds())


def texts_for(user):
    """Every `Text` this person may change that is written in at least one language."""
    texts = [
        Text(kind, row, field) for kind in kinds() for row in kind.rows_for(user) for field in kind.fields
    ]
    return [text for text in texts if any(every_language(text.value))]


def missing_languages(row):
    """The languages in which a text of this row is missing that another language has; none for other rows."""
    values = [getattr(row, field.name) for field in translated_fields(type(row))]
    written = [value for value in values if any(every_language(value))]
    return [code for code in languages() if not all(in_language(value, code) for value in written)]


def key_of(thing):
    """How an address names a thing that is edited on a page of its own."""
    return f"{thing._meta.label_lower}-{thing.pk}"


def address_of(thing, code):
    """The screen of translations, narrowed to what one thing lacks in one language."""
    query = urlencode({"thing": key_of(thing), "language": code})
    return f"{reverse('support_translations')}?{query}"


@dataclass
class Narrowing:
    """What the screen's address asks for. What is not on offer narrows nothing."""

    language: str = ""
    kind: str = ""
    thing: str = ""
    words: str = ""
    shows_all: bool = False

    @classmethod
    def from_address(cls, asked):
        language, kind = asked.get("language", ""), asked.get("kind", "")
        return cls(
            language=language if language in languages() else "",
            kind=kind if kind in {each.key for each in kinds()} else "",
            thing=asked.get("thing", "")[:100],
            words=asked.get("q", "")[:200].strip(),
            shows_all=asked.get("show") == "all",
        )

    def is_wanted(self, text):
        """Does this text lack a language that was asked for?"""
        return self.language in text.missing if self.language else bool(text.missing)

    def of(self, texts):
        tokens = query_tokens(self.words)
        return [
            text
            for text in texts
            if (not self.kind or text.kind.key == self.kind)
            and (not self.thing or key_of(text.owner) == self.thing)
            and (self.shows_all or self.is_wanted(text))
            and (not self.words or text.has_words(tokens))
        ]


def progress(texts):
    """`[(kind, [(language, texts that have it, texts), …]), …]`, kinds without a text left out."""
    by_kind = {}
    for text in texts:
        by_kind.setdefault(text.kind, []).append(text)
    return [(kind, counts(by_kind[kind])) for kind in kinds() if kind in by_kind]


def counts(texts):
    """`[(language, texts that have it, texts), …]`"""
    return [(code, sum(code not in text.missing for text in texts), len(texts)) for code in languages()]
