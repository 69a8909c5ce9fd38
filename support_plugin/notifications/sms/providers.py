"""Those who carry SMS: a generic one described by settings, and Amoot's.

A provider gets everything a service may ask for, `send(mobile, event, variables, text, key) -> Result`: services
for which patterns were approved take the event and its variables, others the finished text. `mobile` is E.164;
`key` is the same for every try of a message. What a provider says of a failure never carries its secrets.
"""

import json
import re
import time
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from support_plugin.text.clean import clean

from ..channels.base import Result
from .numbers import national

TIMEOUT = 10
LONGEST_ANSWER = 64 * 1024
LONGEST_REASON = 100
PLACE = re.compile(r"\{([a-z_]+)\}")
MISSING = object()


class NoRedirects(HTTPRedirectHandler):
    """A key must never follow to where somebody else points."""

    def redirect_request(self, *args, **kwargs):
        return None


class Unanswered(Exception):
    """No answer worth reading: its reason, and whether the service as a whole is to blame.

    `is_taken`: it said that it took the request, and nothing we can read: a second one may be a second SMS.
    """

    def __init__(self, reason, *, is_down=True, is_taken=False):
        self.reason, self.is_down, self.is_taken = reason, is_down, is_taken


class HttpProvider:
    """Any service that takes one HTTP request per SMS. Its description is the setting `SUPPORT_SMS`:

    `url`, `method` ("POST"), `headers` {name: value}, `body` {field: text}, `encoding` ("form" or "json"),
    `patterns` {kind: code}, `success` {"path": "status", "values": [200, "ok"]} (none: every answer of 2xx),
    `id_path` ("data.id"), `timeout` (seconds, 10). Texts of `body` may carry {mobile} (E.164), {mobile_national},
    {text}, {event}, {pattern}, {key} and every variable of the message.
    """

    required = ("url", "body")

    def __init__(self, options):
        self.options = options
        self.url = options["url"]
        self.headers = options.get("headers", {})
        self.timeout = options.get("timeout", TIMEOUT)

    @classmethod
    def problems(cls, options):
        """What is wrong with the settings, in sentences for whoever wrote them."""
        found = [f"“{name}” is missing" for name in cls.required if not options.get(name)]
        shapes = [name for name in ("headers", "body", "patterns", "success") if name in options]
        found += [f"“{name}” must be a dict" for name in shapes if not isinstance(options[name], dict)]
        url = str(options.get("url", ""))
        if url and urlsplit(url).scheme not in ("http", "https"):
            found.append("“url” must begin with https:// or http://")
        if options.get("encoding", "form") not in ("form", "json"):
            found.append("“encoding” must be form or json")
        if not (isinstance(options.get("timeout", TIMEOUT), (int, float)) and options.get("timeout", 1) > 0):
            found.append("“timeout” must be a number of seconds")
        success = options.get("success")
        has_shape = isinstance(success, dict) and (
            isinstance(success.get("path"), str) and isinstance(success.get("values"), list)
        )
        if success and isinstance(success, dict) and not has_shape:
            found.append("“success” needs “path”, a text, and “values”, a list")
        if not isinstance(options.get("id_path", ""), str):
            found.append("“id_path” must be a text")
        return found

    def send(self, mobile, event, variables, text, key=""):
        values = {
            **variables,
            "mobile": mobile,
            "mobile_national": national(mobile),
            "text": text,
            "event": event,
            "pattern": self.options.get("patterns", {}).get(event, ""),
            "key": key,
        }
        body = {
            name: PLACE.sub(lambda match: str(values.get(match[1], "")), str(template))
            for name, template in self.options["body"].items()
        }
        try:
            answer = self.ask(body)
        except Unanswered as failure:
            return self._failed(failure)
        success = self.options.get("success")
        if success:
            status = value_at(answer, success["path"])
            if status not in success["values"]:
                return Result("failed", reason=self._reason("refused", status))
        return Result("sent", id=self._id(value_at(answer, self.options.get("id_path", ""))))

    def ask(self, body):
        """Send one request and return what the answer's JSON holds; None where it is not JSON and need not be.

        Raises Unanswered. No redirect is followed; time and length of the answer are bounded.
        """
        deadline = time.monotonic() + self.timeout
        try:
            with build_opener(NoRedirects).open(self._request(body), timeout=self.timeout) as response:
                raw = self._read(response, deadline)
        except HTTPError as error:
            error.close()
            raise Unanswered(f"http {error.code}", is_down=_blames_the_service(error.code)) from None
        except (OSError, URLError, HTTPException, ValueError) as error:
            reason = "timeout" if _is_timeout(error) else "unreachable"
            raise Unanswered(f"{reason}: {type(error).__name__}") from None
        try:
            return json.loads(raw)
        except (ValueError, RecursionError):
            if self.needs_json:
                raise Unanswered("unreadable answer", is_down=False, is_taken=True) from None
            return None

    @property
    def needs_json(self):
        return bool(self.options.get("success") or self.options.get("id_path"))

    def _request(self, body):
        method, url, data = self.options.get("method", "POST"), self.url, None
        headers = {"Accept": "application/json", **self.headers}
        if self.options.get("encoding", "form") == "json":
            data = json.dumps(body, ensure_ascii=False).encode()
            headers["Content-Type"] = "application/json; charset=utf-8"
        elif method == "GET":
            url = f"{url}{'&' if '?' in url else '?'}{urlencode(body)}"
        else:
            data = urlencode(body).encode()
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        if urlsplit(url).scheme not in ("http", "https"):
            raise Unanswered("misconfigured: url")
        return Request(url, data=data, headers=headers, method=method)  # noqa: S310

    @staticmethod
    def _read(response, deadline):
        """The answer, piece by piece, so that neither a slow nor an endless one keeps the worker."""
        pieces, length = [], 0
        while piece := response.read1(8192):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST_ANSWER:
                raise Unanswered("answer too long", is_down=False, is_taken=True)
            if time.monotonic() > deadline:
                raise TimeoutError
        return b"".join(pieces)

    def _failed(self, failure):
        is_final = failure.is_taken or (failure.reason.startswith("http 4") and not failure.is_down)
        return Result(
            "failed",
            retryable=not is_final,
            reason=self._reason(failure.reason),
            is_channel_down=failure.is_down,
        )

    def _reason(self, word, said=MISSING):
        said = "" if said in (MISSING, None) else str(said)
        for secret in filter(None, self._secrets()):
            said = said.replace(secret, "…")
        return f"{word}: {clean(said)[:LONGEST_REASON]}" if said else word

    def _secrets(self):
        return [str(value) for value in self.headers.values()]

    @staticmethod
    def _id(value):
        return "" if isinstance(value, (dict, list)) or value is None else clean(str(value))[:200]


class AmootProvider(HttpProvider):
    """Amoot SMS, by approved patterns (`SendWithPattern`; github.com/AmootSoft/AmootSMS, REST version).

    Settings: `token` and `patterns` {kind: {"code": 1234, "values": ["number", "link"]}}; `url` and `timeout` where
    they differ. The token goes in the header, never in the address, which logs keep. Values are joined by commas in
    the pattern's order, so a comma within one becomes a Persian one: it would shift all that follow.
    """

    required = ("token", "patterns")
    URL = "https://portal.amootsms.com/rest/SendWithPattern"
    # Clients of other hands disagree whether the answer carries the word or the number.
    SUCCESS = ("Success", 1, "1")
    # The service or our account is in trouble, not this message: all others would fare the same.
    OURS = (
        "ServerError",
        "CreditNotEnough",
        "AccountIsDemo",
        "UserNameOrPassword_Invalid",
        "LineNumber_NotExist",
    )
    needs_json = True

    def __init__(self, options):
        super().__init__({"url": self.URL, "body": {}, **options})
        self.headers = {"Authorization": options["token"]}

    @classmethod
    def problems(cls, options):
        found = super().problems(options)
        if found:
            return found
        for kind, pattern in options["patterns"].items():
            if not (
                isinstance(pattern, dict) and pattern.get("code") and isinstance(pattern.get("values"), list)
            ):
                found.append(f"the pattern of “{kind}” needs “code” and “values”")
        return found

    def send(self, mobile, event, variables, text, key=""):
        pattern = self.options["patterns"].get(event)
        if not pattern:
            return Result("failed", reason="no pattern")
        values = [one_value(variables.get(name, "")) for name in pattern["values"]]
        try:
            answer = self.ask(
                {
                    "Mobile": national(mobile),
                    "PatternCodeID": pattern["code"],
                    "PatternValues": ",".join(values),
                }
            )
        except Unanswered as failure:
            return self._failed(failure)
        status = value_at(answer, "Status")
        if isinstance(status, (str, int)) and status in self.SUCCESS:
            found = value_at(answer, "Data.MessageID") or value_at(answer, "Data.0.MessageID")
            return Result("sent", id=self._id(found or value_at(answer, "MessageID")))
        is_ours = isinstance(status, str) and status in self.OURS
        return Result(
            "failed",
            # "Failed" says nothing of the cause; a word that is none of the list speaks of this message.
            # An answer without a status was an answer: the SMS may be on its way.
            retryable=is_ours or status == "Failed",
            reason=self._reason("refused", status),
            is_channel_down=is_ours,
        )


def one_value(value):
    """A variable that cannot be taken for two."""
    return clean(str(value)).replace(",", "،")


def value_at(answer, path):
    """What stands at a path like `data.0.id` in decoded JSON; None where nothing does."""
    for step in filter(None, path.split(".")):
        if isinstance(answer, dict):
            answer = answer.get(step)
        elif isinstance(answer, list) and step.isdecimal() and int(step) < len(answer):
            answer = answer[int(step)]
        else:
            return None
    return answer if path else None


def _blames_the_service(code):
    """A redirect, a refused key, too many requests, an error of theirs: no message would get through now."""
    return code < 400 or code in (401, 403, 404, 405, 407, 408, 429) or code >= 500


def _is_timeout(error):
    return isinstance(error, TimeoutError) or isinstance(getattr(error, "reason", None), TimeoutError)
