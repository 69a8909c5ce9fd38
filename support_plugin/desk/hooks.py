"""What the desk adds to the Wagtail admin: its pages, its menu item with the count, its look."""

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from support_plugin.text.digits import localized
from support_plugin.tickets.models import Ticket
from support_plugin.tickets.permissions import is_agent

from . import urls

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
            shown = localized(count) if count < MOST_COUNTED else localized(f"{MOST_COUNTED - 1}+")
            waiting = ngettext("{number} waits for us", "{number} wait for us", count).format(number=shown)
            component.label = gettext("{label}, {waiting}").format(label=self.label, waiting=waiting)
            component.attrs = {
                **component.attrs,
                "data-desk-count": shown,
                "data-desk-label": str(self.label),
            }
        return component


@hooks.register("register_admin_menu_item")
def register_queue_menu_item():
    return QueueMenuItem(
        _("Ticket queue"),
        lazy(lambda: reverse("support_desk:queue") + "?turn=ours", str)(),
        name="support-tickets",
        icon_name="mail",
        order=50,
    )


@hooks.register("register_admin_urls")
def register_desk_urls():
    return [path("support/tickets/", include(urls))]


@hooks.register("insert_global_admin_css")
def desk_css():
    return format_html('<link rel="stylesheet" href="{}">', static("support_plugin/desk/desk.css"))


@hooks.register("insert_global_admin_js")
def desk_js():
    return format_html('<script src="{}" defer></script>', static("support_plugin/desk/desk.js"))
