"""How a ticket's number stands in an address."""

from django.urls import register_converter


class ReferenceConverter:
    """Digits of any script, so that a number typed in Persian leads to its ticket."""

    regex = r"\d{6,12}"

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(ReferenceConverter, "reference")
