"""What became another one of an entry, leaf by leaf, in words for whoever reads the terminal."""

from os.path import commonprefix

LONGEST = 60
BEFORE = 20


def differences(before, after):
    """`[(column, sentence)]` of two entries of one thing."""
    found = []
    for column in after:
        if before.get(column) == after[column]:
            continue
        old, new = _leaves(before.get(column), column), _leaves(after[column], column)
        paths = [path for path in {**old, **new} if old.get(path) != new.get(path)]
        found += [(column, f"{path} {_changed(old.get(path), new.get(path))}") for path in paths]
        if not paths:
            found.append((column, f"{column} in another order"))
    return found


def _leaves(value, path):
    """`{path: leaf}`; what has a name of its own in a list is called by it."""
    if isinstance(value, dict) and value:
        return {
            at: leaf for key, each in value.items() for at, leaf in _leaves(each, f"{path}.{key}").items()
        }
    if isinstance(value, list) and any(isinstance(each, dict) for each in value):
        leaves = {}
        for number, each in enumerate(value, 1):
            name = each.get("value") or each.get("field") if "ask" not in each else None
            leaves |= _leaves(each, f"{path}.{name}" if name else f"{path}[{number}]")
        return leaves
    # What is empty, and what is not there, is nothing.
    return {} if value in (None, "", [], {}) else {path: value}


def _changed(old, new):
    """Both in quotation marks. Long texts are shown from shortly before the place where they part."""
    old, new = _words(old), _words(new)
    start = 0
    if old and new and max(len(old), len(new)) > LONGEST:
        start = max(len(commonprefix([old, new])) - BEFORE, 0)
    return f"{_quoted(old, start)} → {_quoted(new, start)}"


def _words(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        value = ", ".join(value)
    return None if value is None else " ".join(str(value).split())


def _quoted(text, start):
    if text is None:
        return "nothing"
    shown = text[start : start + LONGEST]
    return f"“{'…' if start else ''}{shown}{'…' if start + LONGEST < len(text) else ''}”"
