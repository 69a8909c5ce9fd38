"""`make run`: brings the database and static files up to date, then runs web, worker and tick until it is stopped.

Honours PORT (8000), BIND (127.0.0.1), DATABASE_URL, VAR_DIR, DEMO_PASSWORD and the rest of the environment.
"""

import hashlib
import os
import socket
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
sys.path[:0] = [str(ROOT), str(SITE)]
os.chdir(ROOT)
# The web process would otherwise take itself for a public one.
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import processes  # noqa: E402

PORT = os.environ.get("PORT", "8000")
BIND = os.environ.setdefault("BIND", "127.0.0.1")
HOST = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(BIND, f"[{BIND}]" if ":" in BIND else BIND)  # noqa: S104
os.environ.setdefault("BASE_URL", f"http://{HOST}:{PORT}")


def prepare():
    """Migrate, collect static files where they changed, load the demo where nobody has an account yet."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable")
    stamp = settings.VAR / "static.stamp"
    state = static_state()
    if not stamp.exists() or stamp.read_text() != state:
        print("Collecting static files …", flush=True)
        call_command("collectstatic", verbosity=0, interactive=False)
        stamp.write_text(state)
    # A demo that was interrupted is completed at the next start.
    unfinished = settings.VAR / "demo.unfinished"
    if unfinished.exists() or not get_user_model().objects.exists():
        unfinished.touch()
        call_command("demo", force=True)
        unfinished.unlink()
    connections.close_all()


def static_state():
    """Changes when a static file of ours or an installed package does."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in (ROOT / "support_plugin" / "static", ROOT / "knowledge_base" / "static"):
        for path in sorted(folder.rglob("*")):
            digest.update(f"{path}{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def serve(parent):
    """Keep web, worker and tick running until we are told to stop."""
    manage = [sys.executable, str(ROOT / "manage.py")]
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", BIND, "--port", PORT]
    web += ["--workers", "2", "--blocking-threads", "4", "--backpressure", "64", "--working-dir", str(SITE)]
    web += ["--workers-kill-timeout", "5", "--no-ws", "--respawn-failed-workers"]
    web += ["--log-level", "warning", "config.wsgi:application"]
    return processes.run(
        {
            "web": web,
            "worker": [*manage, "db_worker", "--queue-name", "*", "-v0"],
            "tick": [*manage, "support_tick", "--every", "60"],
            "guides": [*manage, "guides_age", "--every", "3600"],
        },
        parent,
    )


def port_is_free():
    family = socket.AF_INET6 if ":" in BIND else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((BIND, int(PORT)))
        except OSError as error:
            print(f"Cannot listen on {BIND} port {PORT}: {error.strerror}. Another one: make run PORT=8001")
            return False
    return True


def greet():
    from demo.cast import CAST, password

    address = os.environ["BASE_URL"]
    print(f"\n  {address}/  ({address}/en/ in English, {address}/admin/ for agents and editors)")
    print(f"  Demo accounts: {', '.join(CAST)}; password: {password()}")
    print("  Stop with Ctrl-C.\n", flush=True)


if __name__ == "__main__":
    if not port_is_free():
        sys.exit(1)
    # Who started us may leave while the demo is loaded.
    parent = processes.Parent()
    try:
        prepare()
    except KeyboardInterrupt:
        sys.exit("Stopped.")
    greet()
    sys.exit(serve(parent))
