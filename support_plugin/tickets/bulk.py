"""One verb for many tickets. Each ticket is changed and ticked off in one transaction of its own.

So a run can be ended at any moment, and taken up by another worker: nothing is done twice, and what was skipped
says why.
"""

import logging
import uuid
from datetime import timedelta
from functools import partial

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import InterfaceError, OperationalError, connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_tasks import task

from support_plugin.taxonomy.models import Department, TicketType

from . import actions, canned, errors
from .changing import lock_person
from .models import Ticket

logger = logging.getLogger(__name__)

# Up to here the person waits for it.
MOST_AT_ONCE = 500
SILENT_AFTER = timedelta(minutes=5)
SAID_EVERY = timedelta(seconds=5)
# The code of a ticket on which the verb broke, beside those of the rules.
FAILED = "failed"


class BulkRunQuerySet(models.QuerySet):
    def seen_by(self, user):
        """Whoever ordered a run sees it, and superusers."""
        return self if user.is_superuser else self.filter(actor=user)

    def with_counts(self):
        """Load with each run how many of its tickets are in which state."""
        counts = {
            f"count_{state}": models.Count("items", filter=models.Q(items__state=state))
            for state in BulkItem.State.values
        }
        return self.annotate(**counts)


class BulkRun(models.Model):
    """One verb on many tickets, ordered by one person."""

    class Verb(models.TextChoices):
        ASSIGN = "assign", pgettext_lazy("bulk action", "Assign")
        RELEASE = "release", pgettext_lazy("bulk action", "Give back to the queue")
        TRANSFER = "transfer", pgettext_lazy("bulk action", "Transfer to a department")
        TAG = "tag", pgettext_lazy("bulk action", "Tag")
        PRIORITY = "priority", pgettext_lazy("bulk action", "Set the priority")
        RESOLVE = "resolve", pgettext_lazy("bulk action", "Resolve")
        CLOSE = "close", pgettext_lazy("bulk action", "Close")
        REOPEN = "reopen", pgettext_lazy("bulk action", "Reopen")
        WAIT = "wait", pgettext_lazy("bulk action", "Wait for the customer")
        CANNED = "canned", pgettext_lazy("bulk action", "Send a canned reply")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, related_name="+", null=True
    )
    verb = models.CharField(_("action"), max_length=20, choices=Verb)
    # What the verb needs: {"agent": key} | {"department": key, "ticket_type": key or null} |
    # {"add": [names], "remove": [names]} | {"priority": value} | {"canned": key, "answer_times": {…: words}}.
    facts = models.JSONField(default=dict)
    # The language of whoever ordered it: reasons are stored in it.
    language = models.CharField(max_length=10)
    total = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    objects = BulkRunQuerySet.as_manager()

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        ordering = ["-pk"]
        indexes = [
            models.Index("touched_at", name="bulk_unfinished", condition=models.Q(finished_at__isnull=True))
        ]

    def __str__(self):
        return f"{self.get_verb_display()} · {self.total}"

    @property
    def is_finished(self):
        return self.finished_at is not None

    def is_of(self, verb, keys, facts):
        """Is this the run of that order? What was worked out for it may have changed since."""
        told = {name: fact for name, fact in self.facts.items() if name != "answer_times"}
        asked = {name: fact for name, fact in facts.items() if name != "answer_times"}
        known = set(self.items.values_list("ticket", flat=True))
        return (self.verb, told, known) == (verb, asked, set(keys))

    def counts(self):
        """`{state: how many}` of its tickets; none is asked for where `with_counts` has."""
        states = BulkItem.State.values
        if all(hasattr(self, f"count_{state}") for state in states):
            return {state: getattr(self, f"count_{state}") for state in states}
        found = dict(self.items.values_list("state").annotate(models.Count("pk")).order_by())
        return {state: found.get(state, 0) for state in states}


class BulkItem(models.Model):
    """One ticket of a run: whether it was changed, or why not."""

    wagtail_reference_index_ignore = True

    class State(models.TextChoices):
        PENDING = "pending", pgettext_lazy("bulk item", "Waiting")
        DONE = "done", pgettext_lazy("bulk item", "Done")
        SKIPPED = "skipped", pgettext_lazy("bulk item", "Skipped")

    run = models.ForeignKey(BulkRun, on_delete=models.CASCADE, related_name="items")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PENDING)
    # A `TicketError`'s code and sentence.
    code = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index("run", "state", "id", name="bulk_item_next")]
        constraints = [
            models.UniqueConstraint(fields=["run", "ticket"], name="bulk_item_once_per_ticket"),
            models.CheckConstraint(
                name="bulk_item_state_known", condition=models.Q(state__in=["pending", "done", "skipped"])
            ),
        ]

    def __str__(self):
        return f"{self.ticket_id} {self.state}"


def skipped_tickets(key, user):
    """The keys of the tickets that the run with this UUID skipped, for whoever sees the run."""
    runs = BulkRun.objects.seen_by(user).filter(uuid=key)
    return BulkItem.objects.filter(run__in=runs, state=BulkItem.State.SKIPPED).values("ticket")


def start(verb, tickets, *, by, key=None, **facts):
    """Do a verb (`BulkRun.Verb`) on all of `tickets` (a queryset or primary keys); return the `BulkRun`.

    Up to MOST_AT_ONCE it is done when this returns, more is the worker's. Whether `by` may is asked ticket by ticket
    when it is done; who may not is a reason like others. The same `key` (a UUID) of the same person is the same run;
    another order under it is refused with SentAlready. `facts` are what the verb needs (see `BulkRun.facts`).
    """
    with transaction.atomic():
        lock_person(by)
        keys = list(dict.fromkeys(_keys_of(tickets)))
        if key and (earlier := BulkRun.objects.filter(uuid=key, actor=by).first()):
            if not earlier.is_of(verb, keys, facts):
                raise errors.SentAlready
            return earlier
        run = BulkRun.objects.create(
            actor=by,
            verb=verb,
            facts=facts,
            language=translation.get_language() or settings.LANGUAGE_CODE,
            **({"uuid": key} if key and not BulkRun.objects.filter(uuid=key).exists() else {}),
        )
        items = [BulkItem(run=run, ticket_id=key) for key in keys]
        BulkItem.objects.bulk_create(items, batch_size=500)
        run.total = len(items)
        run.save(update_fields=["total"])
        if run.total > MOST_AT_ONCE:
            transaction.on_commit(partial(carry_out.enqueue, run.pk), robust=True)
    if run.total <= MOST_AT_ONCE:
        try:
            go_on(run.pk)
        except (OperationalError, InterfaceError):
            # The order stands; `take_up_stale` goes on with it.
            logger.exception("Bulk run %s was interrupted", run.pk)
        run.refresh_from_db()
    return run


def _keys_of(tickets):
    return tickets.order_by("pk").values_list("pk", flat=True) if hasattr(tickets, "order_by") else tickets


def take_up_stale(now=None):
    """Go on with runs whose worker fell silent; return how many. Called by `support_tick`."""
    now = now or timezone.now()
    stale = BulkRun.objects.filter(finished_at=None, touched_at__lte=now - SILENT_AFTER)
    keys = list(stale.values_list("pk", flat=True)[:10])
    for key in keys:
        BulkRun.objects.filter(pk=key).update(touched_at=now)
        carry_out.enqueue(key)
    return len(keys)


@task()
def carry_out(pk):
    """The worker's part."""
    go_on(pk)


def go_on(pk):
    """Do what is left of a run, ticket by ticket, to its end. Any number of workers may do this at once."""
    run = BulkRun.objects.filter(pk=pk, finished_at=None).first()
    if run is None:
        return
    with translation.override(run.language):
        while _do_one(run):
            pass
    if not run.items.filter(state=BulkItem.State.PENDING).exists():
        now = timezone.now()
        BulkRun.objects.filter(pk=pk, finished_at=None).update(finished_at=now, touched_at=now)


@transaction.atomic
def _do_one(run):
    """Change the next ticket and tick it off with the change; answers whether there was one."""
    waiting = run.items.filter(state=BulkItem.State.PENDING).order_by("pk")
    skip_locked = connection.features.has_select_for_update_skip_locked
    item = waiting.select_for_update(skip_locked=skip_locked, of=("self",)).first()
    if item is None:
        return False
    try:
        with transaction.atomic():
            _change(run, item)
        item.state = BulkItem.State.DONE
    except errors.TicketError as refused:
        item.state, item.code, item.reason = BulkItem.State.SKIPPED, refused.code, str(refused)[:300]
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Bulk run %s: ticket %s could not be changed", run.pk, item.ticket_id)
        item.state, item.code = BulkItem.State.SKIPPED, FAILED
        item.reason = str(errors.TicketError.message)
    item.save(update_fields=["state", "code", "reason"])
    _touch(run)
    return True


def _touch(run):
    """Somebody is at it: said once in a few seconds."""
    now = timezone.now()
    if now - run.touched_at > SAID_EVERY:
        run.touched_at = now
        BulkRun.objects.filter(pk=run.pk).update(touched_at=now)


def _change(run, item):
    """Call the verb, as the person who ordered it, with the rights they have now."""
    # Asked anew: a run may last longer than a right.
    actor = get_user_model()._default_manager.filter(pk=run.actor_id).first()
    if actor is None or not actor.is_active:
        raise errors.NotYours
    tickets = Ticket.objects.worked_by(actor).with_row_details()
    ticket = tickets.filter(pk=item.ticket_id).first()
    if ticket is None:
        raise errors.NotYours
    VERBS[run.verb](ticket, run.facts, actor)


def _assign(ticket, facts, by):
    agent = get_user_model().objects.filter(pk=facts["agent"]).first()
    if agent is None:
        raise errors.ChoiceNotOffered
    actions.assign(ticket, agent, by=by)


def _transfer(ticket, facts, by):
    department = Department.objects.filter(pk=facts["department"]).first()
    kind = TicketType.objects.filter(pk=facts.get("ticket_type")).first()
    if department is None:
        raise errors.ChoiceNotOffered
    actions.transfer(ticket, department, by=by, ticket_type=kind)


def _tag(ticket, facts, by):
    actions.tag(ticket, by=by, add=facts.get("add", ()), remove=facts.get("remove", ()))


def _canned(ticket, facts, by):
    text = canned.CannedReply.objects.offered_in(ticket.department).filter(pk=facts["canned"]).first()
    if text is None:
        raise errors.CannedReplyNotOffered(department=ticket.department)
    words = facts.get("answer_times", {}).get(answer_time_key(ticket), "")
    canned.send(text, ticket, by=by, answer_time=words)


def answer_time_key(ticket):
    """Under which `facts["answer_times"]` has the words of this ticket's answering time."""
    return f"{ticket.department_id}/{ticket.ticket_type_id}/{ticket.language}"


VERBS = {
    BulkRun.Verb.ASSIGN: _assign,
    BulkRun.Verb.RELEASE: lambda ticket, facts, by: actions.release(ticket, by=by),
    BulkRun.Verb.TRANSFER: _transfer,
    BulkRun.Verb.TAG: _tag,
    BulkRun.Verb.PRIORITY: lambda ticket, facts, by: actions.set_priority(ticket, facts["priority"], by=by),
    BulkRun.Verb.RESOLVE: lambda ticket, facts, by: actions.resolve(ticket, by=by, side="team"),
    BulkRun.Verb.CLOSE: lambda ticket, facts, by: actions.close(ticket, by=by),
    BulkRun.Verb.REOPEN: lambda ticket, facts, by: actions.reopen(ticket, by=by, side="team"),
    BulkRun.Verb.WAIT: lambda ticket, facts, by: actions.wait(ticket, by=by),
    BulkRun.Verb.CANNED: _canned,
}
