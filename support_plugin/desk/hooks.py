"""What the desk adds to the Wagtail admin: its pages, its menu items with their counts, its search, its look."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.functional import lazy
from django.utils.html import format_html_join
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea

from support_plugin.notifications.resending import ACTION
from support_plugin.tickets.permissions import is_agent

from . import deliveries, urls
from .counts import menu_counts, pinned_views, shown_count
from .crumbs import queue_url
from .home import WorkPanel
from .queue import saved_view_url


class QueueMenuItem(MenuItem):
    """The queue, with the number of tickets that wait for us in this agent's departments."""

    def is_shown(self, request):
        return is_agent(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if count := menu_counts(request)["waiting_for_us"]:
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
        if count := menu_counts(request)["notices"]:
            shown = shown_count(count)
            show_count(component, self.label, shown, gettext("{number} unread").format(number=shown))
        return component


class DeliveriesMenuItem(MenuItem):
    """The post as it went, with the number of messages that wait for a person."""

    def is_shown(self, request):
        return deliveries.is_overseer(request.user)

    def render_component(self, request):
        component = super().render_component(request)
        if count := menu_counts(request)["parked"]:
            shown = shown_count(count)
            show_count(component, self.label, shown, gettext("{number} parked").format(number=shown))
        return component


class PinnedMenuItem(MenuItem):
    """A saved view in the menu, with the number of its tickets."""

    def __init__(self, view, *, order):
        super().__init__(
            view.name,
            saved_view_url(view),
            name=f"support-view-{view.pk}",
            icon_name="thumbtack",
            order=order,
        )
        self.view = view

    def render_component(self, request):
        component = super().render_component(request)
        if count := menu_counts(request)[self.view.pk]:
            shown = shown_count(count)
            words = ngettext("{number} ticket", "{number} tickets", count).format(number=shown)
            show_count(component, self.label, shown, words)
        return component


class TicketSearchArea(SearchArea):
    """Wagtail's search finds tickets too: by number, subject and customer."""

    def is_shown(self, request):
        return is_agent(request.user)


def show_count(component, label, shown, words):
    """Put a number beside a menu item, and its meaning into what screen readers say."""
    component.label = gettext("{label}, {waiting}").format(label=label, waiting=words)
    component.attrs = {**component.attrs, "data-desk-count": shown, "data-desk-label": str(label)}


@hooks.register("register_admin_menu_item")
def register_queue_menu_item():
    return QueueMenuItem(
        _("Ticket queue"),
        lazy(queue_url, str)(),
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


@hooks.register("construct_main_menu")
def add_pinned_views(request, menu_items):
    if is_agent(request.user):
        for number, view in enumerate(pinned_views(request), 1):
            # Between the queue and the bell.
            menu_items.append(PinnedMenuItem(view, order=50 + number / 100))


@hooks.register("construct_homepage_panels")
def add_work_of_today(request, panels):
    if is_agent(request.user):
        panels.insert(0, WorkPanel(request.user))


@hooks.register("register_admin_search_area")
def register_ticket_search():
    return TicketSearchArea(
        _("Tickets"),
        lazy(lambda: reverse("support_desk:queue"), str)(),
        name="support-tickets",
        icon_name="mail",
        order=150,
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


@hooks.register("register_account_menu_item")
def register_tokens_account_item(request):
    if not is_agent(request.user):
        return None
    return {
        "url": reverse("support_desk:tokens"),
        "label": gettext("Access tokens"),
        "help_text": gettext("Let your programs work with the tickets, without your password."),
    }


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [path("support/", include(urls))]


@hooks.register("register_icons")
def register_bell(icons):
    return [*icons, "support_plugin/desk/icons/bell.svg"]


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html_join(
        "\n",
        '<link rel="stylesheet" href="{}">',
        ((static(f"support_plugin/desk/{name}.css"),) for name in ("desk", "queue", "side")),
    )


@hooks.register("insert_global_admin_js")
def desk_js():
    return format_html_join(
        "\n",
        '<script src="{}" defer></script>',
        ((static(f"support_plugin/desk/{name}.js"),) for name in ("desk", "keys")),
    )
