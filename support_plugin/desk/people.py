"""Deleting people in Wagtail's user screens: who filed tickets stays, and may be deactivated instead."""

from django.contrib.auth import get_user_model
from django.db.models import Count
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from wagtail import hooks
from wagtail.admin import messages

from support_plugin.text.digits import localized
from support_plugin.tickets.timeline import person_name

# People named in one message; what is more is only counted.
MOST_NAMED = 5


@hooks.register("before_delete_user")
def keep_who_filed_tickets(request, user):
    if not (filed := count_filed([user])):
        return None
    refuse(request, filed)
    if request.user.has_perm(f"{user._meta.app_label}.change_{user._meta.model_name}"):
        return redirect("wagtailusers_users:edit", user.pk)
    return redirect("wagtailusers_users:index")


@hooks.register("before_bulk_action")
def keep_all_of_whom_some_filed_tickets(request, action_type, objects, action):
    """One of them is enough to delete nobody: what was chosen together is done together."""
    if action_type != "delete" or action.model is not get_user_model() or not (filed := count_filed(objects)):
        return None
    refuse(request, filed)
    return redirect(action.next_url)


def count_filed(users):
    """`{user: tickets}` of those among them who filed any."""
    people = get_user_model().objects.filter(pk__in=[user.pk for user in users])
    counted = people.annotate(filed=Count("support_tickets")).filter(filed__gt=0).order_by("pk")
    return {user: user.filed for user in counted}


def refuse(request, filed):
    """Say who cannot be deleted, and what to do instead."""
    sentences = [_has_tickets(user, count) for user, count in list(filed.items())[:MOST_NAMED]]
    if more := len(filed) - len(sentences):
        sentences.append(
            ngettext(
                "So it is with {number} more person.", "So it is with {number} more people.", more
            ).format(number=localized(more))
        )
    sentences.append(
        gettext("Deactivate the account instead: nobody can log in with it, and its tickets stay.")
    )
    messages.error(request, " ".join(sentences))


def _has_tickets(user, count):
    return ngettext(
        "“{name}” cannot be deleted: {number} ticket is theirs.",
        "“{name}” cannot be deleted: {number} tickets are theirs.",
        count,
    ).format(name=person_name(user), number=localized(count))
