"""Importing guides in the admin: take a file in, show what it would become, make drafts of what is accepted."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.permission_policies.pages import PagePermissionPolicy

from support_plugin.text.digits import localized

from .editing import categories_for
from .importing.actions import accept, keep, look, may_import
from .importing.forms import UploadForm
from .importing.reading import CannotImport
from .importing.uploads import GuideUpload
from .models import GuidePage


class ImportersOnly:
    """Whoever may add no page below any guide index is sent away as Wagtail does it."""

    def dispatch(self, request, *args, **kwargs):
        if not may_import(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class Screen(ImportersOnly, WagtailAdminTemplateMixin):
    page_title = _("Import guides")
    header_icon = "upload"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        first = {"url": reverse("import_guides:upload"), "label": _("Import guides")}
        return [*self.breadcrumbs_items, first, *self.get_way()]

    def get_way(self):
        """What lies between the first of these screens and this one."""
        return []


class UploadView(Screen, FormView):
    form_class = UploadForm
    template_name = "knowledge_base/importing/upload.html"

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "user": self.request.user}

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def form_valid(self, form):
        given = form.cleaned_data
        try:
            upload = keep(
                given["file"].name,
                given["file"].read(),
                category=given["category"],
                collection=given.get("collection"),
                by=self.request.user,
            )
        except CannotImport as refusal:
            form.add_error("file", str(refusal))
            return self.form_invalid(form)
        return redirect(address_of(upload))


class OfUpload(Screen):
    """A screen about one's own upload of the last day; any other does not exist. Rights are asked anew."""

    @cached_property
    def upload(self):
        # The file itself is up to 25 MB, and read where it is needed.
        found = GuideUpload.objects.current().filter(user=self.request.user).defer("content")
        upload = get_object_or_404(found.select_related("category", "collection"), uuid=self.kwargs["uuid"])
        if not categories_for(self.request.user).filter(pk=upload.category_id).exists():
            raise Http404
        return upload

    def get_way(self):
        url = reverse("import_guides:list", args=[self.upload.uuid])
        return [{"url": url, "label": self.upload.name}] if len(self.upload.guides) > 1 else []

    def get_context_data(self, **kwargs):
        return super().get_context_data(upload=self.upload, **kwargs)


class ListView(OfUpload, TemplateView):
    """The guides of an archive, to be looked at and ticked."""

    template_name = "knowledge_base/importing/list.html"

    def get_page_subtitle(self):
        return self.upload.name

    def get_context_data(self, **kwargs):
        pages = GuidePage.objects.in_bulk([entry["page"] for entry in self.upload.guides])
        rows = [
            {**entry, "number": number, "page": pages.get(entry["page"])}
            for number, entry in enumerate(self.upload.guides)
        ]
        may_tick = any(not (row["refused"] or row["page"]) for row in rows)
        return super().get_context_data(rows=rows, may_tick=may_tick, **kwargs)


class PreviewView(OfUpload, TemplateView):
    """One guide as readers would see it, beside what it was made of, and what the importer doubts."""

    template_name = "knowledge_base/importing/preview.html"

    @cached_property
    def number(self):
        number = self.kwargs["number"]
        if number not in numbers_of(self.upload):
            raise Http404
        return number

    def get_page_subtitle(self):
        return self.upload.guides[self.number]["title"]

    def get_way(self):
        return [*super().get_way(), {"url": "", "label": self.upload.guides[self.number]["title"]}]

    def get(self, request, **kwargs):
        try:
            preview, report = look(self.upload, self.number)
        except CannotImport as refusal:
            messages.error(request, str(refusal))
            return redirect(way_back(self.upload))
        return self.render_to_response(self.get_context_data(preview=preview, report=report))

    def get_context_data(self, preview, **kwargs):
        there = GuidePage.objects.child_of(self.upload.category).filter(slug=preview.guide["slug"]).first()
        namesake = None
        if there is None:
            namesake = namesake_of(preview.guide, self.upload.category.locale, self.request.user)
        return super().get_context_data(
            number=self.number, preview=preview, there=there, namesake=namesake, **kwargs
        )


class AcceptView(OfUpload, View):
    """Makes drafts of what was ticked, and leads to the one, or back to the list of all."""

    http_method_names = ["post"]

    def post(self, request, **kwargs):
        numbers = [
            number for number in numbers_of(self.upload) if str(number) in request.POST.getlist("guides")
        ]
        if not numbers:
            messages.error(request, _("Tick at least one guide."))
            return redirect(address_of(self.upload))
        try:
            pages = accept(self.upload, numbers, by=request.user)
        except CannotImport as refusal:
            messages.error(request, str(refusal))
            return redirect(address_of(self.upload))
        messages.success(request, made(len(pages)))
        if len(pages) == 1:
            return redirect("wagtailadmin_pages:edit", pages[0].pk)
        return redirect(address_of(self.upload))


def address_of(upload):
    """Where an upload goes on: at its only guide, or at the list of all."""
    if len(upload.guides) == 1:
        return reverse("import_guides:preview", args=[upload.uuid, 0])
    return reverse("import_guides:list", args=[upload.uuid])


def namesake_of(guide, locale, user):
    """A guide of this language with the title of the one that was read, that this person may change; or None."""
    own = PagePermissionPolicy(GuidePage).instances_user_has_permission_for(user, "change")
    return own.filter(locale=locale, draft_title=guide["title"]).order_by("path").first()


def way_back(upload):
    """Where one is who cannot look at a guide: at the list of all, or before the upload of the only one."""
    if len(upload.guides) == 1:
        return reverse("import_guides:upload")
    return reverse("import_guides:list", args=[upload.uuid])


def numbers_of(upload):
    """The places of what can be a guide."""
    return [number for number, entry in enumerate(upload.guides) if not entry["refused"]]


def made(count):
    return ngettext(
        "{number} guide was imported as a draft.", "{number} guides were imported as drafts.", count
    ).format(number=localized(count))


class ImportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_import(request.user)


class ImportViewSet(ViewSet):
    name = "import_guides"
    url_prefix = "import-guides"
    menu_label = _("Import guides")
    menu_item_class = ImportMenuItem
    menu_order = 150
    icon = "upload"
    add_to_admin_menu = True

    def get_urlpatterns(self):
        return [
            path("", UploadView.as_view(), name="upload"),
            path("<uuid:uuid>/", ListView.as_view(), name="list"),
            path("<uuid:uuid>/accept/", AcceptView.as_view(), name="accept"),
            path("<uuid:uuid>/<int:number>/", PreviewView.as_view(), name="preview"),
        ]
