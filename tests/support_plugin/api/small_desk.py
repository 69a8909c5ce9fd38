"""Two departments at work, in which every text that somebody may not read bears a word of its own.

`SmallDesk` makes them with the verbs. Every such word begins with `zq-` and the name of what it belongs to.
"""

import uuid
from dataclasses import dataclass, field

from django.db.models import Count, Value
from django.utils import timezone

from support_plugin.models import Attachment, Event, Message, Ticket
from support_plugin.queue.models import SavedView
from support_plugin.tickets import actions, attachments
from support_plugin.tickets.canned import CannedReply
from support_plugin.tickets.models import Follower, ReadMark
from support_plugin.tickets.tags import Tag, TaggedTicket
from support_plugin.tokens.actions import issue, revoke
from support_plugin.tokens.models import ApiToken
from support_plugin.tokens.scopes import Scope
from tests import factories

from .conftest import Program

# Nobody's: numbers, ids and keys that do not exist.
NO_REFERENCE, NO_UUID, NO_KEY = "10000000", uuid.UUID(int=0), 10**15
COUNTED = (Ticket, Message, Event, Attachment, SavedView, Tag, TaggedTicket, Follower, ReadMark)


class Sitting(Program):
    """Somebody at a screen: logged in to the site, without a token."""

    def __init__(self, user, language="en"):
        super().__init__(language=language)
        self.user = user
        self.client.force_login(user)


def with_secret(secret):
    """A program that says it has this token."""
    program = Program()
    program.headers["Authorization"] = f"Bearer {secret}"
    return program


def expired(user):
    token, secret = issue(user, "expired", [Scope.READ, Scope.WRITE], 30, by=user)
    ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    return with_secret(secret)


def revoked(user):
    token, secret = issue(user, "revoked", [Scope.READ, Scope.WRITE], 30, by=user)
    revoke(token, by=user)
    return with_secret(secret)


def of_inactive(user):
    _token, secret = issue(user, "inactive", [Scope.READ, Scope.WRITE], 30, by=user)
    user.is_active = False
    user.save()
    return with_secret(secret)


@dataclass
class Case:
    """One ticket and what a call in it needs: `sibling` is another of its customer, where both belong."""

    ticket: Ticket
    sibling: Ticket
    assignee: str
    elsewhere: dict
    words: list = field(default_factory=list)

    @property
    def request(self):
        return self.ticket.messages.order_by("pk").first()


class SmallDesk:
    """The cast is given by `person(name)`."""

    def __init__(self, person):
        self.person = person
        self.technical, self.billing = person("department"), person("other_department")
        self.bug, self.invoice = person("ticket_type"), person("other_type")
        self.files = {}
        self.cases = {
            "mine": self._worked(self._case("mine", "customer", "technical"), "agent"),
            "merged": self._merged(self._case("merged", "customer", "technical"), "agent"),
            "foreign": self._worked(self._case("foreign", "stranger", "billing"), "agent2"),
            "agents_own": self._case("agents_own", "agent", "billing"),
        }
        for owner in ("customer", "stranger", "agent"):
            self.files[f"kept_by_{owner}"] = self._keep(owner, f"zq-kept-{owner}")
        self.views = {
            "agents": self._view("agent", None),
            "of_technical": self._view("agent", self.technical),
            "agent2s": self._view("agent2", None),
            "of_billing": self._view("agent2", self.billing),
        }
        self.canned = {"of_technical": self._canned(self.technical), "of_billing": self._canned(self.billing)}

    def _case(self, name, customer, place):
        here = {"technical": (self.technical, self.bug), "billing": (self.billing, self.invoice)}
        department, kind = here.pop(place)
        ((elsewhere, other_kind),) = here.values()
        tickets = [
            actions.open_ticket(
                department,
                kind,
                by=self.person(customer),
                subject=f"zq-{name}-subject-{number}",
                description=f"zq-{name}-description-{number}",
                submission_key=uuid.uuid4(),
            )
            for number in range(2)
        ]
        return Case(
            *tickets,
            assignee={"technical": "agent", "billing": "agent2"}[place],
            elsewhere={"department": elsewhere.slug, "ticket_type": other_kind.slug},
            words=[f"zq-{name}-", *(ticket.reference for ticket in tickets)],
        )

    def _worked(self, case, agent):
        """With an answer, a note and their files, a tag, and a word of the customer's last; nobody's ticket."""
        ticket, agent, (word, *_references) = case.ticket, self.person(agent), case.words
        name = word.split("-")[1]
        for place in ("answer", "note", "request"):
            owner = ticket.customer.username if place == "request" else agent.username
            self.files[f"{name}_{place}"] = self._keep(owner, f"{word}{place}-file")
        files = {place: [self.files[f"{name}_{place}"]] for place in ("answer", "note", "request")}
        actions.reply(ticket, f"{word}answer", by=agent, attachments=files["answer"])
        actions.note(ticket, f"{word}note", by=agent, attachments=files["note"])
        actions.reply(ticket, f"{word}request", by=ticket.customer, attachments=files["request"])
        actions.tag(ticket, by=agent, add=[f"zq-tag-{name}"])
        actions.set_priority(ticket, "high", by=agent)
        actions.release(ticket, by=agent)
        return case

    def _merged(self, case, agent):
        actions.note(case.ticket, f"{case.words[0]}note", by=self.person(agent))
        actions.merge(case.ticket, case.sibling, by=self.person(agent))
        return case

    def _keep(self, owner, name):
        upload = factories.upload(f"{name}.png")
        return attachments.keep(upload, owner=self.person(owner), submission_key=uuid.uuid4())

    def _view(self, owner, department):
        name = f"zq-{owner}-{department.slug if department else 'private'}"
        return SavedView.objects.create(owner=self.person(owner), department=department, name=name)

    def _canned(self, department):
        canned = CannedReply.objects.create(
            name={"fa": f"zq-canned-{department.slug}", "en": ""},
            body={"fa": f"zq-canned-body-{department.slug}", "en": ""},
        )
        canned.departments.add(department)
        return canned


def stored():
    """What the database holds of all that can be reached: tickets whole, the rest by how much there is."""
    first, *others = (
        model.objects.order_by().values(of=Value(model.__name__)).annotate(count=Count("pk"))
        for model in COUNTED
    )
    counts = first.union(*others, all=True).values_list("of", "count")
    return list(Ticket.objects.order_by("pk").values()), sorted(counts)


def told(response):
    """All that an answer says, its headers too."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return "\n".join(
        [body.decode("utf-8", "replace"), *(f"{name}: {value}" for name, value in response.items())]
    )
