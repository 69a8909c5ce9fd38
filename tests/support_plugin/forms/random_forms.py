"""Forms and customers as nobody would think of them: right in their build, wild in all else. Made from a seed, because
thousands are wanted in seconds.
"""

from random import Random

from support_plugin.forms.conditions import FACTS, MATCHES, OPERATORS
from support_plugin.forms.reading import KINDS

from .definitions import field, form, note, section

NAMES = ("a", "b", "c", "d", "constructor")
SLUGS = ("slow", "wrong-sum", "yes", "12")
# What people type and what nobody does; many are equal only once they are folded.
# fmt: off
TEXTS = (
    "", " ", "a", "A", "slow", "yes", "on", "true", "1", "x" * 200, "a b", "a\u00a0 b", "a\tb\r\nc", "\x00", "\x85a",
    "کارت", "كارت", "كار\u0640ت", "می‌شود", "میشود", "ة", "ه", "يى", "أ", "\u200f\u202bکارت\u202c", "\u2067\u2069",
    "\ufeffa", "\u180ea", "\u200ba", "İ", "ß", "ſ", "\u212a", "😀", "\ud83d", "\ude00\ud83d", "e\u0301", "\uffff",
)
NUMBERS = (
    "12", "۱۲", "١٢", "१२", "+12", "-12", "12.0", "012", "12.", ".5", "1,2", "1٬200", "۱۲٫۵", "12.5", "-0", "0", "+",
    "999999999999999", "999999999999998", "9999999999999999", "0.1", "0.10", "0.30000000000000004", "1e3", "NaN",
    "Infinity", "0x10", "1_000", "12\n", "− 5", "--5", "123456789012345.1", "000000000000000", "0.00000000000001",
)
DATES = (
    "1405/09/05", "۱۴۰۵/۹/۵", "1405-9-5", "1405.9.5", "2026-11-26", "2026/11/26", " 2026 - 11 - 26 ", "1404/12/30",
    "1403/12/30", "1300/1/1", "1299/1/1", "1599/12/29", "1600/1/1", "2000-02-29", "1900-02-29", "1899-12-31",
    "2199-12-31", "2200-01-01", "2026-13-01", "0000-00-00", "20261126", "2026-11-26T00:00", "२०२६-११-२६",
)
# fmt: on


class Chance(Random):
    """Chance that says again and again the same few texts, so that rules and answers meet."""

    def __init__(self, seed):
        super().__init__(seed)
        self.texts = SLUGS

    def choose_texts(self):
        """Say other texts from now on."""
        ends = (0x7F, 0x6FF, 0x20FF, 0xD8FF, 0xFFFF, 0x10FFFF)
        unheard = ["".join(chr(self.choice(ends) - self.randint(0, 127)) for _letter in range(3))]
        samples = [self.sample(texts, 3) for texts in (TEXTS, NUMBERS, DATES)]
        self.texts = [text for texts in (*samples, unheard) for text in texts]


def random_form(random):
    random.choose_texts()
    return form(
        *(
            section(f"s{number}", *_several(random, _item, 6), show=_condition(random))
            for number in range(random.randint(0, 4))
        )
    )


def askable(definition):
    """A random form as one can be published: each field once, of a kind there is."""
    seen = set()
    for each in definition["sections"]:
        each["items"] = [
            item
            for item in each["items"]
            if item["type"] == "note"
            or (item["kind"] in KINDS and not (item["name"] in seen or seen.add(item["name"])))
        ]
    return definition


def random_customer(random):
    """The facts and the answers of somebody who fills in the form made last."""
    facts = {name: random.choice(["", *SLUGS]) for name in FACTS if random.random() < 0.8}
    return facts, {name: _several(random, _text, 3) for name in NAMES if random.random() < 0.8}


def _item(random):
    if random.random() < 0.2:
        return note(random.choice(["n1", "n2"]), show=_condition(random))
    return field(
        random.choice(NAMES),
        random.choice([*KINDS, "number", "date", "choices", "unheard-of"]),
        choices=_several(random, lambda random: random.choice(SLUGS), 4),
        required=random.random() < 0.3,
        show=_condition(random),
        require=_condition(random),
    )


def _condition(random):
    if random.random() < 0.5:
        return None
    return {"match": random.choice(MATCHES), "rules": _several(random, _rule, 3)}


def _rule(random):
    asked = random.choice([*FACTS, "nobody", "field:gone", *(f"field:{name}" for name in NAMES * 2)])
    return {"ask": asked, "is": random.choice([*OPERATORS * 3, "rhymes"]), "value": _text(random)}


def _text(random):
    return random.choice(random.choice([SLUGS, random.texts]))


def _several(random, make, most):
    return [make(random) for _number in range(random.randint(0, most))]
