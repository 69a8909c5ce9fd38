"""What a WSGI server imports: `granian --interface wsgi --working-dir site config.wsgi:application`.

A server that is told nothing else is a public one; `make run` names its own settings.
"""

import os
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parents[1]
for folder in (SITE.parent, SITE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
