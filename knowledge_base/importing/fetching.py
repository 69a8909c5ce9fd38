"""Fetching pictures from the network: only when asked, over https, from named hosts at public addresses.

Whoever writes a guide must not be able to make the server ask its own network.
"""

import http.client
import ipaddress
import socket
import ssl
from concurrent.futures import Future, wait
from contextlib import suppress
from contextvars import copy_context
from threading import Thread
from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from .files import LARGEST_PICTURE

SECONDS_OF_SILENCE = 10
SECONDS_FOR_ONE = 30
LARGEST_SUM = 100 * 1024 * 1024
PIECE = 64 * 1024
OPEN_IPV6 = ipaddress.ip_network("2000::/3")


class NotFetched(Exception):
    """The picture stays where it is; the sentence says why."""


class Connection(http.client.HTTPSConnection):
    """TLS with the host's name, to the very address that was looked at: the name is not resolved again."""

    def __init__(self, host, address):
        super().__init__(host, timeout=SECONDS_OF_SILENCE, context=ssl.create_default_context())
        self.address = address

    def connect(self):
        plain = socket.create_connection((self.address, self.port), self.timeout)
        # Known before the handshake, so that it can be cut off as well.
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host, do_handshake_on_connect=False)
        self.sock.do_handshake()


class Fetcher:
    """Answers `fetcher(address)`: the bytes, None where the host was not named, or `NotFetched`.

    An address is asked once. `look_up(host)`, `is_allowed(ip)` and `connect(host, ip)` are there for tests, whose
    server is their own machine.
    """

    def __init__(self, hosts, *, look_up=None, is_allowed=None, connect=Connection):
        self.hosts = {host.lower() for host in hosts}
        self.look_up = look_up or addresses_of
        self.is_allowed = is_allowed or is_public
        self.connect = connect
        self.known, self.sum = {}, 0

    def __call__(self, address):
        if address not in self.known:
            try:
                self.known[address] = self._fetch(address)
            except NotFetched as refusal:
                self.known[address] = refusal
        found = self.known[address]
        if isinstance(found, NotFetched):
            raise found
        return found

    def _fetch(self, address):
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        if host not in self.hosts:
            return None
        if parts.scheme != "https" or parts.port not in (None, 443) or parts.username is not None:
            raise NotFetched(_("only plain https addresses are fetched."))
        target = parts.path or "/"
        if parts.query:
            target = f"{target}?{parts.query}"
        attempt = Attempt()
        try:
            content = attempt.within(SECONDS_FOR_ONE, lambda: self._ask(attempt, host, iri_to_uri(target)))
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(_("{host} did not answer as it should.").format(host=host)) from error
        self.sum += len(content)
        return content

    def _resolve(self, host):
        """One address of the host, if all that it has are allowed."""
        found = self.look_up(host)
        if not all(map(self.is_allowed, found)):
            raise NotFetched(_("{host} is at an address that is not public.").format(host=host))
        return found[0]

    def _ask(self, attempt, host, target):
        connection = self.connect(host, self._resolve(host))
        try:
            attempt.begin(connection)
            connection.request("GET", target, headers={"Accept": "image/*"})
            answer = connection.getresponse()
            if answer.status != 200:
                raise NotFetched(
                    _("{host} answered {status}; redirects are not followed.").format(
                        host=host, status=answer.status
                    )
                )
            pieces, size = [], 0
            while piece := answer.read1(PIECE):
                size += len(piece)
                if size > LARGEST_PICTURE or self.sum + size > LARGEST_SUM:
                    raise NotFetched(_("it is too large."))
                pieces.append(piece)
            return b"".join(pieces)
        finally:
            connection.close()


class Attempt:
    """One question to one server, which is given up after so many seconds wherever it hangs.

    A resolver cannot be interrupted, and who says a little now and then never falls silent: so it is asked in a thread
    that nobody waits for any longer.
    """

    def __init__(self):
        self.connection, self.is_over = None, False

    def begin(self, connection):
        self.connection = connection
        connection.connect()
        if self.is_over:
            raise TimeoutError

    def within(self, seconds, work):
        """What `work()` answers or raises, else `NotFetched`."""
        answer, context = Future(), copy_context()

        def ask():
            try:
                answer.set_result(context.run(work))
            except BaseException as error:
                answer.set_exception(error)

        Thread(target=ask, daemon=True).start()
        if not wait([answer], timeout=seconds).done:
            self._give_up()
            raise NotFetched(_("it took too long."))
        return answer.result()

    def _give_up(self):
        self.is_over = True
        if self.connection and self.connection.sock:
            with suppress(OSError):
                # Below TLS, which would want to say goodbye first.
                socket.socket.shutdown(self.connection.sock, socket.SHUT_RDWR)


def addresses_of(host):
    """All addresses of a host, in the order in which they are to be tried."""
    return [info[4][0] for info in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]


def is_public(address):
    """Whether an IP address belongs to the open internet: not this machine, its network, a cloud's inner service."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 6:
        # Some addresses of the new kind only wrap one of the old; nobody needs those here.
        return ip in OPEN_IPV6 and ip.is_global and not ip.sixtofour and not ip.teredo
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
