"""Does everything that the file names stand in it, once? Asked before anything is changed."""

from .refusals import Refused


def check(document, parts):
    """Raises Refused for the first entry that is there twice, or names what is not in the file."""
    keys = {part.model: _keys(part, document.get(part.name, ())) for part in parts}
    parts_of = {part.model: part for part in parts}
    for part in parts:
        for key, entry in part.keyed(document.get(part.name, ())):
            for model, name, line in part.references(entry):
                other = parts_of[model]
                if other.key_of({other.identity: name}) not in keys[model]:
                    raise Refused(
                        f"{part.title(key)} names the {other.title(name)}, which is not in the file.", line
                    )


def _keys(part, entries):
    lines = {}
    for key, entry in part.keyed(entries):
        if key in lines:
            raise Refused(
                f"{part.title(key)} stands in the file twice, the first time in line {lines[key]}.",
                entry.line,
            )
        lines[key] = entry.line
    return lines
