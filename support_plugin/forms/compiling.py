"""From what an editor put together to a definition: all that filling and reading a form needs, as JSON.

A definition is `{"format": 1, "sections": [section]}`:

- section: `id`, `heading` and `help` (`{language code: text}`), `show` (condition or None), `items`
- item of type "field": `name`, `kind`, `label`, `help`, `placeholder` (texts per language), `required`, `default`,
  `limits` (`FormField.limits`), `choices` (`[{"value", "label"}]`), `show` and `require` (condition or None)
- item of type "note": `id`, `text` (per language), `page` (key of a page or None), `path` (of one that is not here
  yet, else ""), `show`
- condition: `{"match": "all" | "any", "rules": [{"ask", "is", "value"}]}`; `ask` is "department", "ticket_type",
  "product" or "field:<name>"; `is` one of `forms.conditions.OPERATORS`
"""

from wagtail.models import Page

from support_plugin.taxonomy.models import Department, Product, TicketType
from support_plugin.text.dates import parse_date
from support_plugin.text.digits import to_ascii

from .kinds import Kind

FORMAT = 1
FACT_MODELS = {"department": Department, "ticket_type": TicketType, "product": Product}


def compiled(body):
    """The definition of a form's body (a `StreamValue`), with the fields as they are now."""
    asked = _Asked(fields_asked(body))
    return {
        "format": FORMAT,
        "sections": [_section(section, place, asked) for place, section in enumerate(_sections(body))],
    }


def fields_asked(body):
    """The fields of a body, each once, in its order."""
    fields = {
        item.value["field"].pk: item.value["field"]
        for section in _sections(body)
        for item in section.value["items"]
        if item.block_type == "field" and item.value["field"]
    }
    return list(fields.values())


def _sections(body):
    return [child for child in body if child.block_type == "section"]


class _Asked:
    """What the rules of one form ask, read together: choices of its fields, names of facts where rules need them."""

    def __init__(self, fields):
        from .models import FieldChoice

        self.choices = {}
        for choice in FieldChoice.objects.filter(field__in=[field.pk for field in fields]):
            self.choices.setdefault(choice.field_id, []).append(choice)
        self.fields = {field.slug: field for field in fields}
        self._facts = {}

    def choices_of(self, field):
        return self.choices.get(field.pk, [])

    def fact(self, ask):
        if ask not in self._facts:
            self._facts[ask] = list(FACT_MODELS[ask].objects.all())
        return self._facts[ask]

    def value(self, ask, text):
        """A rule's value as it is compared: the address of what an editor named, a day in ISO, digits in ASCII."""
        text = text.strip()
        if ask in FACT_MODELS:
            return _address_of(text, [(each.slug, each.name) for each in self.fact(ask)])
        field = self.fields.get(ask.removeprefix("field:"))
        if field is None:
            return text
        if field.has_choices:
            return _address_of(text, [(each.value, each.label) for each in self.choices_of(field)])
        if field.kind == Kind.DATE:
            try:
                return parse_date(text).isoformat()
            except ValueError:
                return text
        if field.kind == Kind.NUMBER:
            return to_ascii(text).replace("٫", ".").replace("٬", "").replace(",", "")
        if field.kind == Kind.CHECKBOX:
            return "yes"
        return text


def _address_of(text, named):
    """The address that `text` is or names, in whatever language; itself where it is neither."""
    if any(text == address for address, _name in named):
        return text
    for address, name in named:
        if text in (getattr(name, "data", None) or {}).values():
            return address
    return text


def _section(section, place, asked):
    value = section.value
    makers = {"field": _field, "note": _note}
    return {
        "id": _key(section, place),
        "heading": _texts(value["heading"]),
        "help": _texts(value["help"]),
        "show": _condition(value["show"], asked),
        "items": [
            made
            for number, item in enumerate(value["items"])
            if (made := makers[item.block_type](item, f"{place}-{number}", asked)) is not None
        ],
    }


def _field(item, _place, asked):
    field = item.value["field"]
    if field is None:
        return None
    return {
        "type": "field",
        "name": field.slug,
        "kind": field.kind,
        "label": field.name.data,
        "help": field.description.data,
        "placeholder": field.placeholder.data,
        "required": item.value["required"],
        "default": field.default,
        "limits": field.limits(),
        "choices": [
            {"value": each.value, "label": each.label.data}
            for each in (asked.choices_of(field) if field.has_choices else [])
        ],
        "show": _condition(item.value["show"], asked),
        "require": _condition(item.value["require"], asked),
    }


def _note(item, place, asked):
    page, path = item.value["page"], item.value["path"] or ""
    if page is None and path:
        page = Page.objects.filter(url_path=path).first()
    return {
        "type": "note",
        "id": _key(item, place),
        "text": _texts(item.value["text"]),
        "page": page.pk if page else None,
        "path": "" if page else path,
        "show": _condition(item.value["show"], asked),
    }


def _condition(value, asked):
    rules = [
        {
            "ask": rule["ask"],
            "is": rule["operator"],
            "value": asked.value(rule["ask"], rule["value"] or ""),
        }
        for rule in value["rules"]
        if rule["ask"]
    ]
    return {"match": value["match"] or "all", "rules": rules} if rules else None


def _key(block, place):
    """A block's own id; of one that was not saved yet, its place."""
    return str(block.id or f"new-{place}")


def _texts(value):
    return {code: text for code, text in value.items() if text}
