"""Ticket forms in the file: what a published form asks, with fields, types and pages by their names."""

import json
from uuid import uuid4

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils import timezone
from wagtail.models import Page

from support_plugin.forms.checking import problems
from support_plugin.forms.compiling import FACT_MODELS, compiled
from support_plugin.forms.conditions import ASKED_FIELD, OPERATORS
from support_plugin.forms.models import FormField, RequestForm
from support_plugin.taxonomy.models import TicketType

from .refusals import Refused
from .rows import Part, in_site_languages

VALUELESS = OPERATORS[6:]


class TicketForms(Part):
    """Known by their ticket type. What the file says is published; drafts of editors are no part of it."""

    name, noun = "ticket_forms", "ticket form"
    model = RequestForm
    identity = "ticket_type"
    columns = ("ticket_type", "sections")
    is_ordered = False

    def __init__(self):
        # What is told beside the differences, and `{key: number of the version}` of what was published.
        self.notices, self.published = [], {}

    def instances(self):
        self.pages = {}
        return RequestForm.objects.filter(live=True).select_related("ticket_type", "current")

    def entry(self, form):
        definition = compiled(form.body)
        sections = definition["sections"]
        pages = {item["page"] for section in sections for item in section["items"] if item.get("page")}
        self.pages.update(Page.objects.filter(pk__in=pages - set(self.pages)).values_list("pk", "url_path"))
        return {"ticket_type": form.ticket_type.slug, "sections": [self._section(each) for each in sections]}

    def _section(self, section):
        return {
            "heading": in_site_languages(section["heading"]),
            **_said(help=in_site_languages(section["help"]), show=_condition(section["show"])),
            "items": [self._item(item) for item in section["items"]],
        }

    def _item(self, item):
        show = _said(show=_condition(item["show"]))
        if item["type"] == "note":
            page = self.pages.get(item["page"]) or item["path"]
            return {"note": in_site_languages(item["text"]), **_said(page=page), **show}
        require = _said(require=_condition(item["require"]))
        return {"field": item["name"], **_said(required=item["required"]), **show, **require}

    def references(self, entry):
        yield TicketType, entry["ticket_type"], entry.lines["ticket_type"]
        for section in entry["sections"]:
            yield from _asked(section)
            for item in section["items"]:
                if "field" in item:
                    yield FormField, item["field"], item.lines["field"]
                yield from _asked(item)

    def write(self, key, entry, form, known):
        """Publish what the entry says, where that is not what customers fill already."""
        ticket_type = known(TicketType, key)
        form = RequestForm.objects.select_for_update(of=("self",)).filter(ticket_type=ticket_type).first()
        ids = _ids(form) if form else {}
        form = form or RequestForm(ticket_type=ticket_type, live=False)
        before = form.current.definition if form.live and form.current else None
        form.body = json.dumps(
            [self._block(key, each, at, ids, known) for at, each in enumerate(entry["sections"])]
        )
        with self.refusing(key, entry):
            form.body = self._cleaned(form.body)
            form.full_clean()
        definition = compiled(form.body)
        for sentence in problems(definition):
            raise Refused(f"{self.title(key)}: {sentence}", entry.line)
        if definition != before:
            if form.locked:
                raise Refused(f"{self.title(key)} is locked in the editor. Unlock it first.", entry.line)
            self._publish(key, form)
        return form

    def _publish(self, key, form):
        if form.has_unpublished_changes and form.latest_revision_id:
            self.notices.append(
                f"! {self.noun} {key}: its draft is in its history now, and no longer the newest"
            )
        # The file means now: no later day of an editor's holds it back, no earlier one takes it away again.
        form.go_live_at = None
        if form.expire_at and form.expire_at <= timezone.now():
            form.expire_at = None
        if form.pk is None:
            form.save()
        form.save_revision().publish()
        self.published[key] = RequestForm.objects.select_related("current").get(pk=form.pk).current.number

    def _block(self, key, section, at, ids, known):
        return {
            "type": "section",
            "id": ids.get((at,)) or str(uuid4()),
            "value": {
                "heading": section["heading"],
                "help": section.get("help", {}),
                "show": _rules(section.get("show")),
                "items": [
                    self._item_block(key, item, (at, place), ids, known)
                    for place, item in enumerate(section["items"])
                ],
            },
        }

    def _item_block(self, key, item, at, ids, known):
        if "field" in item:
            return {
                "type": "field",
                "id": ids.get(item["field"]) or str(uuid4()),
                "value": {
                    "field": known(FormField, item["field"]).pk,
                    "required": item.get("required", False),
                    "show": _rules(item.get("show")),
                    "require": _rules(item.get("require")),
                },
            }
        for name in ("required", "require"):
            if name in item:
                raise Refused(f"{self.title(key)}: a note cannot be answered.", item.lines[name])
        return {
            "type": "note",
            "id": ids.get(at) or str(uuid4()),
            "value": {
                "text": item["note"],
                **self._page(key, item.get("page")),
                "show": _rules(item.get("show")),
            },
        }

    def _page(self, key, path):
        """The page of this path, or the path itself until there is one."""
        page = Page.objects.filter(url_path=path).first() if path else None
        if path and page is None:
            self.notices.append(
                f"! {self.noun} {key}: there is no page {path} yet; its note is linked when there is one and the form "
                "is published again"
            )
        return {"page": page and page.pk, "path": "" if page else path or ""}

    def _cleaned(self, body):
        try:
            return body.stream_block.clean(body)
        except ValidationError as error:
            raise ValidationError({NON_FIELD_ERRORS: _first_sentence(error)}) from None


def _ids(form):
    """The ids of the blocks there are: fields by their slugs, sections and notes by their places."""
    ids = {}
    for at, section in enumerate(form.body):
        ids[at,] = section.id
        for place, item in enumerate(section.value["items"]):
            field = item.value["field"] if item.block_type == "field" else None
            ids[field.slug if field else (at, place)] = item.id
    return ids


def _said(**values):
    return {name: value for name, value in values.items() if value}


def _condition(condition):
    """Without the values that nothing is compared with."""
    if condition is None:
        return None
    rules = [
        {name: value for name, value in rule.items() if name != "value" or rule["is"] not in VALUELESS}
        for rule in condition["rules"]
    ]
    return {"match": condition["match"], "rules": rules}


def _rules(condition):
    """A condition as the editor's blocks keep it."""
    condition = condition or {"match": "all", "rules": []}
    rules = [
        {"ask": rule["ask"], "operator": rule["is"], "value": rule.get("value", "")}
        for rule in condition["rules"]
    ]
    return {"match": condition["match"], "rules": rules}


def _asked(thing):
    for name in ("show", "require"):
        for rule in (thing.get(name) or {"rules": ()})["rules"]:
            ask = rule["ask"]
            if ask.startswith(ASKED_FIELD):
                yield FormField, ask.removeprefix(ASKED_FIELD), rule.lines["ask"]
            elif rule["is"] not in VALUELESS:
                yield FACT_MODELS[ask], rule.get("value", ""), rule.lines.get("value", rule.line)


def _first_sentence(error):
    """The first of the sentences that stand, block in block, in what a stream has against its value."""
    while True:
        inner = getattr(error, "block_errors", None) or getattr(error, "non_block_errors", None)
        inner = list(inner.values()) if isinstance(inner, dict) else list(inner or ())
        inner = [each for each in inner if each]
        if not inner:
            return error.messages[0] if isinstance(error, ValidationError) and error.messages else str(error)
        error = inner[0]
