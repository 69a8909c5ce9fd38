"""A file is taken in: whole or not at all, in one transaction, told line by line."""

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import translation
from wagtail.log_actions import log

from support_plugin.sla import recalculation

from . import pruning, references, shape
from .differences import differences
from .parts import parts
from .reader import read
from .refusals import Refused


def take_in(content, *, dry_run=False, prune=False):
    """Make the desk what the bytes of a file say; return `[line]` of what changed. Raises Refused.

    Entries are known by their slugs, what has none by its name in the site's language. What the file does not hold
    stays; with `prune` what nothing uses is deleted. With `dry_run` nothing is kept.
    """
    document = read(content)
    shape.check(document)
    fresh = parts()
    references.check(document, fresh)
    try:
        # In one language: the sentences of models and forms, and ours.
        with translation.override("en"), transaction.atomic():
            lines = Arrival(document, fresh).lines(prune=prune)
            if dry_run:
                transaction.set_rollback(True)
    except IntegrityError:
        raise Refused("Somebody else changed the catalogue at the same time. Nothing was imported.") from None
    return lines


class Arrival:
    def __init__(self, document, fresh):
        self.document = document
        self.parts = [part for part in fresh if part.name in document]
        self.rows = {}
        self.unchanged = 0
        self.hours_changed = self.targets_changed = False

    def lines(self, *, prune):
        lines = []
        for part in self.parts:
            lines += self._take_in(part, self.document[part.name])
        if prune:
            for part in reversed(self.parts):
                keys = [key for key, _entry in part.keyed(self.document[part.name])]
                told, is_changed = pruning.prune(part, keys)
                lines += told
                self._note(part, is_changed)
        if self.hours_changed or self.targets_changed:
            recalculation.start(hours_changed=self.hours_changed)
            lines.append("! open tickets are counted anew, in the background")
        return [*lines, f"= {self.unchanged} unchanged"]

    def _take_in(self, part, section):
        before = part.present()
        for key, entry in part.keyed(section):
            instance, now = before.get(key, (None, {}))
            # A form also changes with the fields it asks.
            if part.name == "ticket_forms" or {**now, **entry} != now:
                instance = part.write(key, entry, instance, self._known)
            self.rows[part.model, key] = instance
        part.settle(section)
        order = _ordered(part, section, before) if part.is_ordered else []
        after = part.present()
        return self._told(part, before, after, order, section)

    def _known(self, model, name):
        part = next(part for part in self.parts if part.model is model)
        return self.rows[model, part.key_of({part.identity: name})]

    def _told(self, part, before, after, order, section):
        lines, changed = [], set()
        for key, (instance, entry) in after.items():
            if key not in before:
                _log(part, instance, "wagtail.create")
                lines.append(f"+ {part.noun} {key}")
                changed.add(key)
            elif found := differences(before[key][1], entry):
                columns = list(dict.fromkeys(column for column, _sentence in found))
                _log(part, instance, "support_plugin.change", data={"fields": columns})
                lines += [f"~ {part.noun} {key}: {sentence}" for _column, sentence in found]
                changed.add(key)
        for key in order:
            _log(part, after[key][0], "support_plugin.reorder")
        if order:
            lines.append(f"~ {part.name}: in another order")
        keys = [key for key, _entry in part.keyed(section)]
        published = {key: number for key, number in getattr(part, "published", {}).items() if key in before}
        lines += [f"~ {part.noun} {key}: version {number} published" for key, number in published.items()]
        self.unchanged += len([key for key in keys if key not in changed and key not in published])
        self._note(part, _counts(part, before) != _counts(part, after))
        return [*lines, *getattr(part, "notices", ())]

    def _note(self, part, is_changed):
        self.hours_changed |= is_changed and part.name == "working_hours"
        self.targets_changed |= is_changed and part.name == "answering_targets"


def _ordered(part, section, before):
    """Put the rows of the file into its order, among those that it does not hold; the keys that passed others."""
    wanted = [key for key, _entry in part.keyed(section)]
    order = merged(list(before), wanted)
    instances = {key: instance for key, (instance, _entry) in part.present().items()}
    for place, key in enumerate(order):
        if instances[key].sort_order != place:
            part.model._default_manager.filter(pk=instances[key].pk).update(sort_order=place)
    kept = [key for key in order if key in before]
    return [key for key, former in zip(kept, before, strict=True) if key != former]


def merged(present, wanted):
    """The keys that are present, those of the file in its order; a new one stands behind the one before it there."""
    known = [key for key in wanted if key in present]
    moved = iter(known)
    order = [next(moved) if key in known else key for key in present]
    for place, key in enumerate(wanted):
        if key in present:
            continue
        if place:
            order.insert(order.index(wanted[place - 1]) + 1, key)
        else:
            order.insert(order.index(known[0]) if known else len(order), key)
    return order


def _counts(part, present):
    """What due times depend on: everything but names, and of targets the active ones."""
    entries = [entry for _instance, entry in present.values() if entry.get("is_active", True)]
    return [{column: value for column, value in entry.items() if column != "name"} for entry in entries]


def _log(part, instance, action, **words):
    """A line of the history, as from the screens. What a form did is told by its revisions."""
    if part.name == "ticket_forms":
        return
    with translation.override(settings.LANGUAGE_CODE):
        log(instance=instance, action=action, **words)
