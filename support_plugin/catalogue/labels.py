"""How the catalogue names people and translated things."""


def in_language(text, code):
    """A translated text in exactly this language; empty where it falls back to another."""
    data = getattr(text, "data", text)
    return (data.get(code) or "") if isinstance(data, dict) else str(data or "")


def person_label(user):
    """The person's name with what they log in by, or the latter alone."""
    name = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return f"{name} ({user.get_username()})" if name else user.get_username()
