"""Whom an agent files a ticket for: people, found by what an agent knows of them. Never a list of everybody."""

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, Case, Q, Value, When
from django.http import Http404

from support_plugin.text.clean import FORBIDDEN, clean
from support_plugin.text.digits import to_ascii

FEWEST_LETTERS = 2
MOST_FOUND = 10
MOST_WORDS = 5
LONGEST_TEXT = 100
# Names are stored as they were typed, on Persian keyboards and on Arabic ones.
TO_ARABIC, TO_PERSIAN = str.maketrans("یک", "يك"), str.maketrans("يك", "یک")


def asked_for(text):
    """What was typed, as it is looked for."""
    return clean(FORBIDDEN.sub("", text)[:LONGEST_TEXT]).strip()


def found(text, *, by):
    """`(people, has more)`: at most MOST_FOUND whose name has every word, or whose username or e-mail begins so.

    Whoever is meant exactly comes first. Fewer than FEWEST_LETTERS find nobody; nobody finds themselves.
    """
    if len(text.replace(" ", "")) < FEWEST_LETTERS:
        return [], False
    typed, exactly, named = to_ascii(text), Q(), Q()
    for column in address_columns():
        exactly |= Q(**{f"{column}__iexact": typed})
        named |= Q(**{f"{column}__istartswith": typed})
    if names := _names():
        named |= _has_every_word(text.split()[:MOST_WORDS], names)
    people = _others(by).filter(named).annotate(is_exact=_is(exactly))
    order = [name for name in ("last_name", "first_name") if name in names]
    people = list(people.order_by("-is_exact", *order, "pk")[: MOST_FOUND + 1])
    return people[:MOST_FOUND], len(people) > MOST_FOUND


def person(key, *, by):
    """The person with this key in an address; 404 where there is none, or whoever asks."""
    try:
        chosen = _others(by).filter(pk=key).first()
    except (ValueError, OverflowError, ValidationError):
        chosen = None
    if chosen is None:
        raise Http404
    return chosen


def _others(by):
    return get_user_model().objects.filter(is_active=True).exclude(pk=by.pk)


def address_columns():
    """By which somebody is known exactly: username, and e-mail where the host's people have one."""
    people = get_user_model()
    return {people.USERNAME_FIELD, getattr(people, "EMAIL_FIELD", None) or people.USERNAME_FIELD}


def _names():
    """A host's user model may have no such columns."""
    known = {field.name for field in get_user_model()._meta.get_fields()}
    return [name for name in ("first_name", "last_name") if name in known]


def _has_every_word(words, names):
    condition = Q()
    for word in words:
        spellings = {word, word.translate(TO_ARABIC), word.translate(TO_PERSIAN)}
        here = Q()
        for name in names:
            for spelling in spellings:
                here |= Q(**{f"{name}__icontains": spelling})
        condition &= here
    return condition


def _is(condition):
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())
