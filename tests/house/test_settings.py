"""Settings: what production refuses, what the environment says, what `make run` uses by itself."""

import stat
import subprocess
import sys

import pytest

from .project import ROOT, environment, manage

KEY = "kR9-vT2_mQ7xLw4zNc8bHs3dFy6gJp1aEu5oIiXr0CtVnBqWlZsYhMf"
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": KEY,
    "ALLOWED_HOSTS": "desk.example",
    "BASE_URL": "https://desk.example",
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "changeme"}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "django-insecure-" + KEY}, "SECRET_KEY is missing"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"SECRET_KEY": "x" * 60}, "SECRET_KEY is missing"),
        ({"ALLOWED_HOSTS": " "}, "ALLOWED_HOSTS is empty"),
        ({"ALLOWED_HOSTS": "desk.example, *"}, "ALLOWED_HOSTS lets every host through"),
        ({"BASE_URL": ""}, "BASE_URL is missing"),
        ({"BASE_URL": "desk.example"}, "BASE_URL is missing"),
    ],
)
def test_production_refuses_to_start_on_what_is_missing_or_known(change, sentence):
    result = manage("check", **(PRODUCTION | change))
    assert result.returncode != 0
    assert sentence in result.stderr


def test_production_passes_the_deployment_check(tmp_path):
    result = manage(
        "check",
        "--deploy",
        "--fail-level",
        "WARNING",
        **PRODUCTION,
        VAR_DIR=str(tmp_path),
    )
    assert result.returncode == 0, result.stderr


def shell(code, **environment):
    result = manage("shell", "-v0", "-c", code, **environment)
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def test_a_setting_of_the_desk_can_come_from_the_environment(tmp_path):
    said = shell(
        "from support_plugin import conf; print(conf.TICKETS_PER_HOUR, conf.SHOW_AGENT_NAMES, conf.ATTACHMENT_TYPES)",
        VAR_DIR=str(tmp_path),
        SUPPORT_TICKETS_PER_HOUR="7",
        SUPPORT_SHOW_AGENT_NAMES="true",
        SUPPORT_ATTACHMENT_TYPES="png,pdf",
    )
    assert said == "7 True ['png', 'pdf']"


def test_sites_that_may_call_the_api_are_named_in_the_environment_and_none_by_default(tmp_path):
    ask = "from django.conf import settings; print(settings.CORS_ALLOWED_ORIGINS)"
    assert shell(ask, VAR_DIR=str(tmp_path)) == "[]"
    named = "https://portal.example, http://127.0.0.1:9000,"
    told = shell(ask, VAR_DIR=str(tmp_path), CORS_ALLOWED_ORIGINS=named)
    assert told == "['https://portal.example', 'http://127.0.0.1:9000']"


@pytest.mark.parametrize("named", ["portal.example", "https://portal.example/shop", "*"])
def test_a_site_that_is_no_origin_is_refused(named):
    result = manage("check", **PRODUCTION, CORS_ALLOWED_ORIGINS=named)
    assert result.returncode != 0
    assert "corsheaders.E01" in result.stderr


def test_the_embedded_default_writes_mail_into_files_until_a_server_is_named(tmp_path):
    ask = "from django.conf import settings; print(settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT)"
    assert ".filebased." in shell(ask, VAR_DIR=str(tmp_path))
    told = shell(ask, VAR_DIR=str(tmp_path), EMAIL_URL="smtp://mail.example:2525")
    assert told == "django.core.mail.backends.smtp.EmailBackend mail.example 2525"


def test_sqlite_waits_for_its_turn_and_survives_a_power_cut(tmp_path):
    said = shell(
        "from django.db import connection as c\n"
        "pragma = lambda name: c.cursor().execute(f'PRAGMA {name}').fetchone()[0]\n"
        "options = c.settings_dict['OPTIONS']\n"
        "print(pragma('journal_mode'), pragma('synchronous'), pragma('busy_timeout'), options['transaction_mode'])",
        VAR_DIR=str(tmp_path),
    )
    assert said == "wal 2 20000 IMMEDIATE"


def test_a_relative_folder_is_the_same_for_every_process(tmp_path):
    relative = "var/of-a-test"
    code = "from django.conf import settings; print(settings.VAR, settings.DATABASES['default']['NAME'])"
    for cwd in (ROOT, ROOT / "site"):
        result = manage(
            "shell",
            "-v0",
            "-c",
            code,
            cwd=cwd,
            VAR_DIR=relative,
            DATABASE_URL="sqlite:///var/x.db",
            SECRET_KEY=KEY,
        )
        assert result.stdout.split() == [str(ROOT / relative), str(ROOT / "var" / "x.db")], result.stderr
    (ROOT / relative).rmdir()


def test_the_embedded_default_makes_its_own_secret_once_and_shows_our_error_pages(tmp_path):
    code = "from django.conf import settings; print(settings.SECRET_KEY, settings.DEBUG)"
    first, second = shell(code, VAR_DIR=str(tmp_path)), shell(code, VAR_DIR=str(tmp_path))
    assert first == second
    assert first.endswith(" False")
    assert len(first) > 50
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_a_secret_that_was_never_finished_is_made_again(tmp_path):
    (tmp_path / "secret_key").touch()
    code = "from django.conf import settings; print(settings.SECRET_KEY)"
    assert len(shell(code, VAR_DIR=str(tmp_path))) == 50
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.parametrize(
    ("change", "hosts"),
    [
        ({}, ["127.0.0.1", "localhost", "[::1]"]),
        ({"BIND": "127.0.0.1"}, ["127.0.0.1", "localhost", "[::1]"]),
        ({"BIND": "192.0.2.7"}, ["127.0.0.1", "localhost", "[::1]", "192.0.2.7"]),
        ({"BIND": "2001:db8::7"}, ["127.0.0.1", "localhost", "[::1]", "[2001:db8::7]"]),
        ({"BIND": "::", "ALLOWED_HOSTS": "desk.example,desk.test"}, ["desk.example", "desk.test"]),
    ],
)
def test_the_embedded_default_answers_to_the_names_it_listens_on(change, hosts, tmp_path):
    code = "from django.conf import settings; print(settings.ALLOWED_HOSTS)"
    assert shell(code, VAR_DIR=str(tmp_path), **change) == str(hosts)


def test_on_all_addresses_it_answers_to_this_machine_but_not_to_everybody(tmp_path):
    code = (
        "from django.conf import settings; print('*' in settings.ALLOWED_HOSTS, len(settings.ALLOWED_HOSTS))"
    )
    everybody, count = shell(code, VAR_DIR=str(tmp_path), BIND="::").split()
    assert (everybody, int(count) > 3) == ("False", True)


CACHE = (
    "from django.conf import settings as s; from allauth import app_settings as a; "
    "print(s.CACHES['default']['BACKEND'].rsplit('.')[-1], a.TRUSTED_PROXY_COUNT)"
)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, "FileBasedCache 0"),
        (PRODUCTION, "DatabaseCache 0"),
        (PRODUCTION | {"BEHIND_PROXY": "true"}, "DatabaseCache 1"),
        (PRODUCTION | {"BEHIND_PROXY": "true", "PROXY_COUNT": "2"}, "DatabaseCache 2"),
        (PRODUCTION | {"CACHE_URL": "locmemcache://"}, "LocMemCache 0"),
    ],
)
def test_all_processes_share_one_cache_and_the_proxy_is_no_visitor(change, said, tmp_path):
    assert shell(CACHE, VAR_DIR=str(tmp_path), **change) == said


@pytest.mark.parametrize("module", ["wsgi", "asgi"])
def test_a_server_that_is_told_nothing_takes_itself_for_a_public_one(module):
    result = subprocess.run(
        [sys.executable, "-c", f"import config.{module}"],
        env=environment(PYTHONPATH=str(ROOT / "site")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "SECRET_KEY is missing" in result.stderr


def test_make_run_names_the_settings_of_the_embedded_default():
    code = "import os, run; print(os.environ['DJANGO_SETTINGS_MODULE'], os.environ['BIND'])"
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment(PYTHONPATH=str(ROOT / "site")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.split() == ["config.settings.dev", "127.0.0.1"], result.stderr
