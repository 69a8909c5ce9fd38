"""What an agent can put into an answer: canned replies of the ticket's department, guides of whoever knows any."""

from html import unescape

from django.conf import settings
from django.http import JsonResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import override

from support_plugin.sla.answer_time import answer_time_for
from support_plugin.text.clean import FORBIDDEN
from support_plugin.tickets.canned import CannedReply, filled
from support_plugin.tickets.suggestions import suggestions

from .access import AgentsOnly

MOST_CANNED = 8
MOST_GUIDES = 5
MOST_OFFERED = 500
LONGEST_QUERY = 100
EXCERPT = 90


def offered_in(department):
    """The canned replies that can be chosen here, by name only: enough for a list of them."""
    offered = CannedReply.objects.offered_in(department).defer("body", "search_key").prefetch_related("tags")
    return list(offered[:MOST_OFFERED])


def canned_replies(ticket, user, query):
    """What the palette shows for these letters, the text filled in for this ticket in its language."""
    offered = CannedReply.objects.offered_in(ticket.department).matching(query)
    found = list(offered.prefetch_related("tags")[:MOST_CANNED])
    words = answer_time_for(ticket) if any("{answer_time}" in str(each.body.data) for each in found) else ""
    return [_canned(each, filled(each, ticket, by=user, answer_time=words)) for each in found]


def guides(ticket, query):
    """Guides in the language of the ticket."""
    with override(ticket.language or settings.LANGUAGE_CODE):
        return [
            {"title": guide["title"], "url": guide["url"], "page": guide.get("page")}
            for guide in suggestions(query, MOST_GUIDES)
        ]


def changes_of(canned):
    """What sending it changes on the ticket, in words."""
    words = []
    if canned.then:
        words.append(canned.get_then_display())
    if canned.priority:
        words.append(_("Priority: {priority}").format(priority=canned.get_priority_display()))
    if canned.takes:
        words.append(_("Assign to me"))
    if tags := [tag.name for tag in canned.tags.all()]:
        words.append(_("Tags: {names}").format(names=_(", ").join(tags)))
    return words


def _canned(canned, text):
    return {
        "key": canned.pk,
        "name": str(canned),
        "kind": canned.kind,
        "text": text,
        "excerpt": " ".join(unescape(strip_tags(text)).split())[:EXCERPT],
        "changes": changes_of(canned),
    }


class Offers(AgentsOnly):
    """`GET canned/?q=`: what the palette offers for the letters typed so far. Mixed into the view of the ticket."""

    def get(self, request, reference):
        query = FORBIDDEN.sub("", request.GET.get("q", ""))[:LONGEST_QUERY]
        only_guides = request.GET.get("only") == "guides"
        return JsonResponse(
            {
                "canned": [] if only_guides else canned_replies(self.ticket, request.user, query),
                "guides": guides(self.ticket, query),
            }
        )
