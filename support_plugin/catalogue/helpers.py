"""The catalogue's answers to modeladmin's questions: addresses, buttons, search."""

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.utils.translation import gettext as _
from wagtail_modeladmin.helpers import AdminURLHelper, ButtonHelper, DjangoORMSearchHandler
from wagtail_modeladmin.helpers.search import BaseSearchHandler

from support_plugin.text.clean import clean
from support_plugin.text.search import query_tokens

from .translations import address_of, language_name, missing_languages
from .usage import is_in_use, is_switchable


class CatalogueURLs(AdminURLHelper):
    def _get_object_specific_action_url_pattern(self, action):
        # Digits only: modeladmin looks up whatever stands here, and fails on a word.
        return rf"^{self.base_url_path}/{action}/(?P<instance_pk>[0-9]{{1,18}})/$"


class CatalogueButtons(ButtonHelper):
    """Deleting is offered while no ticket names the thing; afterwards it is switched off and on."""

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        exclude = list(exclude or [])
        may_edit = self.permission_helper.user_can_edit_obj(self.request.user, obj)
        switch = None
        if is_in_use(obj):
            exclude.append("delete")
        if may_edit and is_switchable(obj) and (is_in_use(obj) or not obj.is_active):
            switch = self.switch_button(obj, classnames_add or [], classnames_exclude or [])
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if switch:
            buttons.append(switch)
        if may_edit:
            buttons += [self.missing_tag(obj, code) for code in missing_languages(obj)]
        return buttons

    def missing_tag(self, obj, code):
        """Says that a text lacks a language, and leads to where it is written."""
        label = _("%(language)s missing") % {"language": language_name(code)}
        return {
            "url": address_of(obj, code),
            "label": label,
            "classname": "w-status catalogue-missing-tag",
            "title": f"{label}: {obj}",
        }

    def switch_button(self, obj, classnames_add, classnames_exclude):
        action, label = ("deactivate", _("Deactivate")) if obj.is_active else ("activate", _("Activate"))
        return {
            "url": self.url_helper.get_action_url(action, obj.pk),
            "label": label,
            "classname": self.finalise_classname(["button-secondary", *classnames_add], classnames_exclude),
            "title": f"{label}: {obj}",
        }


class SearchKeySearch(BaseSearchHandler):
    """Every word of the question is the beginning of a word of the name, in any language, however it is typed."""

    def search_queryset(self, queryset, search_term, **kwargs):
        for token in query_tokens(search_term):
            queryset = queryset.filter(search_key__contains=f" {token}")
        return queryset


class PeopleSearch(DjangoORMSearchHandler):
    """By whatever names the host's user model has."""

    MOST_WORDS = 8

    def __init__(self, search_fields):
        user = get_user_model()
        names = (user.USERNAME_FIELD, user.get_email_field_name(), "first_name", "last_name")
        super().__init__([f"user__{name}" for name in dict.fromkeys(names) if _has_field(user, name)])

    def search_queryset(self, queryset, search_term, **kwargs):
        words = clean(search_term).split()[: self.MOST_WORDS]
        return super().search_queryset(queryset, " ".join(words), **kwargs)


def _has_field(model, name):
    try:
        return bool(model._meta.get_field(name))
    except FieldDoesNotExist:
        return False
