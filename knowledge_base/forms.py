"""What readers fill in, whether a guide was helpful, and what editors do of which Wagtail knows too little."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm

from support_plugin.text.forms import DateField, PlainTextField

from .feedback import LONGEST_WORDS, Reason


class FeedbackForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Was this guide helpful?"),
        choices=[("yes", _("Yes")), ("no", _("No"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose yes or no.")},
    )
    reason = forms.ChoiceField(
        label=_("What was missing?"),
        help_text=_("Only if it was not helpful."),
        choices=Reason.choices,
        required=False,
        widget=forms.RadioSelect,
    )
    words = PlainTextField(
        label=_("In your words"),
        help_text=_("Please write nothing about yourself; for an answer, file a ticket."),
        required=False,
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_WORDS}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == "no" and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Please choose a reason."))
        return cleaned

    @property
    def feedback(self):
        """The answer as `feedback.give_feedback` takes it."""
        return {
            "is_helpful": self.cleaned_data["answer"] == "yes",
            "reason": self.cleaned_data["reason"],
            "words": self.cleaned_data["words"],
        }


class GuideForm(WagtailAdminPageForm):
    """The editor of a guide, with its day in the calendar of who edits."""

    checked_on = DateField(
        label=_("Last checked on"),
        help_text=_("The day on which somebody last made sure that all of this is still right."),
        required=False,
    )
