from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import Q
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

EDITORS = "Support editors"
AGENTS = "Support agents"

ENTER = ["wagtailadmin.access_admin"]
CONFIGURE = [
    f"support_plugin.{verb}_{model}"
    for model in (
        "department",
        "tickettype",
        "product",
        "calendar",
        "holiday",
        "closure",
        "policy",
        "cannedreply",
        "tag",
        "formfield",
    )
    for verb in ("view", "add", "change", "delete")
]
# Forms that tickets were filed on stay; so nobody is offered to delete one.
SHAPE_FORMS = [f"support_plugin.{verb}_requestform" for verb in ("view", "add", "change", "publish")]
# What makes guides easier to find, where there are guides.
MIND_THE_SEARCH = [
    *(f"knowledge_base.{verb}_synonymgroup" for verb in ("view", "add", "change", "delete")),
    *(f"wagtailsearchpromotions.{verb}_searchpromotion" for verb in ("add", "change", "delete")),
]
# Begins the draft of a guide in another language.
TRANSLATE = ["simple_translation.submit_translation"]
GROUPS = {
    EDITORS: [
        *ENTER,
        *CONFIGURE,
        *SHAPE_FORMS,
        *MIND_THE_SEARCH,
        *TRANSLATE,
        "support_plugin.change_supportcontact",
        "support_plugin.change_lettertext",
    ],
    # Which tickets an agent reads is decided by department memberships, not by permissions.
    AGENTS: ENTER,
}
WRITE_PAGES = ["wagtailcore.add_page", "wagtailcore.change_page", "wagtailcore.publish_page"]
ADD_FILES = [
    f"{app}.{verb}_{model}"
    for app, model in (("wagtailimages", "image"), ("wagtaildocs", "document"))
    for verb in ("add", "change", "choose")
]


class Command(BaseCommand):
    help = (
        f"Makes the groups “{EDITORS}” and “{AGENTS}” and gives them what their work needs. "
        "Adds what is missing, takes nothing away, touches no other group; run it as often as you like."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--pages",
            metavar="URL_PATH",
            nargs="+",
            default=[],
            help="Let editors write and publish below these pages, by Wagtail's url_path (/home/guides/), "
            "and add the images and documents they need.",
        )

    @transaction.atomic
    def handle(self, **options):
        # Looked up first: a mistyped path leaves nothing half done.
        pages = [self.page_at(path) for path in options["pages"]]
        changes = []
        for name, wanted in GROUPS.items():
            group, created = Group.objects.get_or_create(name=name)
            if created:
                changes.append(f"{name}: made")
            missing = permissions(wanted).exclude(group=group)
            changes += [f"{name}: may {permission.codename}" for permission in missing]
            group.permissions.add(*missing)
        editors = Group.objects.get(name=EDITORS)
        for page in pages:
            for permission in permissions(WRITE_PAGES):
                _row, created = GroupPagePermission.objects.get_or_create(
                    group=editors, page=page, permission=permission
                )
                if created:
                    changes.append(f"{EDITORS}: may {permission.codename} below {page.url_path}")
        for permission in permissions(ADD_FILES) if pages else []:
            _row, created = GroupCollectionPermission.objects.get_or_create(
                group=editors, collection=Collection.get_first_root_node(), permission=permission
            )
            if created:
                changes.append(f"{EDITORS}: may {permission.codename}")
        self.stdout.write("\n".join(changes or ["Nothing to change."]))

    def page_at(self, path):
        try:
            return Page.objects.get(url_path=f"/{path.strip('/')}/" if path.strip("/") else "/")
        except Page.DoesNotExist as error:
            raise CommandError(f"There is no page at {path}") from error


def permissions(names):
    """The permissions of these names; those of apps that are not installed are no rows."""
    wanted = Q(pk=None)
    for name in names:
        app, codename = name.split(".")
        wanted |= Q(content_type__app_label=app, codename=codename)
    return Permission.objects.filter(wanted).order_by("content_type__app_label", "pk")
