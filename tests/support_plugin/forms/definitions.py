"""Small forms for tests: definitions written short."""


def field(name, kind="text", *, choices=(), **more):
    return {
        "type": "field",
        "name": name,
        "kind": kind,
        "label": {"fa": name.upper(), "en": name.upper()},
        "help": {},
        "placeholder": {},
        "required": False,
        "default": "",
        "limits": {},
        "choices": [{"value": value, "label": {"fa": value}} for value in choices],
        "show": None,
        "require": None,
        **more,
    }


def note(id, **more):
    return {"type": "note", "id": id, "text": {"fa": "…"}, "page": None, "show": None, **more}


def section(id, *items, show=None):
    return {"id": id, "heading": {"fa": id, "en": id}, "help": {}, "show": show, "items": list(items)}


def form(*sections):
    return {"format": 1, "sections": list(sections)}


def one_section(*items):
    return form(section("only", *items))


def when(ask, operator, value="", *, match="all"):
    return {"match": match, "rules": [{"ask": ask, "is": operator, "value": value}]}


def when_all(*conditions, match="all"):
    return {"match": match, "rules": [rule for each in conditions for rule in each["rules"]]}
