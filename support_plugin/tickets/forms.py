"""What is written of a new ticket beside its form's answers: product, subject, description."""

import json

from django import forms
from django.utils.translation import gettext_lazy as _

from support_plugin import conf
from support_plugin.taxonomy.models import Product
from support_plugin.taxonomy.ownership import products_for
from support_plugin.text.forms import CleanCharField, PlainTextField

from .intake import KeyedForm, limit_length


class ProductField(forms.ChoiceField):
    """One of the products that the form has read; its value is the product."""

    def offer(self, products):
        self.products = {str(product.pk): product for product in products}
        self.choices = [("", _("Choose a product")), *((key, each) for key, each in self.products.items())]
        # What conditions of the type's form compare.
        slugs = {key: product.slug for key, product in self.products.items()}
        self.widget.attrs["data-product-slugs"] = json.dumps(slugs)

    def prepare_value(self, value):
        return value.pk if isinstance(value, Product) else value

    def clean(self, value):
        return self.products.get(super().clean(value))

    def slug_of(self, value):
        """The address of what was chosen, valid or not; "" for nothing that is offered."""
        chosen = value if isinstance(value, Product) else self.products.get(str(value))
        return chosen.slug if chosen else ""


class TicketForm(KeyedForm):
    """Product (where the department has some), subject and description."""

    product = ProductField(
        label=_("Product"),
        help_text=_("Choose the product your request is about."),
        error_messages={
            "required": _("Please choose the product."),
            "invalid_choice": _("This product is not offered here. Please choose another one."),
        },
    )
    subject = CleanCharField(
        label=_("Subject"),
        help_text=_("One short sentence, for example “Error when sending bulk SMS”."),
        error_messages={"required": _("Please enter the subject.")},
    )
    description = PlainTextField(
        label=_("Ticket description"),
        help_text=_(
            "Describe your request fully: what you were doing, what message you saw, and since when."
        ),
        error_messages={"required": _("Please enter the ticket description.")},
        widget=forms.Textarea(attrs={"rows": 7}),
    )

    field_order = ["product", "subject", "description", "submission_key"]

    def __init__(self, *args, department, customer, **kwargs):
        super().__init__(*args, **kwargs)
        products = products_for(customer, department)
        self.fields["product"].offer(products)
        if not products:
            del self.fields["product"]
        limit_length(self.fields["subject"], conf.SUBJECT_LENGTH)
        limit_length(self.fields["description"], conf.MESSAGE_LENGTH)

    @property
    def product_slug(self):
        """What conditions of the type's form go by, before anything was validated."""
        return self.fields["product"].slug_of(self["product"].value()) if "product" in self.fields else ""

    def words(self):
        """What `open_ticket` is told of a valid form."""
        names = ("subject", "description", "product")
        return {name: self.cleaned_data.get(name) for name in names} | {"submission_key": self.key}
