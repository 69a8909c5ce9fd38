"""What every environment of the host site shares. Values come from the environment where they differ."""

from pathlib import Path
from zoneinfo import available_timezones

import environ
from django.utils.translation import gettext_lazy as _

from support_plugin.conf import DEFAULTS as SUPPORT_DEFAULTS

ROOT = Path(__file__).resolve().parents[3]

env = environ.Env()

# What is not absolute counts from the project's folder, whatever folder a process was started in.
VAR = ROOT / env.str("VAR_DIR", default="var")

# Applications ---------------------------------------------------------------

INSTALLED_APPS = [
    "demo",
    "knowledge_base",
    "support_plugin",
    "wagtail_modeladmin",
    "wagtail.contrib.settings",
    "wagtail.contrib.redirects",
    "wagtail.contrib.search_promotions",
    "wagtail.contrib.typed_table_block",
    "wagtail.contrib.simple_translation",
    "wagtail.embeds",
    "wagtail.locales",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_tasks_db",
    "ninja",
    "corsheaders",
    "allauth",
    "allauth.account",
    "allauth.headless",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Above whatever may answer by itself: a browser must be able to read refusals too.
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.policies.PolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.languages.AddressLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "config.bodies.BodyLimitMiddleware",
    "support_plugin.middleware.UploadMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "wagtail.contrib.settings.context_processors.settings",
                "config.site.site_name",
                "config.theme.theme",
                "support_plugin.portal.context.support",
            ],
        },
    },
]

# Database -------------------------------------------------------------------

# SQLite is the embedded default. IMMEDIATE takes the write lock when a transaction begins:
# without it parallel submits fail, and select_for_update() does nothing there.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR / 'db.sqlite3'}")}
# Connections stay open: on SQLite the last one to close checkpoints and removes the write-ahead log, and with
# many short-lived ones everybody waits for that.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = ROOT / DATABASES["default"]["NAME"]
    DATABASES["default"].setdefault("OPTIONS", {}).update(SQLITE_OPTIONS)
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# Cache ----------------------------------------------------------------------

# Shared by all processes: limits of attempts and channels at rest are counted in it. Files do for one machine
# (docs/decisions/0008). Where they are too many Django drops a third of them, limits too; and it counts them at
# every write.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    }
}
if env.str("CACHE_URL", default=""):
    CACHES["default"] = env.cache("CACHE_URL")

# Languages and time ---------------------------------------------------------

LANGUAGE_CODE = "fa"
LANGUAGES = WAGTAIL_CONTENT_LANGUAGES = [("fa", _("Persian")), ("en", _("English"))]
# Wagtail has no Persian yet for some words of our screens: `locale/wagtail` brings them, to go upstream one day.
# Ours, and what Wagtail's and the accounts' Persian lacks or says in other words than ours.
LOCALE_PATHS = [ROOT / "locale", ROOT / "locale" / "wagtail", ROOT / "locale" / "accounts"]
TIME_ZONE = "Asia/Tehran"
USE_I18N = True
USE_TZ = True

# Files ----------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    # Attachments of tickets: never below MEDIA_ROOT, served only through a permission check.
    "support_attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "attachments", "base_url": None},
    },
}

# What editors may upload. Nothing that a browser would run: no HTML, no SVG.
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpeg", "jpg", "png", "webp"]
MEGABYTE = 1024 * 1024
WAGTAILDOCS_MAX_UPLOAD_SIZE = env.int("DOCUMENT_MEGABYTES", default=25) * MEGABYTE
WAGTAILIMAGES_MAX_UPLOAD_SIZE = env.int("IMAGE_MEGABYTES", default=10) * MEGABYTE

# The largest body of a request in bytes, by the (outermost) namespace of its address; "" is everything else. The desk's own
# addresses allow what a message with all its files can weigh (`support_plugin.middleware`).
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * MEGABYTE // 2
BODY_LIMITS = {
    "": DATA_UPLOAD_MAX_MEMORY_SIZE,
    **dict.fromkeys(("wagtaildocs", "wagtaildocs_chooser"), WAGTAILDOCS_MAX_UPLOAD_SIZE + MEGABYTE),
    # What `knowledge_base.importing` takes at most, and the form around it.
    "import_guides": 26 * MEGABYTE,
    # Names and passwords.
    "headless": 64 * 1024,
    **dict.fromkeys(("wagtailimages", "wagtailimages_chooser"), WAGTAILIMAGES_MAX_UPLOAD_SIZE + MEGABYTE),
}

# Accounts -------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "support:panel"
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_USER_DISPLAY = "support_plugin.tickets.timeline.person_name"
ACCOUNT_FORMS = {
    "login": "config.forms.LoginForm",
    "signup": "config.forms.SignupForm",
    "add_email": "config.forms.AddEmailForm",
    "change_password": "config.forms.ChangePasswordForm",
    "set_password": "config.forms.SetPasswordForm",
    "reset_password": "config.forms.ResetPasswordForm",
    "reset_password_from_key": "config.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# Proxies of our own in front: the last so many addresses of X-Forwarded-For are believed. Without it everybody
# behind the proxy would share one limit of attempts.
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXY_COUNT", default=1) if BEHIND_PROXY else 0
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "config.passwords.MinimumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
    )
]

# Front ends of others -------------------------------------------------------

# Sites whose pages may call what lies below /api/ from a browser ("https://portal.example"), and nothing else. They
# bring tokens; the cookies of this site stay with its own pages.
CORS_ALLOWED_ORIGINS = [each for each in map(str.strip, env.list("CORS_ALLOWED_ORIGINS", default=[])) if each]
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_CREDENTIALS = False
CORS_ALLOW_HEADERS = [
    "accept",
    "accept-language",
    "authorization",
    "content-type",
    "idempotency-key",
    "if-match",
    "x-email-verification-key",
    "x-password-reset-key",
    "x-session-token",
]
CORS_EXPOSE_HEADERS = ["etag", "idempotent-replayed", "location", "retry-after"]
# Log-in for front ends without our pages (`/api/auth/`): with a cookie on this site, with X-Session-Token elsewhere.
HEADLESS_CLIENTS = ["app", "browser"]
SUPPORT_API_AUTHENTICATION = [
    "support_plugin.api.authentication.TokenAuthentication",
    "support_plugin.api.authentication.SessionAuthentication",
    "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
]
# Limits of those who are not logged in go by their address, behind our own proxies too.
REST_FRAMEWORK = {"NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}
# Describes the desk's API alone; by itself it would describe every address that is made with Django REST framework.
SPECTACULAR_SETTINGS = {"ENABLE_DJANGO_DEPLOY_CHECK": False}

# Background work ------------------------------------------------------------

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

# Mail -----------------------------------------------------------------------

DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="support@localhost")
# A mail server that does not answer must not keep the worker.
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=20)

# Wagtail --------------------------------------------------------------------

WAGTAIL_SITE_NAME = env.str("SITE_NAME", default="نمونه‌افزار")
SITE_NAMES = {"fa": WAGTAIL_SITE_NAME, "en": env.str("SITE_NAME_EN", default="NemoonehAfzar")}
SUPPORT_SITE_NAMES = SITE_NAMES
WAGTAILADMIN_BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000")
WAGTAIL_I18N_ENABLED = True
# Names that no browser knows are no choice.
WAGTAIL_USER_TIME_ZONES = sorted(available_timezones() - {"Factory", "localtime"})
WAGTAILADMIN_PERMITTED_LANGUAGES = [("fa", "فارسی"), ("en", "English")]
# One login and one way to a new password for everybody: `config.accounts.log_in_to_admin` stands at /admin/login/.
WAGTAIL_PASSWORD_RESET_ENABLED = False
# Nothing is asked of a foreign host: no avatars, no update check, no embeds.
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAILEMBEDS_FINDERS = []
# Links in rich text lead somewhere; `?rich_text_format=db_html` asks for what is stored.
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILSEARCH_BACKENDS = {
    "default": {"BACKEND": "wagtail.search.backends.database", "SEARCH_CONFIG": "simple"},
}

# Guides ---------------------------------------------------------------------

# Where `capture_figures` takes the pictures of guides, unless it is told an address.
KNOWLEDGE_BASE_FIGURES_SITE = "demo.running.own_site"

# Logs -----------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    "loggers": {"django": {"handlers": [], "propagate": True}},
}

# Security -------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
    },
}
# What Wagtail's own screens need beside that: inline scripts (date pickers, inline panels) and styles, and pictures
# that are shown before they are uploaded.
ADMIN_POLICY = {
    "script-src": ["'self'", "'unsafe-inline'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:", "blob:"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_COOKIE_HTTPONLY = True

# Guides ---------------------------------------------------------------------

# Months after which a guide is to be checked again.
KNOWLEDGE_BASE_CHECK_MONTHS = env.int("KNOWLEDGE_BASE_CHECK_MONTHS", default=6)
# Files that one person may upload within a day to import guides from them.
KNOWLEDGE_BASE_UPLOADS_PER_DAY = env.int("KNOWLEDGE_BASE_UPLOADS_PER_DAY", default=50)

# Support desk ---------------------------------------------------------------

# Any SUPPORT_… setting of a simple type may come from the environment variable of that name.
for _name, _default in SUPPORT_DEFAULTS.items():
    if (_key := f"SUPPORT_{_name}") in env.ENVIRON:
        vars()[_key] = env.get_value(_key, cast=type(_default))
