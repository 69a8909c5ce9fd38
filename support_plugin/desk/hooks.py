"""What the desk adds to the Wagtail admin: its pages, its menu item with the count, its look."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from support_plugin.notifications import notices
from support_plugin.notifications.resending import ACTION
from support_plugin.text.digits import localized
from support_plugin.tickets.models import Ticket
from support_plugin.tickets.permissions import is_agent

from . import deliveries, urls

# Counting stops here: a queue that long needs no exact number.
MOST_COUNTED = 100


class QueueMenuItem(MenuItem):
    """The queue, with the number of tickets that wait for us in this agent's departments."""

    def is_shown(self, request):
        return is_agent(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        count = Ticket.objects.worked_by(request.user).waiting_for_us().order_by()[:MOST_COUNTED].count()
        if count:
            shown = shown_count(count)
            waiting = ngettext("{number} waits for us", "{number} wait for us", count).format(number=shown)
            show_count(component, self.label, shown, waiting)
        return component


class NoticesMenuItem(MenuItem):
    """The bell, with the number of unread notices."""

    def is_shown(self, request):
        return is_agent(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        count = notices.count_unread(notices.of_agent(request.user))
        if count:
            shown = shown_count(count)
            show_count(component, self.label, shown, gettext("{number} unread").format(number=shown))
        return component


class DeliveriesMenuItem(MenuItem):
    """The post as it went, with the number of messages that wait for a person."""

    def is_shown(self, request):
        return deliveries.is_overseer(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        parked = deliveries.overseen_by(request.user).filter(state=deliveries.State.PARKED)
        count = parked.order_by()[:MOST_COUNTED].count()
        if count:
            shown = shown_count(count)
            show_count(component, self.label, shown, gettext("{number} parked").format(number=shown))
        return component


def shown_count(count):
    return localized(count) if count < MOST_COUNTED else localized(f"{MOST_COUNTED - 1}+")


def show_count(component, label, shown, words):
    """Put a number beside a menu item, and its meaning into what screen readers say."""
    component.label = gettext("{label}, {waiting}").format(label=label, waiting=words)
    component.attrs = {**component.attrs, "data-desk-count": shown, "data-desk-label": str(label)}


@hooks.register("register_admin_menu_item")
def register_queue_menu_item():
    return QueueMenuItem(
        _("Ticket queue"),
        lazy(lambda: reverse("support_desk:queue") + "?turn=ours", str)(),
        name="support-tickets",
        icon_name="mail",
        order=50,
    )


@hooks.register("register_admin_menu_item")
def register_notices_menu_item():
    return NoticesMenuItem(
        _("Notices"),
        lazy(lambda: reverse("support_desk:notices"), str)(),
        name="support-notices",
        icon_name="bell",
        order=51,
    )


@hooks.register("register_reports_menu_item")
def register_deliveries_menu_item():
    return DeliveriesMenuItem(
        _("Deliveries"),
        lazy(lambda: reverse("support_desk:deliveries"), str)(),
        name="support-deliveries",
        icon_name="mail",
        order=700,
    )


@hooks.register("register_log_actions")
def register_sending_again(actions):
    actions.register_action(ACTION, _("Send again"), _("Sent again"))


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [path("support/", include(urls))]


@hooks.register("register_icons")
def register_bell(icons):
    return [*icons, "support_plugin/desk/icons/bell.svg"]


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html('<link rel="stylesheet" href="{}">', static("support_plugin/desk/desk.css"))


@hooks.register("insert_global_admin_js")
def desk_js():
    return format_html('<script src="{}" defer></script>', static("support_plugin/desk/desk.js"))
