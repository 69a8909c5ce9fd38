"""A piece of a page that is the same for the same key: rendered once, kept by the process."""

from collections import OrderedDict
from threading import Lock

from django import template
from django.conf import settings
from django.utils.translation import get_language

register = template.Library()

# So many pieces are kept; what was not asked for longest goes first.
MOST_KEPT = 100
_kept, _lock = OrderedDict(), Lock()


@register.tag
def remember(parser, token):
    """`{% remember key %}…{% endremember %}`: the key says everything that the piece depends on, except the language.

    None as the key: it is not remembered.

    Not for what holds a form's token or belongs to one person only, unless the key says so.
    """
    _name, key = token.split_contents()
    nodes = parser.parse(["endremember"])
    parser.delete_first_token()
    return Remembered(nodes, parser.compile_filter(key))


class Remembered(template.Node):
    def __init__(self, nodelist, key):
        self.nodelist, self.key = nodelist, key

    def render(self, context):
        key = self.key.resolve(context)
        if settings.DEBUG or key is None:
            # Templates are being written, or this is for once only.
            return self.nodelist.render(context)
        key = (str(self.origin), get_language(), key)
        with _lock:
            if key in _kept:
                _kept.move_to_end(key)
                return _kept[key]
        html = self.nodelist.render(context)
        with _lock:
            _kept[key] = html
            while len(_kept) > MOST_KEPT:
                _kept.popitem(last=False)
        return html
