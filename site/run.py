"""`make run`: brings the database and static files up to date, then runs web, worker and tick until it is stopped.

Honours PORT (8000), BIND (127.0.0.1), DATABASE_URL, VAR_DIR, DEMO_PASSWORD and the rest of the environment.
"""

import hashlib
import os
import sys
from pathlib import Path

SITE = Path(__file__).resolve().parent
ROOT = SITE.parent
sys.path[:0] = [str(ROOT), str(SITE)]
os.chdir(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

PORT = os.environ.get("PORT", "8000")
BIND = os.environ.get("BIND", "127.0.0.1")
os.environ.setdefault("BASE_URL", f"http://{'127.0.0.1' if BIND == '0.0.0.0' else BIND}:{PORT}")  # noqa: S104


def prepare():
    """Migrate, collect static files where they changed, load the demo where nobody has an account yet."""
    import django

    django.setup()
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
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


def static_state():
    """Changes when a static file of ours or an installed package does."""
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for folder in (ROOT / "support_plugin" / "static", ROOT / "knowledge_base" / "static"):
        for path in sorted(folder.rglob("*")):
            digest.update(f"{path}{path.stat().st_mtime_ns}".encode())
    return digest.hexdigest()


def serve():
    """Start the three processes; end all of them, and their children, when one ends or we are told to."""
    from honcho.manager import Manager

    python = sys.executable
    manage = f"{python} {ROOT / 'manage.py'}"
    manager = Manager()
    manager.add_process(
        "web",
        f"exec {python} -m granian --interface wsgi --host {BIND} --port {PORT} --workers 2 --blocking-threads 4 "
        f"--backpressure 64 --working-dir {SITE} --workers-kill-timeout 5 --no-ws --log-level warning "
        "config.wsgi:application",
    )
    manager.add_process("worker", f"exec {manage} db_worker --queue-name '*' -v0")
    manager.add_process("tick", f"exec {manage} support_tick --every 60")
    manager.loop()
    return manager.returncode


def greet():
    from demo.cast import CAST, password

    address = os.environ["BASE_URL"]
    print(f"\n  {address}/  ({address}/en/ in English, {address}/admin/ for agents and editors)")
    print(f"  Demo accounts: {', '.join(CAST)}; password: {password()}")
    print("  Stop with Ctrl-C.\n", flush=True)


if __name__ == "__main__":
    prepare()
    greet()
    sys.exit(serve())
