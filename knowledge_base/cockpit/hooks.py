"""The cockpit in the menu of reports."""

from django.urls import include, path, reverse
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import urls
from .access import edits_guides

# (address, label, icon)
REPORTS = [
    ("guides", _("Guides and readers"), "doc-full"),
    ("gaps", _("Content gaps"), "help"),
    ("aging", _("Guides to check"), "time"),
    ("translations", _("Translations"), "globe"),
]


class CockpitMenuItem(MenuItem):
    def is_shown(self, request):
        return edits_guides(request.user)


def register_all():
    """One menu item per report, above Wagtail's own."""
    for place, (name, label, icon) in enumerate(REPORTS):
        hooks.register("register_reports_menu_item", _item(name, label, icon, 100 + place))


def _item(name, label, icon, order):
    url = lazy(lambda: reverse(f"{urls.app_name}:{name}"), str)()
    return lambda: CockpitMenuItem(label, url, name=f"cockpit-{name}", icon_name=icon, order=order)


register_all()


@hooks.register("register_admin_urls")
def register_cockpit_urls():
    return [path("reports/knowledge/", include(urls))]


@hooks.register("register_log_actions")
def register_check(actions):
    actions.register_action("knowledge_base.check", _("Check"), _("Checked: it is still right"))
