"""What the suite runs on: SQLite in a file (threads share it), or PostgreSQL through DATABASE_URL."""

import atexit
import shutil
import tempfile
from pathlib import Path

from .base import *  # noqa: F403
from .base import CONTENT_SECURITY_POLICY, DATABASES, STORAGES  # noqa: F401

_SCRATCH = Path(tempfile.mkdtemp(prefix="support-desk-tests-"))
atexit.register(shutil.rmtree, _SCRATCH, ignore_errors=True)

DEBUG = False
SECRET_KEY = "only-for-tests"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]

if not DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": "template0", "CHARSET": "UTF8"}
else:
    DATABASES["default"]["TEST"] = {"NAME": str(_SCRATCH / "test.sqlite3")}
    # A test database need not survive a power cut.
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = _SCRATCH / "media"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
STORAGES["support_attachments"]["OPTIONS"]["location"] = _SCRATCH / "attachments"
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_RATE_LIMITS = False
SERVE_MEDIA = True
# Everybody sees suggestions; the tests of those who are held out say otherwise.
SUPPORT_SUGGESTIONS_HELD_OUT = 0
# What is sent is with the customer at once; the tests of taking back say otherwise.
SUPPORT_UNDO_SECONDS = 0
# Programs are told at once, and call as often as a test wants; the tests of both say otherwise.
SUPPORT_API_EVENTS_LAG_SECONDS = 0
SUPPORT_API_TOKEN_RATE = SUPPORT_API_USER_RATE = SUPPORT_API_ANONYMOUS_RATE = ""
