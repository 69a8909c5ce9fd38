"""What one says of a token when one makes it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from support_plugin.text.digits import localized
from support_plugin.text.forms import CleanCharField

from .actions import LIFETIMES, USUAL_LIFETIME
from .models import NAME_LENGTH
from .scopes import MEANINGS, Scope, offered_to


class TokenForm(forms.Form):
    """Its `cleaned_data` are what `actions.issue` takes."""

    name = CleanCharField(
        label=_("Name"),
        help_text=_("For example the program or server that will use it, so that you recognise it later."),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Give the token a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        initial=[Scope.READ],
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose what the token may do."),
            "invalid_choice": _("This permission is not offered to you. Please choose again."),
        },
    )
    days = forms.TypedChoiceField(
        label=_("How long it is valid"),
        coerce=int,
        initial=USUAL_LIFETIME,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how long the token is valid."),
            "invalid_choice": _("Choose how long the token is valid."),
        },
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["autocomplete"] = "off"
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in offered_to(user)]
        self.fields["days"].choices = [(days, _in_words(days)) for days in LIFETIMES]

    @property
    def scope_boxes(self):
        """`[(box, meaning)]`"""
        return [(box, MEANINGS[Scope(box.data["value"])]) for box in self["scopes"]]


def _in_words(days):
    return ngettext_lazy("{number} day", "{number} days", days).format(number=localized(days))
