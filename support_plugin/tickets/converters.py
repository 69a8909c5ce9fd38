"""How a ticket's number stands in an address."""

from django.urls import register_converter


class ReferenceConverter:
    """Latin, Persian or Arabic digits (those that `to_ascii` reads), so that a typed number leads to its ticket."""

    regex = "[0-9۰-۹٠-٩]{6,12}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ReferenceConverter, "reference")
