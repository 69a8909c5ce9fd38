"""The rules of the desk that a verb can find broken. Each carries the sentence for the person."""

from django.utils.translation import gettext_lazy as _

from support_plugin.text.digits import localized


class TicketError(Exception):
    """A rule of the desk was broken; nothing was changed.

    `message` is a translatable sentence for the person, with `{placeholders}` filled from the keyword
    arguments, numbers in the reader's digits; `code` is stable for programs; `http_status` is what a door over HTTP answers.
    """

    message = _("This cannot be done.")
    code = "refused"
    http_status = 409

    def __init__(self, **facts):
        self.facts = facts
        super().__init__(self.code)

    def __getattr__(self, name):
        try:
            return self.__dict__["facts"][name]
        except KeyError:
            raise AttributeError(name) from None

    def __str__(self):
        return str(self.message).format(
            **{
                name: localized(fact) if isinstance(fact, int) or name == "reference" else fact
                for name, fact in self.facts.items()
            }
        )


class NotYours(TicketError):
    """Answered as 404: whoever may not see a ticket is not told that it exists."""

    message = _("This ticket was not found.")
    code = "not_found"
    http_status = 404


class NothingWritten(TicketError):
    message = _("Write a message first.")
    code = "nothing_written"
    http_status = 422


class SentAlready(TicketError):
    """Something else was done under the same key."""

    message = _(
        "Something else was sent from this form already. Look whether it is what you want, and send again."
    )
    code = "sent_already"


class ChoiceNotOffered(TicketError):
    message = _("This choice is no longer offered. Go one step back and choose again.")
    code = "choice_not_offered"
    http_status = 422


class ProductMissing(TicketError):
    message = _("Choose the product your request is about.")
    code = "product_missing"
    http_status = 422


class FormNotAnswered(TicketError):
    """The type has a form, and no valid answers to it came along (or answers to another one)."""

    message = _("This form was changed meanwhile. Please look at it once more and submit again.")
    code = "form_not_answered"
    http_status = 422


class SimilarTicketOpen(TicketError):
    """Facts: `ticket`, the earlier one."""

    message = _("You have already filed a ticket with this subject. Add to that ticket instead.")
    code = "similar_ticket_open"


class TooManyTickets(TicketError):
    """Facts: `minutes` until the next one is accepted."""

    message = _("You have filed many tickets in a short time. Try again in {minutes} minutes.")
    code = "too_many_tickets"
    http_status = 429


class AlreadyTaken(TicketError):
    """Facts: `agent`, the name of whoever was first."""

    message = _("{agent} has already taken this ticket.")
    code = "already_taken"


class NotAnAgentHere(TicketError):
    """Facts: `agent`, `department`."""

    message = _("{agent} does not work in the department “{department}”.")
    code = "not_an_agent_here"
    http_status = 422


class TypeNotOffered(TicketError):
    """Facts: `department`."""

    message = _("The department “{department}” does not offer this ticket type. Choose one of its types.")
    code = "type_not_offered"
    http_status = 422


class DateIsPast(TicketError):
    message = _("The promised date must be in the future.")
    code = "date_is_past"
    http_status = 422


class DateIsTooFar(TicketError):
    """Facts: `days`, the longest time that can be promised."""

    message = _("A promise can be at most {days} days ahead.")
    code = "date_is_too_far"
    http_status = 422


class TicketIsClosed(TicketError):
    message = _("This ticket is closed. Open it again first.")
    code = "ticket_is_closed"


class TicketIsOpen(TicketError):
    message = _("This ticket is open already.")
    code = "ticket_is_open"


class TicketIsResolved(TicketError):
    message = _("This ticket is resolved already.")
    code = "ticket_is_resolved"


class TicketIsMerged(TicketError):
    """Facts: `reference` of the ticket where the conversation goes on."""

    message = _("This ticket was merged; the conversation goes on in ticket {reference}.")
    code = "ticket_is_merged"


class ReopenWindowOver(TicketError):
    message = _("This ticket was closed too long ago to be opened again. File a follow-up instead.")
    code = "reopen_window_over"


class FileRefused(TicketError):
    """A file that is not accepted. Facts: `name`, and what the sentence of the subclass needs."""

    message = _("The file “{name}” is not accepted.")
    code = "file_refused"
    http_status = 422


class FileIsEmpty(FileRefused):
    message = _("The file “{name}” is empty.")
    code = "file_is_empty"


class FileTooLarge(FileRefused):
    """Facts: `name`, `megabytes`."""

    message = _("The file “{name}” is larger than {megabytes} MB.")
    code = "file_too_large"


class FileTypeRefused(FileRefused):
    """Facts: `name`, `types`, the accepted ones in words."""

    message = _("The file “{name}” is not accepted. Allowed types: {types}")
    code = "file_type_refused"


class FileIsSomethingElse(FileTypeRefused):
    """The ending of the name is accepted, and the content is of another type. Facts: as above."""

    message = _("The file “{name}” is not accepted: its content is not of the type that its name says.")
    code = "file_is_something_else"


class TooManyFiles(FileRefused):
    """Facts: `name`, `limit`."""

    message = _("The file “{name}” was not added: a message can have at most {limit} files.")
    code = "too_many_files"


class FileNotStored(FileRefused):
    message = _("The file “{name}” could not be stored just now. Please try again in a few minutes.")
    code = "file_not_stored"
    http_status = 503


class TooLateToRecall(TicketError):
    message = _("This message is with the customer already. Write another one instead.")
    code = "too_late_to_recall"


class AnswerNotSettled(TicketError):
    message = _("An answer to one of the two tickets was sent a moment ago. Try again in a few seconds.")
    code = "answer_not_settled"


class MergeIntoItself(TicketError):
    message = _("A ticket cannot be merged into itself.")
    code = "merge_into_itself"
    http_status = 422


class MergeOfTwoCustomers(TicketError):
    message = _("Only tickets of the same customer can be merged: each would read what the other wrote.")
    code = "merge_of_two_customers"
    http_status = 422


class HasMergedTickets(TicketError):
    message = _("Other tickets were merged into this one. Merge the other way round, or separate them first.")
    code = "has_merged_tickets"


class TicketIsNotMerged(TicketError):
    message = _("This ticket is not part of another one.")
    code = "ticket_is_not_merged"


class TagNotKnown(TicketError):
    """Facts: `name`."""

    message = _("There is no tag “{name}”, and this department takes no new ones. Choose one that exists.")
    code = "tag_not_known"
    http_status = 422


class TooManyTags(TicketError):
    """Facts: `limit`."""

    message = _("A ticket bears at most {limit} tags.")
    code = "too_many_tags"
    http_status = 422


class NewerMessages(TicketError):
    """Facts: `messages`, what was written since, oldest first."""

    message = _("Not sent yet: something was written in this ticket meanwhile. Read it first.")
    code = "newer_messages"


class CannedReplyNotOffered(TicketError):
    """Facts: `department`."""

    message = _("This canned reply is not offered in the department “{department}”.")
    code = "canned_reply_not_offered"
    http_status = 422


class PlaceholdersUnfilled(TicketError):
    """Facts: `names`, in braces."""

    message = _("Fill these in before you send: {names}")
    code = "placeholders_unfilled"
    http_status = 422


class TooManyViews(TicketError):
    """Facts: `limit`."""

    message = _("You have {limit} views. Delete one first.")
    code = "too_many_views"
    http_status = 422


class NameMissing(TicketError):
    message = _("Give it a name.")
    code = "name_missing"
    http_status = 422
