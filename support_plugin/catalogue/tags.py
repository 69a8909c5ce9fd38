"""The screen of tags: renamed, merged into each other, deleted where no ticket bears them."""

from django import forms
from django.contrib.admin import display
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import OuterRef
from django.shortcuts import redirect
from django.urls import re_path
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel
from wagtail.log_actions import log
from wagtail_modeladmin.helpers.search import BaseSearchHandler
from wagtail_modeladmin.views import InstanceSpecificView

from support_plugin.text.search import folded
from support_plugin.tickets import actions
from support_plugin.tickets.permissions import is_lead
from support_plugin.tickets.tags import LONGEST, Tag, TaggedTicket, tag_key, tag_name

from .columns import capped
from .helpers import CatalogueButtons
from .permissions import ByPolicy, OwnRowsHistoryView, OwnRowsIndexView
from .screens import CatalogueAdmin
from .usage import MOST_COUNTED, CappedCount, ticket_count

MOST_SUGGESTED = 300


class TagForm(WagtailAdminModelForm):
    """Another spelling of a tag there is already is that tag: those two are merged, not named alike."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST, widget=forms.TextInput(attrs={"dir": "auto"}))

    def clean_name(self):
        name = tag_name(self.cleaned_data["name"])
        key = tag_key(name)
        if not key:
            raise ValidationError(_("Write a word: letters or digits."))
        other = Tag.objects.filter(key=key).exclude(pk=self.instance.pk).first()
        if other:
            raise ValidationError(
                _("There is the tag “{name}” already. Merge the two instead.").format(name=other.name)
            )
        return name


class MergeTagForm(forms.Form):
    into = forms.CharField(
        label=_("Into which tag"),
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto", "autocomplete": "off", "list": "known-tags"}),
    )

    def __init__(self, *args, unwanted, **kwargs):
        super().__init__(*args, **kwargs)
        self.unwanted = unwanted

    def clean_into(self):
        name = tag_name(self.cleaned_data["into"])
        into = Tag.objects.filter(key=tag_key(name)).first()
        if into is None:
            raise ValidationError(_("There is no tag “{name}”.").format(name=name))
        if into == self.unwanted:
            raise ValidationError(_("Choose another tag than this one."))
        return into


class MergeTagView(InstanceSpecificView):
    """A lead's: every ticket with this tag bears the other, and this one is gone."""

    page_title = _("Merge tag")
    template_name = "support_plugin/catalogue/tag_merge.html"

    def check_action_permitted(self, user):
        return is_lead(user)

    def get_page_title(self):
        return self.page_title

    def get(self, request, *args, **kwargs):
        return self._show(MergeTagForm(unwanted=self.instance))

    def post(self, request, *args, **kwargs):
        form = MergeTagForm(request.POST, unwanted=self.instance)
        if not form.is_valid():
            return self._show(form, status=422)
        unwanted = self.instance.name
        with transaction.atomic():
            into = actions.merge_tags(self.instance, form.cleaned_data["into"], by=request.user)
            log(instance=into, action="support_plugin.merge_tags", data={"merged": unwanted})
        messages.success(
            request,
            gettext("Tickets with “{unwanted}” bear “{name}” now.").format(unwanted=unwanted, name=into.name),
        )
        return redirect(self.index_url)

    def _show(self, form, status=200):
        known = Tag.objects.exclude(pk=self.instance.pk).values_list("name", flat=True)[:MOST_SUGGESTED]
        context = self.get_context_data(
            form=form, known=known, ticket_count=capped(ticket_count(self.instance))
        )
        return self.render_to_response(context, status=status)


class TagButtons(CatalogueButtons):
    def get_buttons_for_obj(self, obj, exclude=None, classnames_add=None, classnames_exclude=None):
        buttons = super().get_buttons_for_obj(obj, exclude, classnames_add, classnames_exclude)
        if not is_lead(self.request.user):
            return buttons
        merge = {
            "url": self.url_helper.get_action_url("merge", obj.pk),
            "label": gettext("Merge…"),
            "classname": self.finalise_classname(
                ["button-secondary", *(classnames_add or [])], classnames_exclude or []
            ),
            "title": f"{gettext('Merge tag')}: {obj}",
        }
        return [*buttons, merge]


class TagSearch(BaseSearchHandler):
    def search_queryset(self, queryset, search_term, **kwargs):
        for word in folded(search_term).split():
            queryset = queryset.filter(key__contains=word)
        return queryset


class TagAdmin(CatalogueAdmin):
    model = Tag
    base_url_path = "support/tags"
    menu_item_name = "support-tags"
    menu_label = _("Tags")
    menu_icon = "tag"
    permission_helper_class = ByPolicy
    button_helper_class = TagButtons
    index_view_class = OwnRowsIndexView
    history_view_class = OwnRowsHistoryView
    form_class = TagForm
    list_display = ("tag", "ticket_count")
    list_display_add_buttons = "tag"
    list_per_page = 100
    ordering = ("name", "pk")
    search_handler_class = TagSearch
    search_fields = ("key",)
    delete_note = _("No ticket bears it. Canned replies that add it add it no longer.")
    in_use_note = _("A lead can merge it into another tag instead.")
    panels = [FieldPanel("name")]

    def get_queryset(self, request):
        borne = TaggedTicket.objects.filter(tag=OuterRef("pk")).order_by().values("pk")[:MOST_COUNTED]
        return super().get_queryset(request).annotate(counted_tickets=CappedCount(borne))

    @display(description=_("Tag"))
    def tag(self, tag):
        return format_html("<bdi>{}</bdi>", tag.name)

    @display(description=_("Tickets"))
    def ticket_count(self, tag):
        return capped(ticket_count(tag))

    def get_extra_attrs_for_field_col(self, obj, field_name):
        # On a phone the table has no head: the number needs its noun.
        return {"data-label": gettext("Tickets")} if field_name == "ticket_count" else {}

    def get_admin_urls_for_registration(self):
        def merge(request, instance_pk):
            return MergeTagView.as_view(model_admin=self, instance_pk=instance_pk)(request)

        urls = self.url_helper
        address = re_path(urls.get_action_url_pattern("merge"), merge, name=urls.get_action_url_name("merge"))
        return (*super().get_admin_urls_for_registration(), address)
