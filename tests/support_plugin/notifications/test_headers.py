"""On the wire: whatever stands in a name, a text or an address, no header and no recipient is added."""

import pytest

from support_plugin.notifications.models import LetterText
from support_plugin.tickets import actions
from tests.mail_server import MailServer

pytestmark = pytest.mark.django_db(transaction=True)

ADDED = "other@example.com"
BREAKS = [
    "\r\n",
    "\n",
    "\r",
    "\x0b",
    "\x0c",
    "\x1c",
    "\x1d",
    "\x1e",
    "\x85",
    "\u2028",
    "\u2029",
    "\r\n ",
    "\r\n\t",
]
INJECTIONS = [f"Kamran{each}Bcc: {ADDED}{each}{each}body" for each in BREAKS] + [
    f"=?utf-8?q?=0D=0ABcc:_{ADDED}?=",
    "=?utf-8?b?DQpCY2M6IG90aGVyQGV4YW1wbGUuY29t?=",
    "==??utf-8?q?=0D=0ABcc?=?=",
    f"Kamran%0d%0aBcc:{ADDED}",
    f"Kamran, {ADDED}",
    f"Kamran <{ADDED}>",
    '"Kamran" \\r\\nBcc: x',
    "\u202egnp.exe",
]
KNOWN_HEADERS = {
    "auto-submitted",
    "content-type",
    "date",
    "from",
    "list-id",
    "message-id",
    "mime-version",
    "subject",
    "to",
    "x-auto-response-suppress",
}


@pytest.fixture
def postbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.WAGTAILADMIN_BASE_URL = "https://desk.example"
    with MailServer() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 5
        yield server.box


def assert_nothing_was_added(postbox, addresses):
    assert postbox.recipients == addresses
    for message in postbox.messages:
        assert {name.lower() for name in message} <= KNOWN_HEADERS
        assert len(message.keys()) == len({name.lower() for name in message})
        assert len(str(message["Subject"]).splitlines()) == 1
        assert message["To"].addresses[0].addr_spec in addresses
        assert len(message["To"].addresses) == 1


@pytest.mark.parametrize("text", INJECTIONS, ids=ascii)
def test_names_and_editors_texts_add_nothing(
    text, postbox, open_ticket, customer, agent, colleague, department, ticket_type
):
    LetterText.objects.update(
        subject={"fa": f"{text} {{department}} {{name}} {{ticket_type}}"},
        body={"fa": text},
        button={"fa": text},
    )
    type(department).objects.filter(pk=department.pk).update(name={"fa": text, "en": text})
    type(ticket_type).objects.filter(pk=ticket_type.pk).update(name={"fa": text, "en": text})
    type(customer).objects.update(first_name=text, last_name=text)
    for thing in (customer, agent, department, ticket_type):
        thing.refresh_from_db()
    ticket = open_ticket(department=department, ticket_type=ticket_type)
    actions.reply(ticket, "پاسخ", by=agent)
    assert_nothing_was_added(postbox, {"customer@example.com", "agent@example.com", "colleague@example.com"})


@pytest.mark.parametrize(
    "address",
    [
        *(f"customer@example.com{each}Bcc: {ADDED}" for each in BREAKS),
        *(f"customer{each}@example.com" for each in BREAKS),
        f"customer@example.com, {ADDED}",
        f"customer@example.com,{ADDED}",
        f"customer@example.com;{ADDED}",
        f"customer@example.com> RCPT TO:<{ADDED}",
        f"{ADDED}@",
        f"Customer <{ADDED}>",
        f"<{ADDED}>",
        f"=?utf-8?q?x?= <{ADDED}>",
        '"customer\x0b"@example.com',
        "no address",
        "@example.com",
        "customer@",
    ],
    ids=ascii,
)
def test_an_address_that_is_none_reaches_nobody(address, postbox, open_ticket, customer, agent):
    type(customer).objects.filter(pk=customer.pk).update(email=address)
    customer.refresh_from_db()
    ticket = open_ticket()
    actions.reply(ticket, "پاسخ", by=agent)
    assert_nothing_was_added(postbox, {"agent@example.com"})
