"""Parts of bodies: read exactly as the schema says them, so that nothing is taken for something else."""

import re
import uuid
from datetime import UTC, datetime

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from rest_framework import ISO_8601, serializers

from support_plugin.text.clean import FORBIDDEN

LARGEST_KEY = 2**63 - 1
NOT_THIS = _("This is of another type than expected.")
UNKNOWN = _("There is no field of this name.")
NOT_OFFERED = _("This choice is not offered.")
KNOWN = _("Known: {names}")
WITH_OFFSET = re.compile(
    r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII
)


class Strict(serializers.Serializer):
    """A body or an address of which every name is known."""

    def to_internal_value(self, data):
        if isinstance(data, dict):
            said = [serializers.ErrorDetail(and_known(UNKNOWN, self.fields), code="unknown_field")]
            if unknown := {name: said for name in data if name not in self.fields}:
                raise serializers.ValidationError(unknown)
        return super().to_internal_value(data)


class Text(serializers.CharField):
    """A string and nothing else; what cannot be stored is refused, the rest is the form's to judge."""

    def __init__(self, **kwargs):
        kwargs.setdefault("trim_whitespace", False)
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError(NOT_THIS, code="wrong_type")
        if FORBIDDEN.search(data):
            raise serializers.ValidationError(
                _("This text contains characters that cannot be stored."), code="forbidden"
            )
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    def to_internal_value(self, data):
        if not isinstance(data, bool):
            raise serializers.ValidationError(NOT_THIS, code="wrong_type")
        return data


class Whole(serializers.IntegerField):
    """A JSON number without decimals, by default one that can be a key."""

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", LARGEST_KEY)
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        is_whole = isinstance(data, int) or (isinstance(data, float) and data.is_integer())
        if isinstance(data, bool) or not is_whole:
            raise serializers.ValidationError(NOT_THIS, code="wrong_type")
        return int(data)


class Key(serializers.UUIDField):
    """A UUID in its usual form."""

    def to_internal_value(self, data):
        try:
            key = uuid.UUID(data) if isinstance(data, str) else None
        except ValueError:
            key = None
        if key is None or str(key) != data.lower():
            raise serializers.ValidationError(_("This is no UUID."), code="invalid")
        return key


class Moment(serializers.DateTimeField):
    """A moment in ISO 8601; read with an offset or Z, answered in UTC."""

    def __init__(self, **kwargs):
        super().__init__(default_timezone=UTC, format=ISO_8601, **kwargs)

    def to_internal_value(self, value):
        sentence = _("Write a moment like 2026-12-01T09:30:00Z.")
        if not (isinstance(value, str) and WITH_OFFSET.fullmatch(value)):
            raise serializers.ValidationError(sentence, code="invalid")
        try:
            moment = parse_datetime(value.upper())
            return moment.astimezone(UTC)
        except (ValueError, OverflowError, AttributeError):
            raise serializers.ValidationError(sentence, code="invalid") from None


class Choice(serializers.ChoiceField):
    """One of a closed list of texts."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            raise serializers.ValidationError(NOT_THIS, code="wrong_type")
        if data not in self.choices:
            raise serializers.ValidationError(and_known(NOT_OFFERED, self.choices), code="invalid_choice")
        return super().to_internal_value(data)


class Names(serializers.CharField):
    """Several names in one parameter, separated by commas."""

    def __init__(self, *, of, **kwargs):
        self.of = tuple(of)
        super().__init__(**kwargs)

    def to_internal_value(self, data):
        names = tuple(dict.fromkeys(name.strip() for name in super().to_internal_value(data).split(",")))
        if unknown := [name for name in names if name not in self.of]:
            raise serializers.ValidationError(
                _("There is no “{name}” here. Known: {names}").format(
                    name=unknown[0][:60], names=", ".join(self.of)
                ),
                code="unknown_name",
            )
        return names


def and_known(sentence, names):
    """The sentence about something unknown, and what is known instead."""
    return " ".join([str(sentence), KNOWN.format(names=", ".join(names))] if names else [str(sentence)])


def in_utc(moment):
    """A moment as it is answered, for what no serializer shapes."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(moment, datetime) else None
