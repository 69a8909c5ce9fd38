"""Short names for the blocks of a guide, so that its text reads as text."""


def text(*paragraphs):
    return {"type": "paragraph", "value": "".join(f"<p>{words}</p>" for words in paragraphs)}


def points(*items):
    return {"type": "paragraph", "value": f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"}


def heading(words):
    return {"type": "heading", "value": words}


def step(title, *body):
    return {"type": "step", "value": {"title": title, "body": list(body)}}


def note(words, level="info"):
    return {"type": "note", "value": {"level": level, "text": f"<p>{words}</p>"}}


def tip(words):
    return note(words, "tip")


def warning(words):
    return note(words, "warning")


def fields(*entries):
    """Entries are (name, explanation) or (name, explanation, True) for an optional one."""
    return {
        "type": "field_list",
        "value": [
            {"name": name, "text": f"<p>{words}</p>", "optional": bool(optional)}
            for name, words, *optional in entries
        ],
    }


def figure(scenario, language, alt, caption=""):
    """A picture that a scenario of demo/figures.py takes; the loader finds it in demo/images."""
    picture = f"{scenario}-{language}.webp"
    return {
        "type": "figure",
        "value": {"image": picture, "alt": alt, "caption": caption, "taken_by": scenario},
    }


def table(columns, *rows):
    return {
        "type": "table",
        "value": {
            "columns": [{"type": "text", "heading": words} for words in columns],
            "rows": [{"values": [f"<p>{cell}</p>" for cell in row]} for row in rows],
            "caption": "",
        },
    }


def code(words):
    return {"type": "code", "value": {"code": words}}


def answer_time(department, ticket_type=""):
    return {"type": "answer_time", "value": {"department": department, "ticket_type": ticket_type}}


def button(department="", ticket_type="", label="", product=""):
    return {
        "type": "ticket_button",
        "value": {"label": label, "department": department, "ticket_type": ticket_type, "product": product},
    }
