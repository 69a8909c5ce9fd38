"""What travels with a customer through the wizard: where they came from, and what is chosen already."""

import re
from urllib.parse import urlencode

from django.utils.functional import cached_property

from support_plugin.tickets.guidance import origin_of, quoted_step
from support_plugin.tickets.models import Ticket

CARRIED = ("product", "guide", "step", "follow_up", "draft")
PRODUCT = re.compile(r"\A[a-z0-9-]{1,50}\Z")
GUIDE = re.compile(r"\A[0-9]{1,18}\Z")
STEP = re.compile(r"\A[0-9a-fA-F-]{1,36}\Z")
REFERENCE = re.compile(r"\A[0-9]{6,12}\Z")
KEY = re.compile(r"\A[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\Z")

SHAPES = {"product": PRODUCT, "guide": GUIDE, "step": STEP, "follow_up": REFERENCE, "draft": KEY}


class Path:
    """The prefill parameters of a request. Whatever does not have their shape is passed over."""

    def __init__(self, request):
        given = {name: request.GET.get(name, "") for name in CARRIED}
        self.values = {name: value for name, value in given.items() if SHAPES[name].match(value)}
        self.user = request.user

    def url(self, url):
        """`url` with the parameters carried on."""
        return f"{url}?{urlencode(self.values)}" if self.values else url

    @property
    def draft_key(self):
        """The key of the draft that is gone on with, as text; whose it is has not been asked."""
        return self.values.get("draft")

    def go_on_with(self, draft):
        """From here on every address leads on with this draft; None: with none."""
        self.values.pop("draft", None)
        if draft:
            self.values["draft"] = str(draft.submission_key)

    @property
    def prefill(self):
        """What is kept with a draft: everything but its key."""
        return {name: value for name, value in self.values.items() if name != "draft"}

    @property
    def product_slug(self):
        return self.values.get("product")

    def origin(self):
        """What is stored on the ticket: the guide and step it came from, as the step reads now; the ticket it follows."""
        guide = self.values.get("guide")
        return origin_of(
            self.user, int(guide) if guide else None, self.values.get("step"), self.values.get("follow_up")
        )

    @cached_property
    def quote(self):
        """The step that is asked about, as it reads now: `{"title", "text", "url"}`, or None."""
        guide, step = self.values.get("guide"), self.values.get("step")
        return quoted_step(int(guide), step) if guide and step else None

    @property
    def followed(self):
        """The customer's earlier ticket that this one follows, or None."""
        if not hasattr(self, "_followed"):
            reference = self.values.get("follow_up")
            own = Ticket.objects.filed_by(self.user)
            self._followed = own.filter(reference=reference).first() if reference else None
        return self._followed
