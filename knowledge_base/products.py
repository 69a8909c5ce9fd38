"""Which products a guide is about. What products there are is known to others, who say so through a hook."""

from django import forms
from django.db import models

from support_plugin.hooks import answers


def products():
    """`{slug: name}` of all that the hook `knowledge_base_products` offers, names in the active language."""
    offered = {}
    for named in answers("knowledge_base_products", read=_names):
        offered |= named
    return offered


def _names(answer):
    return {product["slug"]: str(product["name"]) for product in answer}


def choices():
    return list(products().items())


class ProductsField(models.JSONField):
    """A list of slugs. Those that are no longer offered survive an edit."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs):
        kwargs.pop("encoder", None)
        kwargs.pop("decoder", None)
        return models.Field.formfield(
            self,
            **{
                "form_class": forms.MultipleChoiceField,
                "choices": choices,
                "show_hidden_initial": False,
                **kwargs,
            },
        )

    def save_form_data(self, instance, data):
        offered = products()
        kept = [slug for slug in getattr(instance, self.attname) if slug not in offered]
        super().save_form_data(instance, [*data, *kept])
