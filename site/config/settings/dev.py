"""The embedded default of `make run`: everything lives in var/, DEBUG is off so that our own error pages show."""

import os
import socket
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403
from .base import VAR, env

VAR.mkdir(parents=True, exist_ok=True)


def _secret_key_made_once():
    """A key of this machine alone, written the first time somebody asks for it.

    It appears whole or not at all, and where several processes start at once all read the same. An empty file is what
    an older version left when it was killed at the wrong moment.
    """
    path = VAR / "secret_key"
    with suppress(FileNotFoundError):
        if key := path.read_text(encoding="ascii").strip():
            return key
        path.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(dir=VAR, prefix="secret_key.") as folder:
        made = Path(folder) / "made"
        with made.open("x", encoding="ascii") as file:
            made.chmod(0o600)
            file.write(get_random_secret_key())
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)
        except FileExistsError:
            pass
        except OSError:  # a file system without hard links
            os.replace(made, path)
    return path.read_text(encoding="ascii").strip()


def _own_hosts(bind):
    """The names by which a server that listens on this address is asked."""
    hosts = ["127.0.0.1", "localhost", "[::1]"]
    if bind in ("0.0.0.0", "::"):  # noqa: S104
        hosts += [socket.gethostname().lower(), *map(_as_host, _addresses_of_this_machine())]
    elif bind:
        hosts.append(_as_host(bind))
    return list(dict.fromkeys(hosts))


def _addresses_of_this_machine():
    with suppress(OSError):
        return sorted({info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)})
    return []


def _as_host(address):
    return f"[{address}]" if ":" in address else address


DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or _secret_key_made_once()
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[]) or _own_hosts(env.str("BIND", default=""))

EMAIL_BACKEND = env.str("EMAIL_BACKEND", default="django.core.mail.backends.filebased.EmailBackend")
EMAIL_FILE_PATH = VAR / "mail"
if env.str("EMAIL_URL", default=""):
    vars().update(env.email_url("EMAIL_URL"))

# Outgrown hosts put a web server or an object store in front of media.
SERVE_MEDIA = True

# The page to read and try the API.
SUPPORT_API_DOCS = env.bool("SUPPORT_API_DOCS", default=True)
