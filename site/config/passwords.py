"""Rules for passwords, with their numbers in the reader's digits."""

from django.contrib.auth import password_validation

from support_plugin.text.digits import localized


class MinimumLengthValidator(password_validation.MinimumLengthValidator):
    def get_error_message(self):
        return localized(super().get_error_message())

    def get_help_text(self):
        return localized(super().get_help_text())
