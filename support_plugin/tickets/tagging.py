"""The verbs of tags."""

from django.db import transaction

from . import errors
from .canned import CannedReply
from .changing import lock, save
from .models import Event, department_keys
from .permissions import is_lead, require_agent
from .signals import tags_merged
from .tags import Tag, TaggedTicket, tag_key, tag_name
from .timeline import record

# Tags of one ticket: more sort nothing any more.
MOST_TAGS = 20


@transaction.atomic
def tag(ticket, *, by, add=(), remove=()):
    """Put tags on a ticket and take others off, by their names or as `Tag`s; return what it bears then.

    A new name becomes a new tag where the ticket's department takes new ones. Raises TagNotKnown, TooManyTags.
    """
    lock(ticket)
    require_agent(by, ticket)
    borne = {each.pk: each for each in Tag.objects.filter(tagged_tickets__content_object=ticket)}
    taken = [each for each in _known(remove) if each.pk in borne]
    given = [each for each in _made(ticket, add) if each.pk not in borne]
    if len(borne) - len(taken) + len(given) > MOST_TAGS:
        raise errors.TooManyTags(limit=MOST_TAGS)
    if not (taken or given):
        return list(borne.values())
    TaggedTicket.objects.filter(content_object=ticket, tag__in=taken).delete()
    TaggedTicket.objects.bulk_create(
        [TaggedTicket(content_object=ticket, tag=each) for each in given], ignore_conflicts=True
    )
    save(ticket, customer_may_know=False)
    record(
        ticket,
        Event.Kind.TAGGED,
        by=by,
        added=[each.name for each in given],
        removed=[each.name for each in taken],
    )
    return [each for each in (*borne.values(), *given) if each not in taken]


@transaction.atomic
def merge_tags(unwanted, into, *, by):
    """Make one tag of two: every ticket with `unwanted` bears `into`, and canned replies add it. A lead's verb; NotYours for others."""
    if not is_lead(by):
        raise errors.NotYours
    if unwanted.pk == into.pk:
        return into
    has_both = TaggedTicket.objects.filter(
        tag=unwanted, content_object__in=TaggedTicket.objects.filter(tag=into).values("content_object")
    )
    has_both.delete()
    TaggedTicket.objects.filter(tag=unwanted).update(tag=into)
    for canned in CannedReply.objects.filter(tags=unwanted):
        canned.tags.add(into)
    tags_merged.send(Tag, unwanted=unwanted, into=into)
    unwanted.delete()
    return into


def tags_offered_to(user):
    """All tags, for agents: a word is nobody's secret."""
    return Tag.objects.all() if user.is_superuser or department_keys(user) else Tag.objects.none()


def tags_named(names):
    """The tags of these names, made where they are new; for those who look after tags."""
    tags = []
    for name in map(tag_name, names):
        found, _is_new = Tag.objects.get_or_create(key=tag_key(name), defaults={"name": name})
        tags.append(found)
    return tags


def _known(tags):
    keys = [each.key if isinstance(each, Tag) else tag_key(tag_name(each)) for each in tags]
    return list(Tag.objects.filter(key__in=keys))


def _made(ticket, tags):
    """The tags of these names, made where they are new."""
    names = {
        tag_key(name): name
        for name in (each.name if isinstance(each, Tag) else tag_name(each) for each in tags)
    }
    names.pop("", None)
    known = {each.key: each for each in Tag.objects.filter(key__in=names)}
    for key, name in names.items():
        if key in known:
            continue
        if not ticket.department.takes_new_tags:
            raise errors.TagNotKnown(name=name)
        known[key], _is_new = Tag.objects.get_or_create(key=key, defaults={"name": name})
    return [known[key] for key in names]
