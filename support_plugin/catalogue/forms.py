"""Forms of the catalogue."""

from django import forms
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.models import Admin
from wagtail.admin.widgets import SlugInput
from wagtail.permission_policies import ModelPermissionPolicy

from support_plugin.taxonomy.models import Department

from .labels import person_label
from .slugs import free_slug

# Wagtail's own controllers: what is typed in the name stands in the address too, until somebody writes another.
FOLLOWED_BY_ADDRESS = {
    "data-controller": "w-sync",
    "data-action": "focus->w-sync#check blur->w-sync#apply change->w-sync#apply keyup->w-sync#apply",
    "data-w-sync-target-value": "#id_slug",
}


class TaxonomyForm(WagtailAdminModelForm):
    """The address is prefilled from the English name, the one in letters an address may have; left empty it is made
    of whatever name there is."""

    class Meta:
        widgets = {"slug": SlugInput(attrs={"dir": "ltr", "data-w-slug-allow-unicode-value": "false"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        names = self.fields["name"].widget.widgets
        languages = [code for code, _name in settings.LANGUAGES]
        names[languages.index("en") if "en" in languages else 0].attrs.update(FOLLOWED_BY_ADDRESS)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = format_lazy(
            "{} {}", self.fields["slug"].help_text, _("Left empty, it is made from the name.")
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("name") and cleaned.get("slug") == "":
            cleaned["slug"] = free_slug(self.instance, cleaned["name"])
        return cleaned


class DepartmentsField(forms.ModelMultipleChoiceField):
    """Knows its few choices by heart: a forged number may be too large for the database to look up."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(queryset=Department.objects.all(), label=_("Departments"), **kwargs)

    def _check_values(self, value):
        known = {str(pk) for pk in self.queryset.values_list("pk", flat=True)}
        for pk in value:
            if str(pk) not in known:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": pk}
                )
        return super()._check_values(value)


class TicketTypeForm(TaxonomyForm):
    departments = DepartmentsField()


class ProductForm(TaxonomyForm):
    departments = DepartmentsField(
        required=False, help_text=_("None chosen: the product is offered by every department.")
    )


class PersonField(forms.ModelChoiceField):
    def label_from_instance(self, user):
        return person_label(user)


class MembershipForm(WagtailAdminModelForm):
    """Offers the people who may enter the admin: customers can be a hundred thousand, agents are a few."""

    user = PersonField(
        queryset=get_user_model()._default_manager.none(),
        label=_("Person"),
        help_text=_(
            "People who may enter the admin. Somebody is missing? Put them into the group of agents first."
        ),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        people = ModelPermissionPolicy(Admin).users_with_permission("access")
        if self.instance.pk:
            people = people | get_user_model()._default_manager.filter(pk=self.instance.user_id).distinct()
        self.fields["user"].queryset = people.order_by(get_user_model().USERNAME_FIELD)
