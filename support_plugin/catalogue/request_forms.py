"""The screen of ticket forms: put together from sections, drafted, previewed, approved and published.

Drafts, preview and workflow are what wagtail-modeladmin lacks; so these are Wagtail's own views.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.http import JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList, PublishingPanel
from wagtail.admin.ui.tables import Column, StatusTagColumn, UpdatedAtColumn
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import SnippetViewSet

from support_plugin.forms.checking import FACT_WORDS, OPERATORS_OF, problems
from support_plugin.forms.compiling import FACT_MODELS, compiled
from support_plugin.forms.definitions import fields_of
from support_plugin.forms.kinds import Kind
from support_plugin.forms.models import FieldChoice, FormField, FormVersion, RequestForm
from support_plugin.taxonomy.models import TicketType
from support_plugin.text.digits import localized_number


class RequestFormForm(WagtailAdminModelForm):
    """A form that contradicts itself is not stored, not even as a draft: the names of the fields are said."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        types = TicketType.objects.filter(request_form=None)
        if self.instance.pk:
            types = TicketType.objects.filter(pk=self.instance.ticket_type_id)
            self.fields["ticket_type"].disabled = True
        self.fields["ticket_type"].queryset = types

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("body") is not None:
            for sentence in problems(compiled(cleaned["body"])):
                self.add_error("body", sentence)
        return cleaned


class RulesView(View):
    """What conditions can ask and what each can be.

    `{"<ask>": {"label", "operators": [operator], "choices": [[value, label]]}}`

    For the editor's comfort; a rule is checked when the form is saved.
    """

    def get(self, request):
        if not any(request.user.has_perm(f"support_plugin.{verb}_requestform") for verb in ("add", "change")):
            return JsonResponse({"error": gettext("You may not edit ticket forms.")}, status=403)
        asks = {
            name: {
                "label": str(label),
                "operators": OPERATORS_OF["fact"],
                "choices": [[each.slug, str(each)] for each in FACT_MODELS[name].objects.all()],
            }
            for name, label in FACT_WORDS.items()
        }
        choices = {}
        for choice in FieldChoice.objects.all():
            choices.setdefault(choice.field_id, []).append([choice.value, str(choice.label)])
        for field in FormField.objects.all():
            asks[f"field:{field.slug}"] = {
                "label": str(field),
                "operators": OPERATORS_OF[field.kind],
                "isTicked": field.kind == Kind.CHECKBOX,
                "choices": choices.get(field.pk, []) if field.has_choices else [],
            }
        return JsonResponse(asks)


def refuse_with_tickets(request, instances):
    """A form that tickets were filed on is not deleted, alone or among others: it is unpublished."""
    kept = FormVersion.objects.filter(
        form__in=[each.pk for each in instances if isinstance(each, RequestForm)], tickets__isnull=False
    )
    if not kept.exists():
        return None
    messages.error(
        request, gettext("Tickets were filed on this form, and show it for ever. Unpublish it instead.")
    )
    return redirect(reverse("support_ticket_forms:list"))


class RequestFormViewSet(SnippetViewSet):
    model = RequestForm
    icon = "form"
    menu_label = _("Ticket forms")
    menu_name = "support-ticket-forms"
    admin_url_namespace = "support_ticket_forms"
    base_url_path = "support/ticket-forms"
    chooser_base_url_path = "support/choose-ticket-form"
    copy_view_enabled = False
    create_template_name = "support_plugin/catalogue/request_form_create.html"
    edit_template_name = "support_plugin/catalogue/request_form_edit.html"
    edit_handler = ObjectList(
        [
            FieldPanel("ticket_type", icon="list-ul"),
            FieldPanel(
                "body",
                heading=_("What it asks"),
                help_text=_(
                    "Asked between subject and description. Conditions may ask what stands above them. "
                    "Customers see a change when the form is published."
                ),
            ),
            PublishingPanel(),
        ],
        base_form_class=RequestFormForm,
    )

    def get_queryset(self, request):
        in_review = WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(RequestForm),
            object_id=Cast(OuterRef("pk"), CharField()),
            status=WorkflowState.STATUS_IN_PROGRESS,
        )
        forms = RequestForm.objects.select_related("ticket_type", "current", "latest_revision")
        return forms.annotate(is_in_review=Exists(in_review))

    @property
    def list_display(self):
        return [
            "__str__",
            Column("version", label=_("Version"), accessor=version),
            Column("fields", label=_("Fields"), accessor=field_count),
            StatusTagColumn(
                "state", label=pgettext_lazy("active or not", "State"), accessor=state, primary=is_live
            ),
            UpdatedAtColumn(),
        ]


def version(form):
    return localized_number(form.current.number) if form.current else "–"


def is_live(form):
    return form.live


def state(form):
    """Whether customers meet it, and what waits beside that."""
    if form.is_in_review:
        return gettext("In review")
    if form.live:
        return (
            gettext("Published, with a newer draft") if form.has_unpublished_changes else gettext("Published")
        )
    return gettext("Draft")


def field_count(form):
    return localized_number(len(list(fields_of(form.current.definition)))) if form.current else "–"


def addresses():
    return [path("support/form-rules/", RulesView.as_view(), name="support_form_rules")]
