"""One kind of thing in the file: how a row of the desk is written there, and how an entry becomes a row again."""

import json
from collections import Counter

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from support_plugin.text.translated import TranslatedCharField, TranslatedTextField, as_stored, as_translated

from .refusals import Refused

TRANSLATED = (TranslatedCharField, TranslatedTextField)


def in_site_languages(translated):
    """`{language: text}` in the order of the alphabet: the same file on every site."""
    languages = {code for code, _name in settings.LANGUAGES}
    data = as_translated(translated).data or {}
    return {code: data[code] for code in sorted(data) if code in languages and data[code]}


def first_text(texts):
    """The text in the site's own language, as it is stored; else one there is."""
    return as_stored(texts.get(settings.LANGUAGE_CODE) or next(iter(texts.values()), ""))


class Part:
    """A list of the file. A subclass says which model and columns; what is not a plain column it writes itself."""

    # The key of the list in the file, and what a sentence calls one entry.
    name = noun = ""
    model = None
    # The column by which an entry is known. Where several may share it, the second is “name (2)”, and so on.
    identity = "slug"
    is_unique = True
    # In the order in which they stand in the file.
    columns = ()
    # The order of the list is the editors' order.
    is_ordered = True

    def __str__(self):
        return self.name

    # Of entries

    def key_of(self, entry):
        return entry[self.identity]

    def keyed(self, entries):
        """`[(key, entry)]`: what each of a list of entries is known by."""
        seen = Counter()
        for entry in entries:
            key = self.key_of(entry)
            seen[key] += 1
            yield (key if self.is_unique or seen[key] == 1 else f"{key} ({seen[key]})"), entry

    def title(self, key):
        return f"{self.noun} “{key}”"

    # From the desk to the file

    def present(self):
        """`{key: (instance, entry)}` of all that the desk has, in the file's order."""
        instances = list(self.instances())
        pairs = [(instance, self.entry(instance)) for instance in instances]
        if not self.is_ordered:
            pairs.sort(key=lambda pair: self.place(pair[1]))
        entries = [entry for _instance, entry in pairs]
        keys = [key for key, _entry in self.keyed(entries)]
        return dict(zip(keys, pairs, strict=True))

    def instances(self):
        many = [field.name for field in self.model._meta.many_to_many if field.name in self.columns]
        rows = self.model._default_manager.prefetch_related(*many)
        if not self.is_ordered:
            return rows
        # By Python: databases put what has no number first, or last.
        return sorted(rows, key=lambda row: (row.sort_order is None, row.sort_order or 0, row.pk))

    def place(self, entry):
        """By what entries without an order of their own are sorted."""
        return self.key_of(entry), json.dumps(entry)

    def entry(self, instance):
        return {column: self.value(instance, column) for column in self.columns}

    def value(self, instance, column):
        field = self.model._meta.get_field(column)
        if isinstance(field, TRANSLATED):
            return in_site_languages(getattr(instance, column))
        if field.many_to_many:
            return sorted(self.name_of(each) for each in getattr(instance, column).all())
        if field.many_to_one:
            other = getattr(instance, column)
            return None if other is None else self.name_of(other)
        return getattr(instance, column)

    def name_of(self, other):
        """What an entry calls a row of another kind."""
        return other.slug

    # From the file to the desk

    def references(self, entry):
        """`(model, name, line)` of what the entry names; it must stand in the file."""
        for column, value in entry.items():
            if column not in self.columns or value is None:
                continue
            field = self.model._meta.get_field(column)
            if field.many_to_one:
                yield field.related_model, value, entry.lines[column]
            elif field.many_to_many:
                for name, line in zip(value, value.lines, strict=True):
                    yield field.related_model, name, line

    def write(self, key, entry, instance, known):
        """Make or change a row; returns it. `known(model, name)` is a row that an entry names. Raises Refused."""
        instance = instance or self.model()
        many = {}
        for column, value in entry.items():
            with self.refusing(key, entry, column):
                if column in self.columns and self.model._meta.get_field(column).many_to_many:
                    many[column] = [
                        known(self.model._meta.get_field(column).related_model, name) for name in value
                    ]
                else:
                    self.assign(instance, column, value, known)
        with self.refusing(key, entry):
            self.check(instance, entry)
            instance.full_clean(exclude=self.unchecked())
        self.save(instance)
        for column, rows in many.items():
            self.save_many(instance, column, rows)
        return instance

    def assign(self, instance, column, value, known):
        field = self.model._meta.get_field(column)
        if isinstance(field, TRANSLATED):
            self.assign_texts(instance, field, value)
        elif field.many_to_one:
            setattr(instance, column, None if value is None else known(field.related_model, value))
        else:
            setattr(instance, column, field.to_python(value))

    def assign_texts(self, instance, field, texts):
        """As a screen does: cleaned, required in the site's language, others that were there before are kept."""
        cleaned = field.formfield().clean([texts.get(code) for code, _name in settings.LANGUAGES])
        field.save_form_data(instance, cleaned)

    def check(self, instance, entry):
        """What only the screen's form knows. Raises ValidationError or Refused."""

    def unchecked(self):
        """Columns that the row fills by itself when it is saved."""
        return {field.name for field in self.model._meta.fields if field.name not in self.columns}

    def save(self, instance):
        instance.save()

    def save_many(self, instance, column, rows):
        getattr(instance, column).set(rows)

    def settle(self, section):
        """Whatever must hold once all entries of the list were written. Raises Refused."""

    def refusing(self, key, entry, column=None):
        return _Refusing(self, key, entry, column)

    def line_of(self, entry, column):
        return entry.lines.get(column, entry.line)


class _Refusing:
    """Makes a sentence with a line of what a model or form field has against a value."""

    def __init__(self, part, key, entry, column):
        self.part, self.key, self.entry, self.column = part, key, entry, column

    def __enter__(self):
        return self

    def __exit__(self, kind, error, traceback):
        if not isinstance(error, ValidationError):
            return
        column, sentence = self.column, error.messages[0]
        if hasattr(error, "error_dict"):
            column, sentences = next(iter(error.message_dict.items()))
            sentence = sentences[0]
        where = ": " if column in (None, NON_FIELD_ERRORS) else f": {column}: "
        line = self.part.line_of(self.entry, column)
        raise Refused(f"{self.part.title(self.key)}{where}{sentence}", line) from None
