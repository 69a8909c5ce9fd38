import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from wagtail.models import GroupPagePermission


@pytest.fixture
def writer(editor, home):
    """An editor who may write and publish below the Persian knowledge base."""
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=editor.groups.get(), page=home, permission=Permission.objects.get(codename=codename)
        )
    return editor


@pytest.fixture
def report(client, writer):
    """Opens a report as the writer, in English unless their profile says otherwise."""

    def _open(name, **params):
        client.force_login(writer)
        response = client.get(reverse(f"knowledge_base_cockpit:{name}"), params)
        assert response.status_code == 200
        return response

    return _open
