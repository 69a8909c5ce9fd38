"""Light or dark, where somebody does not want what their system says."""

from django.conf import settings
from django.http import HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

COOKIE = "theme"
THEMES = ("light", "dark")
A_YEAR = 60 * 60 * 24 * 365


@csrf_exempt
@require_POST
def switch(request):
    """Store the chosen theme in a cookie (anything else forgets it) and go back.

    Its form stands on every page, and a token would give every reader a cookie; the worst that a foreign page can do
    here is to switch off the light.
    """
    chosen, back = request.POST.get("theme"), request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in THEMES:
        response.set_cookie(
            COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
        )
    else:
        response.delete_cookie(COOKIE)
    return response


def theme(request):
    """A context processor: `theme`, what `data-theme` shall be; empty follows the system."""
    chosen = request.COOKIES.get(COOKIE)
    return {"theme": chosen if chosen in THEMES else ""}
