"""Pictures are fetched only when asked, only from named hosts, and never from this machine's own network."""

import http.client
import socket
import threading
import time
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.utils import translation
from wagtail.images import get_image_model

from knowledge_base.importing import fetching
from knowledge_base.importing.fetching import Fetcher, NotFetched, is_public
from tests.knowledge_base.documents import picture

PICTURE = picture("PNG")


class Server(BaseHTTPRequestHandler):
    asked = []

    def do_GET(self):
        self.asked.append(self.path)
        answer = getattr(self, self.path.strip("/").partition("?")[0], None)
        if answer is None:
            self.send_error(404)
        else:
            answer()

    def picture(self):
        self.send(PICTURE)

    def moved(self):
        self.send_response(302)
        self.send_header("Location", "/picture")
        self.end_headers()

    def huge(self):
        self.send(b"0" * (fetching.LARGEST_PICTURE + 1))

    def slow(self):
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            while True:
                self.wfile.write(b"0")
                time.sleep(0.05)

    def slow_to_begin(self):
        with suppress(OSError):
            while True:
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(0.05)

    def send(self, content):
        self.send_response(200)
        self.end_headers()
        with suppress(OSError):
            self.wfile.write(content)

    def log_message(self, *_words):
        """Says nothing."""


@pytest.fixture
def fetch():
    """A fetcher whose only host is a server on this machine, which it may ask because the test says so."""
    Server.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Fetcher(
        ["pictures.example"],
        look_up=lambda host: ["127.0.0.1"],
        is_allowed=lambda address: address == "127.0.0.1",
        connect=lambda host, address: http.client.HTTPConnection(address, server.server_port, timeout=5),
    )
    server.shutdown()
    server.server_close()


def test_a_picture_of_a_named_host_is_fetched_once(fetch):
    for _again in range(2):
        assert fetch("https://Pictures.example/picture?ا=1") == PICTURE
    assert Server.asked == ["/picture?%D8%A7=1"]


def test_other_hosts_are_not_asked(fetch):
    assert fetch("https://elsewhere.example/picture") is None
    assert fetch("https://pictures.example.elsewhere.example/picture") is None
    assert Server.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "http://pictures.example/picture",
        "ftp://pictures.example/picture",
        "https://pictures.example:8443/picture",
        "https://me:secret@pictures.example/picture",
    ],
)
def test_only_plain_https_is_asked(address, fetch):
    with pytest.raises(NotFetched):
        fetch(address)
    assert Server.asked == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("moved", "redirects"),
        ("missing", "404"),
        ("huge", "too large"),
        ("slow", "took too long"),
        ("slow_to_begin", "took too long"),
    ],
)
def test_an_answer_that_is_none_is_refused(path, words, fetch, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS_FOR_ONE", 0.3)
    with translation.override("en"), pytest.raises(NotFetched, match=words):
        fetch(f"https://pictures.example/{path}")
    assert Server.asked == [f"/{path}"]


def test_the_sum_of_all_pictures_is_limited(fetch, monkeypatch):
    monkeypatch.setattr(fetching, "LARGEST_SUM", len(PICTURE) + 1)
    assert fetch("https://pictures.example/picture?1")
    with pytest.raises(NotFetched):
        fetch("https://pictures.example/picture?2")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "::ffff:10.0.0.1", "::ffff:8.8.8.8",
        "64:ff9b::a00:1", "2002:a00:1::", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "ff02::1",
    ],
)  # fmt: skip
def test_addresses_of_inner_networks_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "185.143.233.5", "2606:4700:4700::1111"])
def test_addresses_of_the_internet_are_public(address):
    assert is_public(address)


@pytest.mark.parametrize("found", [["127.0.0.1"], ["8.8.8.8", "10.0.0.1"]])
def test_a_host_with_any_inner_address_is_not_asked(found):
    asked = []
    fetch = Fetcher(
        ["pictures.example"], look_up=lambda host: found, connect=lambda *about: asked.append(about)
    )
    with translation.override("en"), pytest.raises(NotFetched, match="not public"):
        fetch("https://pictures.example/a.png")
    assert asked == []


def test_this_machine_is_no_public_host():
    with translation.override("en"), pytest.raises(NotFetched, match="not public"):
        Fetcher(["localhost"])("https://localhost/a.png")


def test_the_connection_goes_to_the_address_that_was_looked_at_and_proves_the_name(monkeypatch):
    made = []
    monkeypatch.setattr(
        fetching.socket, "create_connection", lambda where, timeout: made.append((where, timeout))
    )
    connection = fetching.Connection("pictures.example", "8.8.8.8")
    context = connection._context
    assert context.check_hostname
    secure = Secure()
    monkeypatch.setattr(
        type(context),
        "wrap_socket",
        lambda _self, plain, server_hostname, do_handshake_on_connect: secure.of(server_hostname),
    )
    connection.connect()
    assert made == [(("8.8.8.8", 443), fetching.SECONDS_OF_SILENCE)]
    assert (connection.sock, secure.name, secure.is_proved) == (secure, "pictures.example", True)


class Secure:
    """Stands for a socket with TLS."""

    is_proved = False

    def of(self, name):
        self.name = name
        return self

    def do_handshake(self):
        self.is_proved = True


def test_a_name_that_nobody_answers_for_is_given_up(monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS_FOR_ONE", 0.1)
    answered = threading.Event()
    fetch = Fetcher(["pictures.example"], look_up=lambda host: answered.wait(20) and ["8.8.8.8"])
    began = time.monotonic()
    with translation.override("en"), pytest.raises(NotFetched, match="took too long"):
        fetch("https://pictures.example/a.png")
    assert time.monotonic() - began < 10
    answered.set()


def test_a_server_that_never_ends_its_greeting_is_given_up(monkeypatch):
    """It sends a byte of the TLS handshake now and then."""
    monkeypatch.setattr(fetching, "SECONDS_FOR_ONE", 0.5)
    server = socket.create_server(("127.0.0.1", 0))
    is_cut_off = threading.Event()

    def greet():
        client, _address = server.accept()
        with suppress(OSError), client:
            client.sendall(b"\x16\x03\x03\x3f\xff")
            while True:
                client.sendall(b"\x02")
                time.sleep(0.05)
        is_cut_off.set()

    threading.Thread(target=greet, daemon=True).start()

    class Nearby(fetching.Connection):
        def __init__(self, host, address):
            super().__init__(host, address)
            self.port = server.getsockname()[1]

    fetch = Fetcher(
        ["pictures.example"],
        look_up=lambda host: ["127.0.0.1"],
        is_allowed=lambda address: True,
        connect=Nearby,
    )
    with translation.override("en"), pytest.raises(NotFetched, match="took too long"):
        fetch("https://pictures.example/a.png")
    assert is_cut_off.wait(10)
    server.close()


@pytest.mark.parametrize(("options", "stored"), [([], 0), (["--fetch-images", "pictures.example"], 1)])
def test_the_command_fetches_only_when_asked(options, stored, fetch, home, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "knowledge_base.management.commands.import_guide.Fetcher", lambda hosts: hosts and fetch
    )
    file = tmp_path / "guide.html"
    file.write_text(
        '<h2>t</h2><img src="https://pictures.example/picture"><img src="https://pictures.example/moved">'
    )
    call_command("import_guide", str(file), *options)
    assert get_image_model().objects.count() == stored
    assert bool(Server.asked) == bool(stored)
