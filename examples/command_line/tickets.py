"""A desk at the command line, on a client that was generated from the API's description.

python manage.py support_api_schema > openapi.json
openapi-python-client generate --path openapi.json --meta none --output-path support_client
SUPPORT_TOKEN=wsd_… python tickets.py https://support.example.com list --status open
SUPPORT_TOKEN=wsd_… python tickets.py https://support.example.com show 48213907
SUPPORT_TOKEN=wsd_… python tickets.py https://support.example.com reply 48213907 "…"
"""

import argparse
import os
import sys

from support_client import AuthenticatedClient
from support_client.api.tickets import messages_create, messages_list, tickets_list
from support_client.models import MessageRequest, Problem


def main():
    parser = argparse.ArgumentParser(description="Tickets at the command line.")
    parser.add_argument("site", help="the site's address")
    parser.add_argument("--language", default="fa", help="of words in answers")
    verbs = parser.add_subparsers(required=True)
    listing = verbs.add_parser("list", help="your tickets, or your departments'")
    listing.add_argument("--status", action="append")
    listing.set_defaults(act=show_list)
    showing = verbs.add_parser("show", help="the thread of one ticket")
    showing.add_argument("reference")
    showing.set_defaults(act=show_thread)
    replying = verbs.add_parser("reply", help="write to a ticket")
    replying.add_argument("reference")
    replying.add_argument("body")
    replying.set_defaults(act=reply)
    given = parser.parse_args()
    client = AuthenticatedClient(
        base_url=given.site,
        token=os.environ["SUPPORT_TOKEN"],
        headers={"Accept-Language": given.language},
    )
    given.act(client, given)


def show_list(client, given):
    known = {each.value: each for each in tickets_list.TicketsListStatusItem}
    page = answer(tickets_list.sync(client=client, status=[known[each] for each in given.status or ()]))
    for ticket in page.results:
        print(f"{ticket.reference}  {ticket.state_label}  {ticket.subject}")


def show_thread(client, given):
    for message in answer(messages_list.sync(given.reference, client=client)).results:
        print(f"{message.created_at:%Y-%m-%d %H:%M}  {message.author}\n{message.body}\n")


def reply(client, given):
    sent = answer(messages_create.sync(given.reference, client=client, body=MessageRequest(body=given.body)))
    print(sent.id)


def answer(found):
    """What was answered; a problem ends the program with its sentence."""
    if isinstance(found, Problem):
        sys.exit(found.detail)
    return found


if __name__ == "__main__":
    main()
