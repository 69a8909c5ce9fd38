"""Names in braces within texts that editors write: closed lists, exchanged for plain values.

Nothing stored is compiled or formatted as a template: a name of the list is exchanged for its value, once, and
whatever else stands there is text. A text with anything else in braces is refused when it is saved.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The space before it goes along with a placeholder that has no value: “Hello {name},” becomes “Hello,”.
PLACEHOLDER = re.compile(r"( ?)\{([a-z_][a-z0-9_]*)\}")
IN_BRACES = re.compile(r"\{[^{}\n]*\}|[{}]")


def refuse_unknown(text, names):
    """A `ValidationError` that names the first thing in braces which is no placeholder, and lists those there are."""
    offered = [f"{{{name}}}" for name in names]
    for found in IN_BRACES.findall(text):
        if found not in offered:
            raise ValidationError(
                _("“%(found)s” is no placeholder of this text. There are: %(names)s"),
                code="placeholder",
                params={"found": found[:40], "names": " ".join(offered)},
            )
