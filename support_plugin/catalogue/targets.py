"""The screen of answering targets: editors write them, leads confirm them, the first that matches a ticket counts."""

from django.contrib.admin import display
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail_modeladmin.helpers import PermissionHelper

from support_plugin.sla import recalculation
from support_plugin.sla.models import Policy, Target
from support_plugin.sla.policies import may_confirm, minutes_in_words
from support_plugin.text.digits import localized
from support_plugin.text.forms import NumberField
from support_plugin.tickets.models import led_department_keys

from .columns import TaxonomyColumns
from .helpers import CatalogueButtons
from .ordering import OrderedCreateView, RowOrderView
from .recalculations import CountingDeleteView, CountingEditView, CountingScreen, CountsAnew
from .screens import FALLS_BACK, OrderedAdmin
from .views import ActivateView, CatalogueInspectView, DeactivateView

MINUTES = [f"{target}_minutes" for target in Target.values]
SCOPE = ("department", "ticket_type", "product")


class TargetPermissions(PermissionHelper):
    """Two kinds of people meet here.

    Editors write targets, by the permissions of the model. Leads have none of these: they see the list, and
    switch on and off what `may_confirm` lets them, but write nothing. By an active target agents are measured
    already, so it is edited and deleted, and passes another, only by who may confirm it as well; whoever may not asks
    a lead to deactivate it first.
    """

    def user_can_list(self, user):
        return super().user_can_list(user) or bool(led_department_keys(user))

    def user_can_inspect_obj(self, user, obj):
        return self.user_can_list(user)

    def user_can_edit_obj(self, user, obj):
        return super().user_can_edit_obj(user, obj) and self._may_touch(user, obj)

    def user_can_delete_obj(self, user, obj):
        return super().user_can_delete_obj(user, obj) and self._may_touch(user, obj)

    def _may_touch(self, user, obj):
        return obj is None or not obj.is_active or may_confirm(user, obj)


class TargetButtons(CatalogueButtons):
    """Switching is offered to who may confirm; that depends on the department alone, and is asked once for each."""

    def __init__(self, view, request):
        super().__init__(view, request)
        self._confirms = {}

    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if self._may_confirm(obj):
            return [*buttons, self.switch_button(obj, classnames_add or [], classnames_exclude or [])]
        return buttons

    def _may_confirm(self, policy):
        if policy.department_id not in self._confirms:
            self._confirms[policy.department_id] = may_confirm(self.request.user, policy)
        return self._confirms[policy.department_id]


class MinutesField(NumberField):
    def prepare_value(self, value):
        return localized(value) if isinstance(value, int) else value


class TargetForm(WagtailAdminModelForm):
    class Meta:
        field_classes = dict.fromkeys(MINUTES, MinutesField)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in SCOPE:
            self.fields[name].empty_label = gettext("All")
        self.fields["priority"].choices = [("", gettext("All")), *self.fields["priority"].choices[1:]]

    def clean(self):
        cleaned = super().clean()
        if not self.errors.keys() & set(MINUTES):
            for name, error in contradictions(cleaned).items():
                self.add_error(name, error)
        return cleaned


def contradictions(minutes):
    """`{name: ValidationError}` of what is wrong with the minutes of one target together."""
    if not any(minutes.get(name) for name in MINUTES):
        return {MINUTES[0]: ValidationError(_("Give at least one target."), code="required")}
    first_reply, resolution = minutes.get("first_reply_minutes"), minutes.get("resolution_minutes")
    if first_reply and resolution and first_reply > resolution:
        return {
            "first_reply_minutes": ValidationError(
                _("A first reply cannot take longer than the resolution."), code="order"
            )
        }
    return {}


class CountsActiveOnes(CountsAnew):
    """An inactive target changes nothing for anybody."""

    def is_counted(self, policy):
        return policy.is_active and super().is_counted(policy)


class TargetEditView(CountsActiveOnes, CountingEditView):
    pass


class TargetDeleteView(CountsActiveOnes, CountingDeleteView):
    pass


class TargetOrderView(RowOrderView):
    """Where active targets pass each other, other ones count for tickets: that is the leads' to say."""

    def post(self, request, instance_pk):
        self.before = self._active()
        return super().post(request, instance_pk)

    def changed(self, policy):
        if self._active() == self.before:
            return
        if not may_confirm(self.request.user, policy):
            raise PermissionDenied
        recalculation.start(by=self.request.user, hours_changed=False)

    @staticmethod
    def _active():
        return list(Policy.objects.active().values_list("pk", flat=True))


class TargetSwitch(CountsAnew):
    template_name = "support_plugin/catalogue/target_switch.html"

    def check_action_permitted(self, user):
        return may_confirm(user, self.instance)

    def get_context_data(self, **kwargs):
        return super().get_context_data(fields=facts(self.instance), **kwargs)


class ActivateTargetView(TargetSwitch, ActivateView):
    done = _("“%(name)s” is active: it counts for tickets from now on.")


class DeactivateTargetView(TargetSwitch, DeactivateView):
    done = _("“%(name)s” is inactive: tickets are counted by the next target that matches.")


class TargetInspectView(CatalogueInspectView):
    def get_fields_dict(self):
        return [
            *facts(self.instance),
            {"label": gettext("State"), "value": TaxonomyColumns.state(self, self.instance)},
        ]


def facts(policy):
    """What a target says, as labels and values."""
    return [
        {"label": gettext("Name"), "value": format_html("<bdi>{}</bdi>", policy)},
        {"label": gettext("For which tickets"), "value": scope_in_words(policy)},
        {"label": gettext("Counted in"), "value": policy.get_hours_display()},
        *({"label": label, "value": words} for label, words in targets_in_words(policy)),
    ]


def scope_in_words(policy):
    """“Department: Billing, Priority: Urgent”, or every ticket."""
    parts = [
        (capfirst(Policy._meta.get_field(name).verbose_name), getattr(policy, name))
        for name in SCOPE
        if getattr(policy, f"{name}_id")
    ]
    if policy.priority:
        parts.append(
            (capfirst(Policy._meta.get_field("priority").verbose_name), policy.get_priority_display())
        )
    if not parts:
        return gettext("Every ticket")
    return format_html_join("", '<span class="hours-line">{}: <bdi>{}</bdi></span>', parts)


def targets_in_words(policy):
    """`[(“First reply”, “30 working minutes”), …]` of the targets it sets."""
    amounts = [(Target(name[: -len("_minutes")]).label, getattr(policy, name)) for name in MINUTES]
    return [(label, minutes_in_words(minutes, policy.hours)) for label, minutes in amounts if minutes]


class TargetAdmin(CountingScreen, OrderedAdmin):
    model = Policy
    base_url_path = "support/answering-targets"
    menu_item_name = "support-answering-targets"
    menu_label = _("Answering targets")
    menu_icon = "tasks"
    permission_helper_class = TargetPermissions
    button_helper_class = TargetButtons
    create_view_class = OrderedCreateView
    edit_view_class = TargetEditView
    delete_view_class = TargetDeleteView
    inspect_view_class = TargetInspectView
    order_view_class = TargetOrderView
    activate_view_class = ActivateTargetView
    deactivate_view_class = DeactivateTargetView
    form_class = TargetForm
    list_display = ("title", "scope", "counted_in", "targets", "state")
    list_display_add_buttons = "title"
    list_select_related = SCOPE
    hours_changed = False
    counted_fields = (*SCOPE, "priority", "hours", *MINUTES)
    hint = _(
        "The first active target that matches a ticket counts. A target is inactive until a lead activates it."
    )
    delete_note = _("Tickets are counted by the next target that matches.")
    panels = [
        FieldPanel("name", icon="globe", help_text=FALLS_BACK),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("department"), FieldPanel("ticket_type")]),
                FieldRowPanel([FieldPanel("product"), FieldPanel("priority")]),
            ],
            heading=_("For which tickets"),
            icon="tag",
        ),
        MultiFieldPanel(
            [
                FieldPanel("hours"),
                FieldRowPanel([FieldPanel("first_reply_minutes"), FieldPanel("next_reply_minutes")]),
                FieldRowPanel(
                    [
                        FieldPanel("update_minutes"),
                        FieldPanel(
                            "resolution_minutes",
                            help_text=_("Stands still while the customer’s answer is awaited."),
                        ),
                    ]
                ),
            ],
            heading=_("Targets"),
            icon="time",
            help_text=_(
                "In minutes: an hour is 60, eight hours are 480, a day and a night are 1440. Empty: no target."
            ),
        ),
    ]

    @display(description=_("Name"))
    def title(self, policy):
        return format_html("<bdi>{}</bdi>", policy)

    @display(description=_("For which tickets"))
    def scope(self, policy):
        return scope_in_words(policy)

    @display(description=_("Counted in"))
    def counted_in(self, policy):
        return policy.get_hours_display()

    @display(description=_("Targets"))
    def targets(self, policy):
        return format_html_join("", '<span class="hours-line">{}: {}</span>', targets_in_words(policy))

    state = TaxonomyColumns.state
