"""Account forms in our words: labels instead of placeholders, one link to a new password instead of two, a name."""

from allauth.account import forms
from django.core.validators import MaxLengthValidator
from django.forms import TextInput
from django.utils.translation import gettext_lazy as _

from support_plugin.text.forms import CleanCharField

LABELS = {
    "login": _("Username or e-mail"),
    "username": _("Username"),
    "email": _("E-mail"),
    "password": _("Password"),
    "password1": _("Password"),
    "password2": _("Password once more"),
    "oldpassword": _("Present password"),
    "remember": _("Remember me on this device"),
}
NEW_PASSWORD = {"password1": _("New password"), "password2": _("New password once more")}
LATIN = {"username", "email", "login"}


class OurWords:
    """Gives the fields of a form their label, and Latin ones their direction."""

    labels = LABELS

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = self.labels.get(name, field.label)
            field.widget.attrs.pop("placeholder", None)
            if name in LATIN:
                field.widget.attrs["dir"] = "auto" if name == "login" else "ltr"


class LoginForm(OurWords, forms.LoginForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""
        # No name and no address is longer, and a database refuses to compare with much longer ones.
        for name, longest in (("login", 254), ("password", 4096)):
            self.fields[name].max_length = longest
            self.fields[name].validators.append(MaxLengthValidator(longest))


class SignupForm(OurWords, forms.SignupForm):
    """Asks for a name as well: mails and the desk greet by it, where there is one."""

    first_name = CleanCharField(
        label=_("Your name"),
        help_text=_("Our agents and our mails call you by it."),
        max_length=150,
        required=False,
        widget=TextInput(attrs={"autocomplete": "name"}),
    )
    field_order = ["first_name", "username", "email", "password1", "password2"]


class ResetPasswordForm(OurWords, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, forms.ResetPasswordKeyForm):
    labels = LABELS | NEW_PASSWORD


class ChangePasswordForm(OurWords, forms.ChangePasswordForm):
    labels = LABELS | NEW_PASSWORD

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].help_text = ""


class SetPasswordForm(OurWords, forms.SetPasswordForm):
    pass


class AddEmailForm(OurWords, forms.AddEmailForm):
    pass
