"""SMS: what they cost, to which numbers, at which hours, and how a carrier in trouble is taken. No real one is asked."""

import json
import threading
import time
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import SimpleNamespace
from urllib.parse import parse_qs

import pytest
from django.core.exceptions import ImproperlyConfigured

from support_plugin.notifications.channels.base import Recipient
from support_plugin.notifications.channels.sms import SmsChannel, end_of_quiet_hours
from support_plugin.notifications.letters import Letter
from support_plugin.notifications.sms import AmootProvider, HttpProvider, masked, parts, to_e164

MOBILE = "+989121234567"


# What it costs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("آ" * 70, 1),
        ("آ" * 71, 2),
        ("آ" * 134, 2),
        ("آ" * 135, 3),
        # One Persian letter makes the whole text UCS-2.
        ("a" * 70 + "آ", 2),
        # Characters of the extension table count two.
        ("€" * 80, 1),
        ("€" * 80 + "a", 2),
        # … and are not torn apart: 152 and a half do not fit.
        ("a" * 152 + "€" + "a" * 152, 3),
        # An emoji is two units of UCS-2, and not torn apart either.
        ("😀" * 35, 1),
        ("😀" * 35 + "a", 2),
        ("آ" * 66 + "😀" + "آ" * 66, 3),
        ("آموت: به تیکت ۱۰۲۴ پاسخ دادیم. مشاهده: hub.example.ir/t/1024", 1),
    ],
)
def test_parts_are_counted_as_the_standard_does(text, count):
    assert parts(text) == count


# To which number --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "written",
    [
        "09121234567",
        "9121234567",
        "989121234567",
        "00989121234567",
        "+98 0912 123 4567",
        "(0912) 1234567",
        "0912-123-4567",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
        "\u2066+98 912 123 4567\u2069",
    ],
)
def test_a_number_is_kept_in_one_form_however_it_is_written(written):
    assert to_e164(written) == MOBILE


@pytest.mark.parametrize(
    "written",
    [
        "",
        None,
        "02112345678",
        "0912123456",
        "091212345678",
        "+982112345678",
        "nine",
        "0912123456a",
        "\x00",
        "\ud800",
    ],
)
def test_what_is_no_mobile_is_no_number(written):
    assert to_e164(written) == ""


def test_a_number_is_shown_with_its_middle_hidden():
    assert masked(MOBILE) == "0912•••4567"
    assert masked("") == ""


@pytest.fixture
def reachable(settings):
    settings.SUPPORT_SMS = {
        "provider": "support_plugin.notifications.sms.HttpProvider",
        "url": "http://x",
        "body": {},
    }
    settings.SUPPORT_MOBILE = "tests.support_plugin.notifications.test_sms.mobile_of"


def mobile_of(user):
    if user.number is None:
        raise LookupError("no profile")
    return user.number


@pytest.mark.parametrize(("number", "address"), [("۰۹۱۲۱۲۳۴۵۶۷", MOBILE), ("021", ""), ("", ""), (None, "")])
def test_the_host_says_a_persons_number_and_its_failure_is_no_number(number, address, reachable):
    assert SmsChannel().address_of(SimpleNamespace(pk=1, number=number)) == address


def test_without_the_settings_nobody_has_a_number(settings, reachable):
    settings.SUPPORT_MOBILE = ""
    assert SmsChannel().address_of(SimpleNamespace(pk=1, number="09121234567")) == ""


# At which hours ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "now", "until"),
    [
        # Tehran is three and a half hours ahead of UTC.
        ("22:00-08:00", "2026-11-24T18:29", None),
        ("22:00-08:00", "2026-11-24T18:30", "2026-11-25T04:30"),
        ("22:00-08:00", "2026-11-24T23:00", "2026-11-25T04:30"),
        ("22:00-08:00", "2026-11-25T04:29", "2026-11-25T04:30"),
        ("22:00-08:00", "2026-11-25T04:30", None),
        ("13:00-14:30", "2026-11-24T10:00", "2026-11-24T11:00"),
        ("22:00-24:00", "2026-11-24T19:00", "2026-11-24T20:30"),
        ("", "2026-11-24T23:00", None),
        ("08:00-08:00", "2026-11-24T23:00", None),
    ],
)
def test_in_quiet_hours_an_sms_waits_until_they_end(hours, now, until, settings):
    settings.SUPPORT_QUIET_HOURS = hours
    moment = datetime.fromisoformat(now).replace(tzinfo=UTC)
    expected = datetime.fromisoformat(until).replace(tzinfo=UTC) if until else None
    assert SmsChannel().not_before(moment) == expected


def test_quiet_hours_end_by_the_clock_on_the_wall_where_summer_time_begins(settings):
    settings.SUPPORT_QUIET_HOURS, settings.TIME_ZONE = "22:00-08:00", "Europe/Berlin"
    night = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)  # an hour before the clocks go forward
    assert SmsChannel().not_before(night) == datetime(2026, 3, 29, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize("hours", ["at night", "22-8", "25:00-08:00", "22:00-24:30", "22:00"])
def test_quiet_hours_that_are_none_are_said(hours, settings):
    settings.SUPPORT_QUIET_HOURS = hours
    with pytest.raises(ImproperlyConfigured):
        end_of_quiet_hours(datetime.now(UTC))


# Through a carrier ------------------------------------------------------------------------------------------------


class Carrier(BaseHTTPRequestHandler):
    """A service on loopback that answers what the test says, and remembers what it was asked."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.asked.append(
            SimpleNamespace(path=self.path, headers=dict(self.headers), body=body, method=self.command)
        )
        self.server.answer(self)

    do_GET = do_POST

    def say(self, status=200, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture
def carrier(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Carrier)
    server.daemon_threads = True
    server.asked = []
    server.url = f"http://127.0.0.1:{server.server_port}/send"
    server.answer = lambda request: request.say(body=b'{"status": "ok", "data": {"id": 77}}')
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def answering(status=200, data=None, raw=None, **headers):
    body = raw if raw is not None else json.dumps(data).encode()

    def answer(request):
        request.say(status, body, **headers)

    return answer


def http(carrier, **options):
    return HttpProvider(
        {
            "url": carrier.url,
            "headers": {"X-Key": "very-secret"},
            "body": {
                "to": "{mobile}",
                "text": "{text}",
                "n": "{number}",
                "template": "{pattern}",
                "ref": "{key}",
            },
            "patterns": {"answered": "tpl-7"},
            "success": {"path": "status", "values": ["ok", 1]},
            "id_path": "data.id",
            "timeout": 0.5,
            **options,
        }
    )


def amoot(carrier, **options):
    patterns = {"answered": {"code": 4711, "values": ["site", "number", "link"]}}
    return AmootProvider(
        {"url": carrier.url, "token": "very-secret", "patterns": patterns, "timeout": 0.5, **options}
    )


VARIABLES = {"number": "۱۰۲۴", "site": "نمونه، شعبه, یک", "link": "https://desk.example/panel/tickets/1024/"}


def send(provider, event="answered"):
    return provider.send(MOBILE, event, VARIABLES, "به تیکت ۱۰۲۴ پاسخ دادیم.", key="key-1")


def form_of(request):
    return {name: values[0] for name, values in parse_qs(request.body, keep_blank_values=True).items()}


def test_a_service_is_asked_as_the_settings_describe_it(carrier):
    result = send(http(carrier))
    assert (result.status, result.id) == ("sent", "77")
    (request,) = carrier.asked
    assert form_of(request) == {
        "to": MOBILE,
        "text": "به تیکت ۱۰۲۴ پاسخ دادیم.",
        "n": "۱۰۲۴",
        "template": "tpl-7",
        "ref": "key-1",
    }
    assert request.headers["X-Key"] == "very-secret"
    assert "very-secret" not in request.path


def test_or_in_json_or_in_the_address(carrier):
    assert send(http(carrier, encoding="json")).status == "sent"
    assert json.loads(carrier.asked[0].body)["to"] == MOBILE
    assert send(http(carrier, method="GET")).status == "sent"
    assert carrier.asked[1].method == "GET"
    assert "to=%2B989121234567" in carrier.asked[1].path


def test_a_variable_that_looks_like_a_placeholder_stays_text(carrier):
    http(carrier).send(MOBILE, "answered", {"number": "{key}"}, "{mobile}")
    assert form_of(carrier.asked[0])["n"] == "{key}"
    assert form_of(carrier.asked[0])["text"] == "{mobile}"


def test_where_nothing_is_said_of_success_any_good_status_is_one(carrier):
    carrier.answer = answering(raw=b"OK")
    assert send(http(carrier, success={}, id_path="")).status == "sent"


@pytest.mark.parametrize("provider", [http, amoot])
@pytest.mark.parametrize(
    ("answer", "retryable", "is_down", "reason"),
    [
        (answering(500), True, True, "http 500"),
        (answering(503), True, True, "http 503"),
        (answering(429), True, True, "http 429"),
        (answering(401), True, True, "http 401"),
        (answering(400), False, False, "http 400"),
        (answering(422), False, False, "http 422"),
        (answering(302, Location="http://127.0.0.1:9/elsewhere"), True, True, "http 302"),
        (answering(raw=b"<html>busy</html>"), False, False, "unreadable answer"),
        (answering(raw=b"\xff\xfe\x00"), False, False, "unreadable answer"),
        (answering(raw=b"[" * 60_000), False, False, "unreadable answer"),
        (answering(raw=b"x" * 200_000), False, False, "answer too long"),
        (answering(data={"status": "no", "Status": "ServerError"}), None, None, "refused"),
        (answering(data=["status"]), None, None, "refused"),
        (answering(data=7), None, None, "refused"),
    ],
)
def test_a_service_in_trouble_is_told_apart_from_a_message_in_trouble(
    provider, answer, retryable, is_down, reason, carrier
):
    carrier.answer = answer
    result = send(provider(carrier))
    assert result.status == "failed"
    assert result.reason.startswith(reason)
    if retryable is not None:
        assert (result.retryable, result.is_channel_down) == (retryable, is_down)
    assert len(carrier.asked) == 1


def test_a_redirect_takes_the_key_nowhere(carrier):
    carrier.answer = lambda request: request.say(307, Location=f"{carrier.url}/elsewhere")
    send(http(carrier))
    assert [request.path for request in carrier.asked] == ["/send"]


@pytest.mark.parametrize("provider", [http, amoot])
def test_a_service_that_hangs_or_drips_does_not_keep_the_worker(provider, carrier):
    def hang(request):
        time.sleep(1.2)

    def drip(request):
        request.send_response(200)
        request.end_headers()
        for _piece in range(30):
            request.wfile.write(b" ")
            request.wfile.flush()
            time.sleep(0.1)

    for answer in (hang, drip):
        carrier.answer = answer
        began = time.monotonic()
        result = send(provider(carrier))
        assert time.monotonic() - began < 1.1
        assert (result.status, result.retryable, result.is_channel_down) == ("failed", True, True)
        assert result.reason.startswith("timeout")


def test_a_service_that_is_not_there_is_tried_again_later(carrier):
    result = send(http(carrier, url="http://127.0.0.1:9/send"))
    assert (result.status, result.retryable, result.is_channel_down) == ("failed", True, True)


@pytest.mark.parametrize("provider", [http, amoot])
def test_what_is_kept_of_a_failure_holds_no_key(provider, carrier, caplog):
    carrier.answer = answering(data={"status": "bad key very-secret", "Status": "bad key very-secret"})
    result = send(provider(carrier))
    assert "bad key" in result.reason
    assert "very-secret" not in result.reason + caplog.text + repr(provider(carrier))


# Amoot ------------------------------------------------------------------------------------------------------------


def test_amoot_is_given_the_pattern_and_its_values_in_order(carrier):
    carrier.answer = answering(data={"Status": "Success", "Data": {"MessageID": 9}})
    result = send(amoot(carrier))
    assert (result.status, result.id) == ("sent", "9")
    (request,) = carrier.asked
    assert request.headers["Authorization"] == "very-secret"
    assert form_of(request) == {
        "Mobile": "09121234567",
        "PatternCodeID": "4711",
        # The comma within a value would have made four of three.
        "PatternValues": "نمونه، شعبه، یک,۱۰۲۴,https://desk.example/panel/tickets/1024/",
    }


@pytest.mark.parametrize("status", ["Success", 1, "1"])
def test_amoot_says_success_in_a_word_or_a_number(status, carrier):
    carrier.answer = answering(data={"Status": status, "Data": [{"MessageID": 9}]})
    assert send(amoot(carrier)).id == "9"


@pytest.mark.parametrize(
    ("status", "retryable", "is_down"),
    [
        ("ServerError", True, True),
        ("CreditNotEnough", True, True),
        ("UserNameOrPassword_Invalid", True, True),
        ("LineNumber_NotExist", True, True),
        ("Failed", True, False),
        ("Mobile_Invalid", False, False),
        ("SomethingNew", False, False),
        (None, False, False),
        ({"a": 1}, False, False),
    ],
)
def test_what_amoot_refuses_is_tried_again_where_that_can_help(status, retryable, is_down, carrier):
    carrier.answer = answering(data={"Status": status})
    result = send(amoot(carrier))
    assert (result.status, result.retryable, result.is_channel_down) == ("failed", retryable, is_down)


def test_a_kind_without_a_pattern_asks_nobody(carrier):
    result = send(amoot(carrier), event="resolved")
    assert (result.status, result.retryable, result.reason) == ("failed", False, "no pattern")
    assert carrier.asked == []


# The channel ------------------------------------------------------------------------------------------------------


def test_the_channel_hands_event_variables_and_text_to_the_provider(carrier, settings):
    settings.SUPPORT_SMS = {
        "provider": "support_plugin.notifications.sms.HttpProvider",
        "url": carrier.url,
        "body": {
            "to": "{mobile}",
            "event": "{event}",
            "number": "{number}",
            "text": "{text}",
            "key": "{key}",
        },
    }
    letter = Letter("subject", "text", "html", sms="به تیکت ۱۰۲۴ پاسخ دادیم.", variables=VARIABLES)
    result = SmsChannel().send(
        Recipient(user=None, address=MOBILE, language="fa"),
        "answered",
        {"letter": letter, "message_id": "uuid@host"},
    )
    assert result.status == "sent"
    assert form_of(carrier.asked[0]) == {
        "to": MOBILE,
        "event": "answered",
        "number": "۱۰۲۴",
        "text": "به تیکت ۱۰۲۴ پاسخ دادیم.",
        "key": "uuid@host",
    }


def test_a_message_without_words_for_sms_is_not_sent(reachable):
    result = SmsChannel().send(Recipient(None, MOBILE, "fa"), "waiting", {"letter": Letter("s", "t", "h")})
    assert (result.status, result.retryable) == ("failed", False)
