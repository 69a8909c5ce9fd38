"""Where a ticket stands in the view one came from, and which are before and behind it."""

from support_plugin.queue.narrowing import matching

# One looks so far down a view.
MOST_STEPS = 500


def neighbours(user, query, ticket):
    """(position, total, previous reference, next reference) of a ticket in a view of the queue; one query.

    `query` is what stands behind the question mark of the queue's address (text or QueryDict). `position` counts
    from 1 and is None where the ticket does not stand in the view (any more): then the next is the view's first.
    `total` ends at MOST_STEPS + 1: there are more. A reference is None where there is no such ticket.
    """
    rows = list(matching(user, query).values_list("pk", "reference")[: MOST_STEPS + 1])
    references = [reference for _key, reference in rows]
    place = next((place for place, (key, _reference) in enumerate(rows) if key == ticket.pk), None)
    if place is None:
        return None, len(rows), None, references[0] if references else None
    before = references[place - 1] if place else None
    behind = references[place + 1] if place + 1 < len(references) else None
    return place + 1, len(rows), before, behind
