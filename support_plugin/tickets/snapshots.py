"""What a ticket says of its turn, as facts that fit into JSON and can be put back exactly."""

from datetime import datetime

FIELDS = (
    "status",
    "asked_customer",
    "promised_until",
    "assignee_id",
    "resolved_at",
    "closed_at",
    "first_response_at",
    "last_message_at",
    "last_message_side",
    "last_request_pk",
    "last_answer_pk",
    "changed_at",
)


def snapshot(ticket):
    """`{field: value}`, moments in ISO 8601 with all their digits."""
    return {name: _plain(getattr(ticket, name)) for name in FIELDS}


def restore(ticket, facts, *, all_but=()):
    """Put the facts of a snapshot back, except for some fields; the caller saves."""
    for name in FIELDS:
        if name in all_but:
            continue
        value = facts[name]
        if name.endswith(("_at", "_until")) and value is not None:
            value = datetime.fromisoformat(value)
        setattr(ticket, name, value)


def _plain(value):
    return value.isoformat() if isinstance(value, datetime) else value
