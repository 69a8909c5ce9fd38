"""What became another one of an entry, leaf by leaf, in words for whoever reads the terminal."""

LONGEST = 60


def differences(before, after):
    """`[(column, sentence)]` of two entries of one thing."""
    found = []
    for column in after:
        if before.get(column) == after[column]:
            continue
        old, new = _leaves(before.get(column), column), _leaves(after[column], column)
        paths = [path for path in {**old, **new} if (old.get(path) or None) != (new.get(path) or None)]
        found += [(column, f"{path} {_quoted(old.get(path))} → {_quoted(new.get(path))}") for path in paths]
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
    return {path: value}


def _quoted(value):
    if value in (None, "", [], {}):
        return "nothing"
    if isinstance(value, list):
        value = ", ".join(value)
    if isinstance(value, str):
        text = " ".join(value.split())
        return f"“{text[:LONGEST]}…”" if len(text) > LONGEST else f"“{text}”"
    return {True: "yes", False: "no"}.get(value) if isinstance(value, bool) else str(value)
