"""Screens by their names, forms as a browser sends them."""

import pytest
from django.contrib.auth.models import Permission
from django.db import transaction
from django.urls import reverse

from .furniture import furnish


def address(screen, action="index", *args):
    return reverse(f"support_{screen}_modeladmin_{action}", args=args)


def words(name="پشتیبانی فروش", english="Sales", slug="sales", **fields):
    """What a filled in form sends: of a department, a ticket type or a product."""
    return {
        "name_0": name,
        "name_1": english,
        "description_0": "",
        "description_1": "",
        "contact_line_0": "",
        "contact_line_1": "",
        "slug": slug,
        "usual_answer_minutes": "",
        "icon": "headset",
        "default_priority": "normal",
        "is_active": "on",
    } | fields


@pytest.fixture
def as_editor(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def as_keeper(client, editor):
    """Somebody who was given the permission to say who works where, and is no superuser."""
    permissions = Permission.objects.filter(content_type__model="departmentmembership")
    editor.user_permissions.set(permissions)
    client.force_login(editor)
    return client


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture(scope="module")
def _furnished_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        furnish()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def furnished(_furnished_once, db):
    """A desk with something in every list of its file; what the test changes is taken back."""
