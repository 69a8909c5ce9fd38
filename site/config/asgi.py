"""What an ASGI server imports: `granian --interface asgi --working-dir site config.asgi:application`.

A server that is told nothing else is a public one. Under ASGI Django stores a whole body before it asks anybody
whether it may be that large: let the proxy in front refuse it.
"""

import os
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parents[1]
for folder in (SITE.parent, SITE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.asgi import get_asgi_application  # noqa: E402

application = get_asgi_application()
