"""Form fields that several screens share."""

from django.core.exceptions import ValidationError


class AmongOffered:
    """Takes only what it offers; the database is never asked for whatever somebody typed into a key."""

    def to_python(self, value):
        if value in self.empty_values:
            return None
        chosen = next((each for each in self.queryset if str(each.pk) == value), None)
        if chosen is None:
            raise ValidationError(self.error_messages["invalid_choice"], params={"value": value})
        return chosen
