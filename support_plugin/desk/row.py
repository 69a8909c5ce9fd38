"""One row of the queue as HTML.

Written here and not in a template: fifty rows through one cost more time than everything else on the page together.
What is asked of the page is asked once, and what many rows have in common is written once.
"""

from html import escape

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from support_plugin.taxonomy.models import Priority
from support_plugin.templatetags.support_badges import due_badge, person_badge, status_badge
from support_plugin.templatetags.support_icons import icon
from support_plugin.templatetags.support_text import reference, when
from support_plugin.text.digits import localized
from support_plugin.text.reader import one_reader

# What stands in the place of a number while the address of a ticket is asked for.
ANY_REFERENCE = "10000000"


class RowWriter:
    """Writes the rows of one page. Everything that people wrote is escaped."""

    def __init__(self, shown, query, names, answers=()):
        """`shown` are names of `columns.COLUMNS`, `query` what the address of a ticket ends with.

        `names` are `{"department": {key: name}, "ticket_type": …, "product": …}`, `answers` the fields whose answers
        stand in columns, in their order.
        """
        self.shown, self.names, self.known, self.answers = shown, names, {}, answers
        self.now = timezone.localtime()
        address = reverse("support_desk:conversation", args=[ANY_REFERENCE])
        self.before, self.behind = address.split(ANY_REFERENCE)
        self.behind += escape(query)

    def write_all(self, tickets):
        """The rows of these tickets, which `rows.with_rows` made."""
        with one_reader():
            return [self.write(ticket) for ticket in tickets]

    def write(self, ticket):
        """The whole `<tr>` of one."""
        unread = " desk-row--unread" if ticket.has_unread_request else ""
        cells = "".join(cell(ticket) for cell in self._cells)
        answers = "".join(self._answer(ticket, field) for field in self.answers)
        html = f'<tr class="desk-row{unread}">{self._tick(ticket)}{self._main(ticket)}{answers}{cells}</tr>\n'
        return mark_safe(html)  # noqa: S308

    @cached_property
    def _cells(self):
        cells = {
            "status": self._status,
            "due": self._due,
            "assignee": self._who,
            "created": lambda ticket: self._moment(ticket.created_at),
            "resolved": lambda ticket: self._moment(ticket.resolved_at),
            "last_message": self._last,
        }
        return [cell for name, cell in cells.items() if name in self.shown]

    @cached_property
    def _words(self):
        hidden = {
            "new": f'<span class="desk-new"></span><span class="w-sr-only">{escape(_("Unread"))}</span>',
            "none": f'<span class="desk-who desk-who--none">{escape(_("Unassigned"))}</span>',
            "choose": escape(_("Choose")),
        }
        for name, sign, words, look in (
            ("files", "clip", _("With files"), "desk-clip"),
            ("messages", "bubble", _("Messages"), "desk-row__count"),
        ):
            words = escape(words)
            hidden[name] = (
                f'<span class="{look}" title="{words}">{icon(sign)}<span class="w-sr-only">{words}</span>'
            )
        return hidden

    def _tick(self, ticket):
        label = f"{self._words['choose']} {localized(ticket.reference)}"
        return (
            f'<td class="desk-row__tick"><input type="checkbox" name="ticket" value="{ticket.reference}"'
            f' form="desk-bulk" aria-label="{label}"></td>'
        )

    def _main(self, ticket):
        unread = self._words["new"] if ticket.has_unread_request else ""
        link = (
            f'<a class="desk-row__subject" dir="auto" href="{self.before}{ticket.reference}{self.behind}">'
            f"{escape(ticket.subject)}</a>"
        )
        top = f"{unread}{link}{self._priority(ticket)}{self._tags(ticket)}{self._message(ticket)}"
        return (
            f'<td class="desk-row__main"><div class="desk-row__top">{top}</div>'
            f'<p class="desk-row__meta">{self._meta(ticket)}</p></td>'
        )

    def _priority(self, ticket):
        if ticket.priority not in (Priority.HIGH, Priority.URGENT):
            return ""
        look = " desk-prio--high" if ticket.priority == Priority.HIGH else ""
        words = self._once(ticket.priority, lambda: escape(ticket.get_priority_display()))
        return f'<span class="desk-prio{look}">{icon("warning")}{words}</span>'

    def _tags(self, ticket):
        if "tags" not in self.shown or not ticket.tag_names:
            return ""
        tags = "".join(f'<bdi class="desk-tag">{escape(name)}</bdi>' for name in ticket.tag_names)
        more = f'<span class="desk-tag desk-tag--more">{ticket.more_tags}</span>' if ticket.more_tags else ""
        return f'<span class="desk-tags">{tags}{more}</span>'

    def _message(self, ticket):
        message = ticket.last_message
        if not message:
            return ""
        files = f"{self._words['files']}</span>" if message.has_files else ""
        if "words" not in self.shown:
            return files
        # The direction is that of the message: a name in <bdi> has no part in it.
        author = f"<bdi>{escape(message.author)}</bdi>: " if message.author else ""
        return f'{files}<p class="desk-row__snip" dir="auto">{author}{escape(message.excerpt)}</p>'

    def _meta(self, ticket):
        facts = [f"<span>{reference(ticket.reference)}</span>"]
        for name, look in (
            ("customer", ""),
            ("department", ""),
            ("ticket_type", ' class="desk-wide"'),
            ("product", ' class="desk-wide"'),
        ):
            words = self._name(ticket, name) if name in self.shown else ""
            if words:
                facts.append(f"<span{look}><bdi>{words}</bdi></span>")
        if "source" in self.shown:
            facts.append(f'<span class="desk-wide">{escape(ticket.get_source_display())}</span>')
        return "".join(facts)

    def _name(self, ticket, name):
        if name == "customer":
            return escape(str(ticket.customer_name))
        key = getattr(ticket, f"{name}_id")
        return self._once((name, key), lambda: escape(str(self._name_of(ticket, name, key)))) if key else ""

    def _name_of(self, ticket, name, key):
        known = self.names[name].get(key)
        # One that is younger than the names are.
        return getattr(ticket, name) if known is None else known

    def _answer(self, ticket, field):
        words = escape(ticket.answer_texts.get(field, ""))
        return f'<td class="desk-row__answer" title="{words}"><bdi>{words}</bdi></td>'

    def _status(self, ticket):
        word = ticket.status_word
        return f'<td class="desk-row__status">{self._once(word, lambda: status_badge(word))}</td>'

    def _due(self, ticket):
        return f'<td class="desk-row__due">{due_badge(ticket.due_badge)}</td>'

    def _who(self, ticket):
        html = self._words["none"]
        if ticket.assignee_id:
            html = self._once(("person", ticket.assignee_id), lambda: person_badge(ticket.assignee_name))
        if ticket.presence:
            html += render_to_string("support_plugin/desk/row_presence.html", {"presence": ticket.presence})
        return f'<td class="desk-row__who">{html}</td>'

    def _moment(self, moment):
        return f'<td class="desk-row__last desk-wide">{when(moment, now=self.now)}</td>'

    def _last(self, ticket):
        count = f"{self._words['messages']}{localized(ticket.message_count)}</span>"
        return f'<td class="desk-row__last">{when(ticket.last_message_at, now=self.now)}{count if ticket.message_count else ""}</td>'

    def _once(self, key, make):
        if key not in self.known:
            self.known[key] = make()
        return self.known[key]
