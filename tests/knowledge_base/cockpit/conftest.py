import uuid
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile

from knowledge_base.models import Feedback
from tests import factories


@pytest.fixture
def writer(editor, home):
    """An editor who may write and publish below the Persian knowledge base."""
    for codename in ("add_page", "change_page", "publish_page"):
        GroupPagePermission.objects.create(
            group=editor.groups.get(), page=home, permission=Permission.objects.get(codename=codename)
        )
    UserProfile.objects.create(user=editor, preferred_language="en")
    return editor


@pytest.fixture
def report(client, writer):
    """Opens a report as the writer, in English."""

    client.force_login(writer)

    def _open(name, **params):
        response = client.get(reverse(f"knowledge_base_cockpit:{name}"), params)
        assert response.status_code == 200
        return response

    return _open


@pytest.fixture
def vote():
    """So many readers say that a guide helps, or does not, so many days ago."""

    def _vote(guide, yes=0, no=0, days_ago=0):
        for number in range(yes + no):
            vote = Feedback.objects.create(
                guide=guide, revision=0, is_helpful=number < yes, language="fa", visitor=uuid.uuid4()
            )
            moment = timezone.now() - timedelta(days=days_ago)
            Feedback.objects.filter(pk=vote.pk).update(answered_at=moment)

    return _vote


@pytest.fixture
def filed(open_ticket):
    """Files tickets of so many customers, one each."""

    def _file(subject="خطا هنگام ارسال پیامک گروهی", customers=1, **words):
        return [
            open_ticket(by=factories.user(uuid.uuid4().hex), subject=subject, **words)
            for _customer in range(customers)
        ]

    return _file
