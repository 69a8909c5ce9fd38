"""The page to read and try the API: there where it is switched on, and made of what the site itself serves."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from support_plugin.api.schema import PREFIX

pytestmark = pytest.mark.django_db


def test_it_is_not_there_unless_it_is_switched_on(client):
    assert client.get(f"{PREFIX}docs/").status_code == 404


def test_it_is_not_there_without_its_files(client, settings, monkeypatch):
    settings.SUPPORT_API_DOCS = True
    monkeypatch.setattr("support_plugin.api.docs.apps.is_installed", lambda name: False)
    assert client.get(f"{PREFIX}docs/").status_code == 404


def test_it_asks_no_foreign_host_and_has_nothing_inline(settings):
    settings.SUPPORT_API_DOCS = True
    response = Client(enforce_csrf_checks=True).get(f"{PREFIX}docs/")
    page = response.content.decode()
    assert response.status_code == 200
    addresses = re.findall(r'(?:src|href|data-schema)="([^"]*)"', page)
    assert [address for address in addresses if not address.startswith("/")] == []
    assert f"{PREFIX}schema/" in addresses
    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page) == []
    static = [address.removeprefix(settings.STATIC_URL) for address in addresses if "static" in address]
    assert [name for name in static if not finders.find(name)] == []
    assert "no-store" in response.headers["Cache-Control"]
