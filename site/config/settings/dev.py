"""The embedded default of `make run`: everything lives in var/, DEBUG is off so that our own error pages show."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import VAR, env

VAR.mkdir(parents=True, exist_ok=True)


def _secret_key_made_once():
    """A key of this machine alone, written the first time somebody asks for it."""
    path = VAR / "secret_key"
    try:
        with path.open("x", encoding="ascii") as file:
            path.chmod(0o600)
            file.write(get_random_secret_key())
    except FileExistsError:
        pass
    return path.read_text(encoding="ascii").strip()


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key_made_once()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR / "mail"

# Outgrown hosts put a web server or an object store in front of media.
SERVE_MEDIA = True
