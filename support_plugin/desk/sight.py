"""Who can see a ticket, and why: the policy's answer as a page for those who work the ticket."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from support_plugin.text.digits import localized
from support_plugin.tickets.models import DepartmentMembership
from support_plugin.tickets.timeline import person_name

from .access import AgentsOnly, ticket_for
from .crumbs import crumbs

# A department of hundreds is named as one; its first people stand for it.
MOST_OF_A_KIND = 50


@dataclass
class Group:
    """People who see the ticket for one reason; `more` counts those who are not listed."""

    reason: str
    names: list
    more: str = ""


class SightView(AgentsOnly, WagtailAdminTemplateMixin, TemplateView):
    template_name = "support_plugin/desk/sight.html"
    page_title = ""
    header_icon = "view"
    _show_breadcrumbs = True

    @cached_property
    def ticket(self):
        return ticket_for(self.request.user, self.kwargs["reference"])

    def get_page_title(self):
        return _("Who can see ticket {reference}").format(reference=localized(self.ticket.reference))

    def get_breadcrumbs_items(self):
        return crumbs(self.get_page_title(), ticket=self.ticket)

    def get_context_data(self, **kwargs):
        return super().get_context_data(ticket=self.ticket, groups=who_sees(self.ticket), **kwargs)


def who_sees(ticket):
    """The people who may read the ticket, in groups by the reason; in a fixed number of queries."""
    groups = [
        Group(
            _("Filed it: reads its public messages, never an internal note"), [person_name(ticket.customer)]
        ),
        *_of_department(ticket.department),
    ]
    if ticket.is_merged:
        for group in _of_department(ticket.merged_into.department):
            words = _("{reason}: reads its messages in ticket {reference}, into which it was merged")
            group.reason = words.format(
                reason=group.reason, reference=localized(ticket.merged_into.reference)
            )
            groups.append(group)
    superusers = get_user_model()._default_manager.filter(is_active=True, is_superuser=True)
    groups.append(_group(_("Superuser: sees every ticket"), superusers))
    return [group for group in groups if group.names]


def _of_department(department):
    people = get_user_model()._default_manager.filter(is_active=True)
    for role, words in (
        (DepartmentMembership.Role.LEAD, _("Leads the department “{department}”")),
        (DepartmentMembership.Role.AGENT, _("Agent of the department “{department}”")),
    ):
        members = people.filter(
            department_memberships__department=department, department_memberships__role=role
        )
        yield _group(words.format(department=department), members)


def _group(reason, people):
    found = list(people.order_by("pk")[: MOST_OF_A_KIND + 1])
    names = [person_name(person) for person in found[:MOST_OF_A_KIND]]
    more = ""
    if len(found) > MOST_OF_A_KIND:
        more = localized(people.count() - MOST_OF_A_KIND)
    return Group(reason, names, more)
