"""A form as its customers will meet it, in each language, while it is being written."""

from types import SimpleNamespace

from django.conf import settings
from django.template.response import TemplateResponse
from django.utils.translation import get_language_info, override

from support_plugin import conf

from .compiling import compiled
from .form import AnswersForm


def modes():
    """One for each language of the site, by its own name."""
    return [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]


def preview(form, request, mode):
    """The questions of `form` as it stands in the editor, rendered in the language `mode`."""
    languages = [code for code, _name in settings.LANGUAGES]
    language = mode if mode in languages else settings.LANGUAGE_CODE
    department = (
        form.ticket_type.departments.order_by("sort_order", "pk").first() if form.ticket_type_id else None
    )
    version = SimpleNamespace(pk="", definition=compiled(form.body))
    facts = {
        "department": department.slug if department else "",
        "ticket_type": form.ticket_type.slug if form.ticket_type_id else "",
        "product": "",
    }
    with override(language):
        request.LANGUAGE_CODE = language
        context = {
            "questions": AnswersForm(version, facts=facts),
            "ticket_type": form.ticket_type if form.ticket_type_id else "",
            "support_base_template": conf.BASE_TEMPLATE,
        }
        return TemplateResponse(request, "support_plugin/forms/preview.html", context).render()
