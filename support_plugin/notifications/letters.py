"""Letters: a delivery as its reader gets it, whole, in their language, calendar and time zone.

A letter says what happened, the ticket's number and where to read on. Nothing that a customer or an agent typed
into a ticket stands in it, the subject included: whoever signs up with another person's address could otherwise
send that person words of their own through us.
"""

import re
import textwrap
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone, translation
from django.utils.dateparse import parse_datetime
from django.utils.html import urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.users.models import UserProfile

from support_plugin import conf
from support_plugin.text.clean import clean
from support_plugin.text.dates import format_date
from support_plugin.text.digits import localized
from support_plugin.tickets.models import Event, Message

from .kinds import FOR_AGENTS, Kind
from .matrix import DEADLINES
from .models import LetterText, Preferences
from .placeholders import fill, fill_html
from .texts import our_words, target_name, words_for

# Each ends what the others said.
WAITED_FOR = {Kind.NEEDS_MORE_TIME, Kind.WAITING, Kind.RESOLVED}
# A name is greeted and nothing else: what is longer, or has a telephone number in it, could be an advertisement.
LONGEST_NAME = 40
MOST_NAMES = 5
MOST_DIGITS = 4
LONGEST_SUBJECT = 200
MOMENT = "l j F، H:i"
# Characters of a line of the text part.
LINE = 72
# What mail programs make a link of.
LOOKS_LIKE_ADDRESS = re.compile(r"[/:@\\]|\.\S")
# allauth puts the site's name before its subjects; ours stands above them anyway.
SITE_BEFORE_SUBJECT = re.compile(r"^\[[^\]]*\]\s*")
# Between the signs that a mail program reads as the beginning or end of a word in another encoding (RFC 2047).
ENCODED_WORD = re.compile(r"(?<==)(?=\?)|(?<=\?)(?==)")
RLM = "\u200f"
PERSIAN_LETTER = re.compile("[\u0620-\u064a\u066e-\u06d3]")


@dataclass(frozen=True)
class Letter:
    """What is sent, complete. `sms` is empty for kinds that are not sent by SMS; `variables` are its values by name."""

    subject: str
    text: str
    html: str
    sms: str = ""
    url: str = ""
    language: str = ""
    variables: dict = field(default_factory=dict)


def compose(delivery):
    """The letter of a delivery. Several events in it are told once each, in order; the newest gives the subject."""
    if delivery.kind == Kind.ACCOUNT:
        content = delivery.content
        return Letter(content.get("subject", ""), content.get("text", ""), content.get("html", ""))
    ticket, reader = delivery.ticket, delivery.recipient
    happened = _newest_of_each_thing(delivery)
    edited = {text.kind: text for text in LetterText.objects.filter(kind__in=[kind for kind, _e in happened])}
    language = language_for(delivery.kind, ticket, reader)
    with translation.override(language), timezone.override(_time_zone(delivery.kind, reader)):
        common = {"site": site_name(), "name": name_to_greet(reader)}
        told = [
            (kind, words_for(kind, edited.get(kind)), {**common, **_values(kind, event, ticket)})
            for kind, event in happened
        ]
        return write(told, absolute(_address(delivery.kind, ticket, [event for _kind, event in happened])))


def write(told, url, template="support_plugin/notifications/letter.html"):
    """The letter in the active language, of `[(kind, Words, values of their placeholders)]`, oldest first."""
    kind, words, values = told[-1]
    subject = one_line(fill(words.subject, values)) or one_line(fill(our_words(kind).subject, values))
    button = fill(words.button, values)
    sentences = [fill(each.body, known) for _kind, each, known in told]
    footer = _footer(kind)
    # The place in the thread costs money in an SMS.
    variables = {**values, "link": url.split("#")[0]}
    sms = one_line(fill(words.sms, variables))
    context = {
        **_frame(subject),
        "heading": fill_html(words.subject, values),
        "preheader": " ".join(sentences).replace("\n", " "),
        "paragraphs": [fill_html(each.body, known) for _kind, each, known in told],
        "url": url,
        "button": fill_html(words.button, values),
        "footer": footer,
        "sms": sms,
    }
    return Letter(
        subject=subject,
        text=_text(sentences, button, url, footer),
        html=render_to_string(template, context),
        sms=sms,
        url=url,
        language=translation.get_language(),
        variables=variables,
    )


def example(kind, words, template):
    """The letter with believable values, in the active language, for those who write its words."""
    # Noon of tomorrow; what is overdue was due yesterday.
    noon = timezone.localtime().replace(hour=12, minute=0, second=0, microsecond=0)
    date = noon + timedelta(days=-1 if kind == Kind.OVERDUE else 1)
    values = {
        "number": localized("10248317"),
        "name": _("Mina Rastin"),
        "department": _("Technical support"),
        "ticket_type": _("Bug report"),
        "site": site_name(),
        "answer_time": _("Usually within 40 minutes."),
        "date": format_date(date, MOMENT),
        "days": _days(conf.CLOSE_AFTER_DAYS),
        "target": target_name("first_reply"),
    }
    return write([(kind, words, values)], absolute(_ticket_address(kind, "10248317")), template)


def headline(kind, ticket, events):
    """One sentence for the bell, in the active language. `events` as a delivery keeps them: [[pk, kind], …]."""
    count = sum(1 for _pk, told in events if told == kind)
    number = localized(ticket.reference)
    if count > 1 and kind == Kind.ANSWERED:
        words = ngettext(
            "{count} new answer in ticket {number}", "{count} new answers in ticket {number}", count
        )
        return words.format(count=localized(count), number=number)
    if count > 1 and kind == Kind.CUSTOMER_REPLIED:
        words = ngettext(
            "{count} new reply of the customer in ticket {number}",
            "{count} new replies of the customer in ticket {number}",
            count,
        )
        return words.format(count=localized(count), number=number)
    return fill(words_for(kind).subject, {"number": number, "department": ticket.department})


def plain(subject, text):
    """Account mail in the letters' frame: a paragraph that is only an address becomes the button."""
    subject = SITE_BEFORE_SUBJECT.sub("", subject)
    paragraphs, url = [], ""
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        paragraph = paragraph.strip()
        if not url and re.fullmatch(r"https?://\S+", paragraph):
            url = paragraph
        elif paragraph:
            paragraphs.append((paragraph, bool(url)))
    return render_to_string(
        "support_plugin/notifications/letter.html",
        {
            **_frame(subject),
            "heading": subject,
            "preheader": paragraphs[0][0] if paragraphs else "",
            "paragraphs": [_with_links(words) for words, is_after in paragraphs if not is_after],
            "url": url,
            "button": _("Continue"),
            "shows_address": True,
            "footer": [(_with_links(words), "") for words, is_after in paragraphs if is_after],
        },
    )


# Whom, in which language ------------------------------------------------------------------------------------------


def language_for(kind, ticket, user):
    """What the person chose; else customers are written to in the ticket's language, agents in their profile's."""
    chosen = Preferences.objects.filter(user=user).values_list("language", flat=True).first()
    if not chosen and kind in FOR_AGENTS:
        profiles = UserProfile.objects.filter(user=user)
        chosen = profiles.values_list("preferred_language", flat=True).first()
    elif not chosen:
        chosen = ticket.language
    try:
        return translation.get_supported_language_variant(chosen or settings.LANGUAGE_CODE)
    except LookupError:
        return settings.LANGUAGE_CODE


def name_to_greet(user):
    """The person's name on one line; empty where it could be an address or a message of its own."""
    name = one_line(user.get_full_name() or user.get_username())
    is_too_much = (
        len(name) > LONGEST_NAME
        or len(name.split()) > MOST_NAMES
        or sum(character.isdigit() for character in name) > MOST_DIGITS
    )
    return "" if is_too_much or LOOKS_LIKE_ADDRESS.search(name) else name


def site_name():
    """The site's name in the active language."""
    return one_line(conf.SITE_NAMES.get(translation.get_language()) or settings.WAGTAIL_SITE_NAME)


def one_line(text):
    """Text that can stand in a header: one line, nothing that reads as an encoded word, not too long."""
    return ENCODED_WORD.sub(" ", clean(" ".join(str(text).split())))[:LONGEST_SUBJECT]


def absolute(address):
    return settings.WAGTAILADMIN_BASE_URL.rstrip("/") + address


def _time_zone(kind, user):
    """Agents read the time of their Wagtail profile, customers that of the site."""
    if kind in FOR_AGENTS:
        profile = UserProfile.objects.filter(user=user).first()
        if profile and profile.current_time_zone:
            try:
                return ZoneInfo(profile.current_time_zone)
            except (ValueError, OSError, LookupError):
                pass
    return timezone.get_default_timezone()


# What happened, and where to read on ------------------------------------------------------------------------------


def _newest_of_each_thing(delivery):
    """`[(kind, event)]`: of each thing that is told its newest event, oldest first. An event that is gone is None.

    A thing is a kind; for deadlines a kind and its target, since two of them may be missed together. Of what a ticket
    is waiting for only the newest still holds.
    """
    told = delivery.events or [[None, delivery.kind]]
    events = Event.objects.in_bulk([pk for pk, _kind in told if pk])
    newest = {}
    for pk, kind in told:
        event = events.get(pk)
        thing = kind, _target(event.data) if event and kind in DEADLINES else None
        newest.pop(thing, None)
        if kind in WAITED_FOR:
            newest = {each: said for each, said in newest.items() if each[0] not in WAITED_FOR}
        newest[thing] = event
    return [(Kind(kind), event) for (kind, _about), event in newest.items()]


def _target(facts):
    """Which target an event speaks of; None where it does not say."""
    return facts.get("target") or ("update" if "until" in facts else None)


def _values(kind, event, ticket):
    """What the placeholders of this kind stand for; called in the reader's language and time zone."""
    values = {
        "number": localized(ticket.reference),
        "department": one_line(ticket.department),
        "ticket_type": one_line(ticket.ticket_type),
    }
    facts = event.data if event else {}
    match kind:
        case Kind.REGISTERED:
            values["answer_time"] = _answer_time(ticket)
        case Kind.NEEDS_MORE_TIME:
            values["date"] = _date(facts.get("until"), ticket.promised_until)
        case Kind.RESOLVED:
            values["days"] = _days(conf.CLOSE_AFTER_DAYS)
        case Kind.DUE_SOON | Kind.OVERDUE:
            target = _target(facts) or ticket.due_target
            values["target"] = target_name(target)
            values["date"] = _date(facts.get("due") or facts.get("until"), ticket.due_at)
    return values


def _answer_time(ticket):
    """The sentence that the wizard and the panel say too; empty where nothing is known."""
    context = {"department": ticket.department, "ticket_type": ticket.ticket_type}
    return " ".join(render_to_string("support_plugin/notifications/answer_time.txt", context).split())


def _date(iso, otherwise):
    try:
        moment = parse_datetime(iso) if iso else otherwise
    except (TypeError, ValueError):
        moment = otherwise
    return format_date(moment, MOMENT) if isinstance(moment, datetime) else ""


def _days(days):
    return ngettext("{number} day", "{number} days", days).format(number=localized(days))


def _address(kind, ticket, events):
    """The ticket at the newest message that is told of; for customers otherwise at the newest they may read."""
    spoken = [event.data["message"] for event in events if event and event.data.get("message")]
    if kind in FOR_AGENTS:
        thread = Message.objects.in_thread_of(ticket)
        messages = thread.filter(pk__lte=spoken[-1]) if spoken else thread.none()
    else:
        messages = Message.objects.in_thread_of(ticket).public()
        if spoken:
            messages = messages.filter(pk__lte=spoken[-1])
    address, place = _ticket_address(kind, ticket.reference), messages.count()
    return f"{address}#m-{place}" if place else address


def _ticket_address(kind, reference):
    return reverse("support_desk:conversation" if kind in FOR_AGENTS else "support:ticket", args=[reference])


def preferences_address(kind):
    """Where the reader changes what they hear; empty where the host has no such page."""
    try:
        return reverse("support_desk:preferences" if kind in FOR_AGENTS else "support:preferences")
    except NoReverseMatch:
        return ""


# The frame --------------------------------------------------------------------------------------------------------


def _frame(subject):
    is_rtl = translation.get_language_bidi()
    return {
        "subject": subject,
        "site_name": site_name(),
        "language": translation.get_language(),
        "direction": "rtl" if is_rtl else "ltr",
        "start": "right" if is_rtl else "left",
    }


def _footer(kind):
    """`[(sentence, address or "")]`."""
    if kind in FOR_AGENTS:
        lines = [(_("This message is automatic. Please answer at the desk, not by e-mail."), "")]
    else:
        lines = [
            (
                _(
                    "This message is automatic. "
                    "Please write your reply in the ticket itself: User panel → Support → My tickets"
                ),
                "",
            )
        ]
    if address := preferences_address(kind):
        lines.append((_("Choose what you are told of"), absolute(address)))
    return lines


def _text(sentences, button, url, footer):
    """The part without markup: short lines, each of which begins in the reader's direction; addresses on their own."""
    blocks = [_lines(each) for each in sentences] + [f"{_lines(button)}:\n{url}"]
    blocks.append(
        "\n".join(f"{_lines(words)}:\n{address}" if address else _lines(words) for words, address in footer)
    )
    return "\n\n".join(blocks) + "\n"


def _lines(text):
    wrapped = [
        line
        for paragraph in text.splitlines()
        for line in textwrap.wrap(paragraph, LINE, break_long_words=False, break_on_hyphens=False)
    ]
    if translation.get_language_bidi():
        wrapped = [line if PERSIAN_LETTER.match(line) else RLM + line for line in wrapped]
    return "\n".join(wrapped)


def _with_links(text):
    return mark_safe(urlize(text, autoescape=True).replace("\n", "<br>"))  # noqa: S308
