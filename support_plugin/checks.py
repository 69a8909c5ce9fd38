"""System checks: what a host must set for the desk to work, each with a stable id and a hint."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.files.storage import InvalidStorageError, storages
from django.template import TemplateDoesNotExist, engines
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from . import conf

APPS = ("wagtail.contrib.settings", "wagtail_modeladmin", "django_filters")
CONTEXT = (
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "support_plugin.portal.context.support",
)
UPLOADS = "support_plugin.middleware.UploadMiddleware"
CSRF = "django.middleware.csrf.CsrfViewMiddleware"
# Brings the files of the page on which the API is read and tried.
SIDECAR = "drf_spectacular_sidecar"
# Seconds that the channel waits for a mail server where EMAIL_TIMEOUT is not set.
MAIL_TIMEOUT = 20
# Backends of django-tasks that run a task where it is ordered, or not at all.
NOT_LATER = ("ImmediateBackend", "DummyBackend")


@register()
def attachments_are_private(app_configs, **kwargs):
    try:
        storage = storages[conf.ATTACHMENT_STORAGE]
    except InvalidStorageError:
        return [
            Error(
                f"STORAGES has no “{conf.ATTACHMENT_STORAGE}”, where attachments of tickets would lie.",
                hint="Add it to STORAGES, with a location that the web server does not serve.",
                id="support_plugin.E001",
            )
        ]
    location, media = getattr(storage, "location", None), settings.MEDIA_ROOT
    if location and media and Path(location).resolve().is_relative_to(Path(media).resolve()):
        return [
            Error(
                "Attachments of tickets would lie below MEDIA_ROOT, where anybody can fetch them.",
                hint=f"Give STORAGES[“{conf.ATTACHMENT_STORAGE}”] a location outside MEDIA_ROOT.",
                id="support_plugin.E002",
            )
        ]
    return []


@register()
def references_fit(app_configs, **kwargs):
    if not 6 <= conf.REFERENCE_DIGITS <= 12:
        return [
            Error(
                "SUPPORT_REFERENCE_DIGITS must be between 6 and 12.",
                hint="8 is the default; fewer are soon used up and easy to guess.",
                id="support_plugin.E003",
            )
        ]
    return []


@register()
def held_out_is_a_share(app_configs, **kwargs):
    share = conf.SUGGESTIONS_HELD_OUT
    if isinstance(share, int | float) and 0 <= share <= 1:
        return []
    return [
        Error(
            "SUPPORT_SUGGESTIONS_HELD_OUT must be a number between 0 and 1.",
            hint="0.1 is the default: one visit in ten sees no suggestions.",
            id="support_plugin.E012",
        )
    ]


@register()
def base_template_exists(app_configs, **kwargs):
    try:
        engines["django"].get_template(conf.BASE_TEMPLATE)
    except (TemplateDoesNotExist, KeyError):
        return [
            Warning(
                f"The template “{conf.BASE_TEMPLATE}” does not exist; our public pages extend it.",
                hint="Create it, or name another one in SUPPORT_BASE_TEMPLATE.",
                id="support_plugin.W001",
            )
        ]
    return []


@register()
def messages_fit_into_a_request(app_configs, **kwargs):
    if (
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        and conf.MESSAGE_LENGTH * 4 > settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    ):
        return [
            Warning(
                "SUPPORT_MESSAGE_LENGTH is longer than DATA_UPLOAD_MAX_MEMORY_SIZE lets through.",
                hint="Raise DATA_UPLOAD_MAX_MEMORY_SIZE, or allow shorter messages.",
                id="support_plugin.W002",
            )
        ]
    return []


@register()
def sms_can_leave(app_configs, **kwargs):
    """Whether what SUPPORT_SMS describes can carry an SMS; one error per mistake."""
    if not conf.SMS:
        if "sms" not in conf.CHANNELS:
            return []
        problems = ["it is empty, though SUPPORT_CHANNELS names “sms”"]
    else:
        problems = _sms_problems(conf.SMS)
    return [
        Error(
            f"SUPPORT_SMS is wrong: {problem}.",
            hint="docs/notifications.md shows it for a service over HTTP and for Amoot.",
            id="support_plugin.E005",
        )
        for problem in problems
    ]


def _sms_problems(options):
    if not isinstance(options, dict) or not options.get("provider"):
        return ["it must be a dict with “provider”, the dotted path of a class"]
    try:
        provider = import_string(options["provider"])
    except (ImportError, AttributeError, TypeError):
        return [f"there is no {options['provider']!r}"]
    if not callable(getattr(provider, "send", None)):
        return [f"{options['provider']!r} has no send()"]
    rest = {name: value for name, value in options.items() if name != "provider"}
    return provider.problems(rest) if hasattr(provider, "problems") else []


@register()
def channels_exist(app_configs, **kwargs):
    """One error per name: a way by which nobody would be told."""
    from support_plugin.notifications import channels

    known = channels.known()
    return [
        Error(
            f"SUPPORT_CHANNELS names “{name}”, and there is no such channel.",
            hint=f"There are: {', '.join(sorted(known))}. The hook support_channels adds others.",
            id="support_plugin.E011",
        )
        for name in conf.CHANNELS
        if name not in known
    ]


@register()
def leases_outlast_the_mail_server(app_configs, **kwargs):
    """A message is handed over at most twice under one lease; while it hangs nobody else may take it up."""
    timeout = settings.EMAIL_TIMEOUT or MAIL_TIMEOUT
    if 2 * timeout < conf.DELIVERY_LEASE_SECONDS:
        return []
    return [
        Warning(
            "SUPPORT_DELIVERY_LEASE_SECONDS is not more than twice EMAIL_TIMEOUT: a slow mail server would be given "
            "messages twice.",
            hint="Raise the one or lower the other.",
            id="support_plugin.W005",
        )
    ]


@register()
def mobile_numbers_are_found(app_configs, **kwargs):
    if not conf.MOBILE:
        if "sms" not in conf.CHANNELS:
            return []
        problem = "SUPPORT_MOBILE is empty, though SUPPORT_CHANNELS names “sms”: nobody would have a number."
    else:
        try:
            if callable(import_string(conf.MOBILE)):
                return []
            problem = f"SUPPORT_MOBILE: {conf.MOBILE!r} is no function."
        except (ImportError, AttributeError, TypeError):
            problem = f"SUPPORT_MOBILE: there is no {conf.MOBILE!r}."
    return [
        Error(
            problem,
            hint="Name a function fn(user) that returns the person’s mobile number, or an empty string.",
            id="support_plugin.E006",
        )
    ]


@register()
def quiet_hours_are_hours(app_configs, **kwargs):
    from support_plugin.notifications.channels.sms import quiet_hours

    try:
        quiet_hours()
    except ImproperlyConfigured as error:
        return [
            Error(
                str(error),
                hint="Write the local time from which and until which no SMS is sent.",
                id="support_plugin.E007",
            )
        ]
    return []


@register()
def needed_apps_are_installed(app_configs, **kwargs):
    """One error per app; without them the admin breaks at the first click and not before."""
    return [
        Error(
            f"“{app}” is not in INSTALLED_APPS; screens of the desk are made with it.",
            hint=f"Add “{app}” to INSTALLED_APPS and run migrate.",
            id="support_plugin.E008",
        )
        for app in APPS
        if not apps.is_installed(app)
    ]


@register()
def pages_get_their_context(app_configs, **kwargs):
    """One error per context processor that our public pages cannot do without."""
    known = set()
    for engine in settings.TEMPLATES:
        known |= set(engine.get("OPTIONS", {}).get("context_processors", ()))
    return [
        Error(
            f"“{processor}” is no context processor; our public pages are written for what it gives.",
            hint="Add it to the context_processors of the template engine in TEMPLATES.",
            id="support_plugin.E009",
        )
        for processor in CONTEXT
        if processor not in known
    ]


@register(Tags.urls)
def addresses_are_included(app_configs, **kwargs):
    try:
        reverse("support:panel")
    except NoReverseMatch:
        return [
            Error(
                "The customers’ addresses of the desk are not included.",
                hint='Add path("panel/", include("support_plugin.urls")) above Wagtail’s own in the URL configuration.',
                id="support_plugin.E010",
            )
        ]
    return []


@register()
def tasks_run_later(app_configs, **kwargs):
    from .notifications.tasks import send_what_is_due

    if type(send_what_is_due.get_backend()).__name__ not in NOT_LATER:
        return []
    return [
        Warning(
            "Tasks run inside the request that orders them, or never: whoever files a ticket waits for the mail server.",
            hint="Set TASKS to a backend with a worker, such as django_tasks_db.DatabaseBackend, and keep its "
            "worker running: manage.py db_worker.",
            id="support_plugin.W003",
        )
    ]


@register()
def uploads_are_looked_at_first(app_configs, **kwargs):
    places = list(settings.MIDDLEWARE)
    if UPLOADS in places and (CSRF not in places or places.index(UPLOADS) < places.index(CSRF)):
        return []
    return [
        Warning(
            f"“{UPLOADS}” does not stand above “{CSRF}” in MIDDLEWARE.",
            hint="Put it there: it refuses bodies that are too large before they are read, and keeps the half-spaces "
            "of Persian file names.",
            id="support_plugin.W004",
        )
    ]


@register()
def api_docs_have_their_files(app_configs, **kwargs):
    if not conf.API_DOCS or apps.is_installed(SIDECAR):
        return []
    return [
        Warning(
            f"SUPPORT_API_DOCS is on, and “{SIDECAR}”, which brings the files of that page, is not installed.",
            hint=f"Install drf-spectacular-sidecar and add “{SIDECAR}” to INSTALLED_APPS, or switch SUPPORT_API_DOCS "
            "off. Until then the page is not there.",
            id="support_plugin.W006",
        )
    ]
