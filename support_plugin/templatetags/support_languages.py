"""The same page in the other language."""

from django import template
from django.conf import settings
from django.urls import reverse, translate_url
from django.utils.translation import get_language, get_language_info, override

register = template.Library()


@register.simple_tag(takes_context=True)
def other_languages(context):
    """`[{"code", "name", "dir", "url", "is_twin"}]` for each language but the active one.

    `url` is the twin of this page; for a Wagtail page its live translation. Where there is none it is the
    other language's home, and `is_twin` says so.
    """
    request = context.get("request")
    languages = []
    for code, _name in settings.LANGUAGES:
        if code == get_language():
            continue
        info = get_language_info(code)
        url, is_twin = _twin(request, context.get("page"), code) if request else (_home(code), False)
        languages.append(
            {
                "code": code,
                "name": info["name_local"].capitalize(),
                "dir": "rtl" if info["bidi"] else "ltr",
                "url": url,
                "is_twin": is_twin,
            }
        )
    return languages


def _twin(request, page, code):
    if page is not None and hasattr(page, "get_translations"):
        twin = page.get_translations().filter(locale__language_code=code, live=True).first()
        url = twin.get_url(request) if twin else None
        return (url, True) if url else (_home(code), False)
    if getattr(request, "resolver_match", None) is None:
        return _home(code), False
    return translate_url(request.get_full_path(), code), True


def _home(code):
    with override(code):
        return reverse("wagtail_serve", args=[""])
