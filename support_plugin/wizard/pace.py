"""How often a script of ours may ask."""

import time

from django.core.cache import cache


def is_too_fast(what, user, most):
    """Has this person asked for `what` more than `most` times within this minute? Counts this time as well."""
    key = f"support_plugin.{what}:{user.pk}:{int(time.time() // 60)}"
    return not cache.add(key, 1, 60) and cache.incr(key) > most
