"""Pages that readers without a session share: public for a minute, and answered with 304 while nothing has changed.

The ETag is made of the page as it was rendered, so it changes with everything a reader can see: the page, its
category, what it leads to, the language, the frame around it.
"""

import time
from collections import OrderedDict
from threading import Lock

from django.conf import settings
from django.utils.cache import (
    add_never_cache_headers,
    get_conditional_response,
    set_response_etag,
)
from django.utils.http import http_date

from .edition import MAX_AGE

# So many addresses are remembered with since when they look as they do.
MOST_LOOKS = 1000
_looks, _lock = OrderedDict(), Lock()


def has_session(request):
    """Whether the reader may be somebody in particular."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES


class Revalidated:
    """A Wagtail page that is served like this. Whoever has a session gets a copy that nobody keeps."""

    def serve(self, request, *args, **kwargs):
        response = super().serve(request, *args, **kwargs)
        response.add_post_render_callback(lambda rendered: _finish(request, rendered))
        return response


def _finish(request, response):
    if has_session(request):
        add_never_cache_headers(response)
        return response
    response["Cache-Control"] = f"public, max-age={MAX_AGE}"
    set_response_etag(response)
    since = None
    if not request.COOKIES:
        since = _since((request.get_host(), request.get_full_path()), response["ETag"])
        response["Last-Modified"] = http_date(since)
    return get_conditional_response(request, etag=response["ETag"], last_modified=since, response=response)


def _since(address, etag):
    """Since when (in seconds of the epoch) this address looks like this; two looks in a row never share a second."""
    with _lock:
        look, since = _looks.pop(address, ("", 0))
        if look != etag:
            look, since = etag, max(int(time.time()), since + 1)
        _looks[address] = (look, since)
        while len(_looks) > MOST_LOOKS:
            _looks.popitem(last=False)
    return since
