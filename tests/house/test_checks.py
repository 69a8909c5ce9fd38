"""The system checks: what a host is told before it goes wrong."""

import pytest
from django.core.checks import run_checks
from django.test import override_settings

HTTP = "support_plugin.notifications.sms.HttpProvider"
AMOOT = "support_plugin.notifications.sms.AmootProvider"
SENT = {"url": "https://sms.example/send", "body": {"to": "{mobile}", "text": "{text}"}}


@pytest.mark.parametrize(
    ("change", "check_id"),
    [
        ({"SUPPORT_ATTACHMENT_STORAGE": "nowhere"}, "support_plugin.E001"),
        ({"MEDIA_ROOT": "/"}, "support_plugin.E002"),
        ({"SUPPORT_REFERENCE_DIGITS": 3}, "support_plugin.E003"),
        ({"SUPPORT_SMS": {"url": "http://x"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": "nowhere.Provider"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": "datetime.date"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": AMOOT, "token": "x"}}, "support_plugin.E005"),
        (
            {"SUPPORT_SMS": {"provider": AMOOT, "token": "x", "patterns": {"answered": 7}}},
            "support_plugin.E005",
        ),
        ({"SUPPORT_SMS": {"provider": HTTP, "url": "ftp://x", "body": {"a": "b"}}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "encoding": "xml"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "timeout": "soon"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "success": {"path": "a"}}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": HTTP, **SENT, "body": "to={mobile}"}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": {"provider": AMOOT, "token": "x", "patterns": [7]}}, "support_plugin.E005"),
        ({"SUPPORT_SMS": "amoot"}, "support_plugin.E005"),
        ({"SUPPORT_MOBILE": "nowhere.number"}, "support_plugin.E006"),
        ({"SUPPORT_MOBILE": "math.pi"}, "support_plugin.E006"),
        ({"SUPPORT_CHANNELS": ["sms"], "SUPPORT_MOBILE": "math.floor"}, "support_plugin.E005"),
        ({"SUPPORT_CHANNELS": ["sms"], "SUPPORT_SMS": {"provider": HTTP, **SENT}}, "support_plugin.E006"),
        ({"SUPPORT_QUIET_HOURS": "at night"}, "support_plugin.E007"),
        ({"SUPPORT_BASE_TEMPLATE": "nowhere.html"}, "support_plugin.W001"),
        ({"SUPPORT_MESSAGE_LENGTH": 10_000_000}, "support_plugin.W002"),
    ],
)
def test_a_host_is_told_what_is_wrong_with_its_settings(change, check_id):
    with override_settings(**change):
        found = [message for message in run_checks() if message.id == check_id]
    assert len(found) == 1
    assert found[0].hint


def test_the_suites_own_settings_are_clean():
    assert [message for message in run_checks() if (message.id or "").startswith("support_plugin")] == []


def test_a_host_that_sends_sms_is_clean():
    right = {
        "SUPPORT_CHANNELS": ["email", "panel", "sms"],
        "SUPPORT_MOBILE": "math.floor",
        "SUPPORT_SMS": {"provider": HTTP, **SENT},
    }
    with override_settings(**right):
        assert [message for message in run_checks() if (message.id or "").startswith("support_plugin")] == []
