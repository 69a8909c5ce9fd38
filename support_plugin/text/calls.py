"""People called by name in a text: `@username`, in the middle of Persian or English."""

import re

# Letters, digits and . _ - + of any alphabet. What stands before the @ of an e-mail address calls nobody.
CALL = re.compile(r"(?<![\w.+\-])@([\w.+\-]{1,150})")
LATIN = re.compile(r"[\w.+\-]+", re.ASCII)
MOST_CALLS = 50
# In HTML: what a link shows and what stands in a tag is no call.
IN_HTML = re.compile(rf"<a\b.*?</a>|<[^>]*>|{CALL.pattern}", re.DOTALL)


def calls(text):
    """What stands after each @, as the names it may mean, likeliest first.

    A full stop may end the sentence and not the name, and Persian may follow without a space.
    """
    found = []
    for match in CALL.finditer(text):
        whole = match[1].casefold()
        latin = LATIN.match(whole)
        names = [whole, whole.rstrip(".-+")]
        if latin:
            names += [latin[0], latin[0].rstrip(".-+")]
        found.append(list(dict.fromkeys(filter(None, names))))
        if len(found) == MOST_CALLS:
            break
    return found


def isolate_calls(html):
    """Each call in `<bdi>`: a Latin name at its beginning does not turn a Persian paragraph. `html` is safe already."""
    return IN_HTML.sub(_isolated, html)


def _isolated(match):
    if not match[1]:
        return match[0]
    latin = LATIN.match(match[1])
    name = (latin[0] if latin else match[1]).rstrip(".-+")
    return f"<bdi>@{name}</bdi>{match[1][len(name) :]}" if name else match[0]
