"""Account forms in our words: labels instead of placeholders, one link to a new password instead of two."""

from allauth.account import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

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
LATIN = {"username", "email", "login"}


class OurWords:
    """Gives the fields of a form their label, and Latin ones their direction."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = LABELS.get(name, field.label)
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
    pass


class ResetPasswordForm(OurWords, forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(OurWords, forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(OurWords, forms.ChangePasswordForm):
    pass


class SetPasswordForm(OurWords, forms.SetPasswordForm):
    pass


class AddEmailForm(OurWords, forms.AddEmailForm):
    pass
