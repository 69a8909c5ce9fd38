"""A public host. Refuses to start on a secret that can be guessed, on hosts left open, and without its own address."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *  # noqa: F403
from .base import BEHIND_PROXY, env

DEBUG = False
SERVE_MEDIA = False

SECRET_KEY = env.str("SECRET_KEY", default="")
# "aaaa…" is as public as a short one, and so is what startproject made for development.
if len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 5 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured(
        "SECRET_KEY is missing, short or easily guessed. Set it to at least 32 random characters, "
        "for example the output of: python -c 'import secrets; print(secrets.token_urlsafe(50))'"
    )

ALLOWED_HOSTS = [host for host in map(str.strip, env.list("ALLOWED_HOSTS", default=[])) if host]
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS is empty. Name the hosts of this site, separated by commas.")
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS lets every host through (*). Name the hosts of this site, separated by commas."
    )

_address = urlsplit(env.str("BASE_URL", default=""))
if _address.scheme not in ("http", "https") or not _address.hostname:
    raise ImproperlyConfigured(
        "BASE_URL is missing or no address. Links in mails start with it: set it to https:// and the host."
    )

# Several machines may share it; `createcachetable` makes the table.
if not env.str("CACHE_URL", default=""):
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": "support_cache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))

SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
# A load balancer asks without TLS.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 30)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Whether subdomains are this site's to promise for is the operator's decision; page previews need frames of our own.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W019", "security.W021"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
