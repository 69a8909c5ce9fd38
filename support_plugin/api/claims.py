"""Files that were uploaded ahead, referred to by their ids: each is used once, by whoever uploaded it."""

from django.utils.translation import gettext as _

from support_plugin import conf
from support_plugin.tickets.attachments import meant_for, message_limits, refuse_unfitting
from support_plugin.tickets.errors import FileRefused
from support_plugin.tickets.models import Attachment

from .problems import Refused, at


def claimed(user, ids, path=("attachments",)):
    """`(files, errors)`: the caller's own uploads of these ids that wait for a message, in this order; call it in a
    transaction that holds the person's lock, so that nobody else takes them meanwhile.
    """
    found = {file.uuid: file for file in Attachment.objects.filter(message=None, owner=user, uuid__in=ids)}
    wrong = [
        at(
            (*path, place),
            "attachment_not_found",
            _("There is no upload of yours with this id, or it was used already."),
        )
        for place, key in enumerate(ids)
        if key not in found
    ]
    if len(set(ids)) < len(ids):
        wrong.append(at(path, "repeated", _("The same thing stands here twice.")))
    most = conf.ATTACHMENTS_PER_MESSAGE
    if path == ("attachments",) and len(ids) > most:
        sentence = _("A message can have at most {limit} files.").format(limit=most)
        wrong.append(at(path, "too_many_files", sentence))
    files = [found[key] for key in dict.fromkeys(ids) if key in found]
    if path == ("attachments",):
        meant_for("", files)
    return files, wrong


def claimed_for(ticket, user, key, given):
    """The files of a message to a ticket; none where it was sent under this key before: it has them by now."""
    if key and ticket.messages.filter(author=user, submission_key=key).exists():
        return []
    files, wrong = claimed(user, given.get("attachments", []))
    if wrong:
        raise Refused(wrong)
    return files


def refusals(files, limits):
    """Sentences on files that do not fit the limits of the question they answer."""
    said = []
    for number, file in enumerate(files, start=1):
        try:
            refuse_unfitting(file, limits or message_limits(), number)
        except FileRefused as refused:
            said.append(str(refused))
    return said
