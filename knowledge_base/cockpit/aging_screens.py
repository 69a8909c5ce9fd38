"""The report of guides to check, and its button “Checked today”."""

from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views import View
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies.pages import PagePermissionPolicy

from knowledge_base.models import GuidePage

from . import words
from .access import EditorsOnly, guides_of
from .aging import aged_guides, in_review
from .checking import check
from .reports import ListReport, guide_column, number_column


class GuidesFilterSet(WagtailFilterSet):
    """By language, which Wagtail adds itself."""

    class Meta:
        model = GuidePage
        fields = []


class CheckColumn(Column):
    cell_template_name = "knowledge_base/cockpit/check_cell.html"

    def get_cell_context_data(self, instance, parent_context):
        context = super().get_cell_context_data(instance, parent_context)
        return {**context, "csrf_token": get_token(parent_context["request"])}


class AgingView(EditorsOnly, ListReport):
    page_title = gettext_lazy("Guides to check")
    header_icon = "time"
    index_url_name = "knowledge_base_cockpit:aging"
    index_results_url_name = "knowledge_base_cockpit:aging_results"
    results_template_name = "knowledge_base/cockpit/aging_results.html"
    filterset_class = GuidesFilterSet
    export_filename = "guides-to-check"
    export_headings = {
        "title": gettext_lazy("Title"),
        "language": gettext_lazy("Language"),
        "why": gettext_lazy("Why"),
        "checked_on": gettext_lazy("Last check"),
        "number_read": gettext_lazy("Reads in 30 days"),
        "is_asked": gettext_lazy("In review"),
    }
    list_export = list(export_headings)

    @cached_property
    def columns(self):
        return [
            guide_column(lambda row: row.guide),
            Column("language", label=_("Language")),
            Column("why", label=_("Why")),
            Column("checked_on", label=_("Last check"), accessor=lambda row: words.day(row.checked_on)),
            number_column("number_read", _("Reads in 30 days")),
            CheckColumn("check", label=_("Check")),
        ]

    def get_rows(self):
        aged = aged_guides(self.narrowed(guides_of(self.request.user)))
        may_check = set(guides_to_check(self.request.user).values_list("pk", flat=True))
        asked = in_review()
        return [Row(each, each.guide.pk in may_check, each.guide.pk in asked) for each in aged]


class Row:
    """What the report says of one guide."""

    def __init__(self, aged, may_check, is_asked):
        self.guide, self.may_check, self.is_asked = aged.guide, may_check, is_asked
        self.title, self.language = aged.guide.title, aged.guide.locale.get_display_name()
        self.checked_on, self.number_read = aged.guide.checked_on, aged.guide.number_read
        self.why = _why(aged)


class CheckView(EditorsOnly, View):
    """Somebody who may publish the guide says that it is still right."""

    http_method_names = ["post"]

    def post(self, request, guide):
        guide = get_object_or_404(guides_to_check(request.user), id=guide)
        check(guide, by=request.user)
        messages.success(request, _("“{title}” was checked today.").format(title=guide.title))
        return redirect("knowledge_base_cockpit:aging")


def guides_to_check(user):
    """The live guides of which this person may say that they are right: those they may publish."""
    return PagePermissionPolicy(GuidePage).instances_user_has_permission_for(user, "publish").live()


def _why(aged):
    reasons = []
    if aged.number_no:
        reasons.append(
            ngettext(
                "{number} of {voted} reader said lately that it does not help",
                "{number} of {voted} readers said lately that it does not help",
                aged.number_voted,
            ).format(number=words.number(aged.number_no), voted=words.number(aged.number_voted))
        )
    if aged.due_on:
        reasons.append(_("was to be checked on {day}").format(day=words.day(aged.due_on)))
    return "; ".join(reasons)
