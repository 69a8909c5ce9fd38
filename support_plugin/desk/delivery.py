"""One message of the post: what became of it and why, its letter, and sending it again."""

import logging

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import get_language_info, gettext, override
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.log_actions import registry

from support_plugin.notifications import letters
from support_plugin.notifications.kinds import Kind
from support_plugin.notifications.models import Delivery
from support_plugin.notifications.resending import ACTION, CannotBeSentAgain, send_again, sendable_again
from support_plugin.notifications.sending import message_id
from support_plugin.tickets.models import Event

from .deliveries import OverseersOnly, channel_labels, describe, overseen_by

logger = logging.getLogger(__name__)


class DeliveryView(OverseersOnly, WagtailAdminTemplateMixin, TemplateView):
    template_name = "support_plugin/desk/delivery.html"
    page_title = _("Delivery")
    header_icon = "mail"
    _show_breadcrumbs = True

    def get_breadcrumbs_items(self):
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("support_desk:deliveries"), "label": _("Deliveries")},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, key, **kwargs):
        delivery = delivery_for(self.request.user, key)
        describe(delivery, channel_labels())
        context = {
            "delivery": delivery,
            "message_id": message_id(delivery),
            "can_be_sent_again": Delivery.objects.filter(sendable_again(), pk=delivery.pk).exists(),
            "told": told_in(delivery),
            "sent_again": sent_again(delivery),
        }
        if delivery.kind == Kind.ACCOUNT:
            context["subject"] = delivery.content.get("subject", "")
        else:
            context |= shown_letter(delivery)
        return super().get_context_data(**context, **kwargs)


@method_decorator(xframe_options_sameorigin, name="dispatch")
class DeliveryLetter(OverseersOnly, View):
    """The part of a letter with markup, alone, for the frame that shows it."""

    http_method_names = ["get", "head"]

    def get(self, request, key):
        delivery = delivery_for(request.user, key)
        letter = None if delivery.kind == Kind.ACCOUNT else compose(delivery)
        if letter is None or delivery.channel != "email":
            raise Http404
        # Opened by itself it can do no more than in its frame.
        return HttpResponse(letter.html, headers={"Content-Security-Policy": "sandbox; script-src 'none'"})


class SendAgain(OverseersOnly, View):
    http_method_names = ["post"]

    def post(self, request, key):
        delivery = delivery_for(request.user, key)
        try:
            send_again(delivery, by=request.user)
        except CannotBeSentAgain as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, gettext("The message will be sent again."))
        return redirect("support_desk:delivery", key=delivery.uuid)


def delivery_for(user, key):
    """A delivery this person may see, by its UUID; 404 otherwise."""
    return get_object_or_404(
        overseen_by(user).select_related(
            "ticket__department", "ticket__ticket_type", "ticket__product", "recipient"
        ),
        uuid=key,
    )


def shown_letter(delivery):
    """What of a letter its channel carries, in its reader's language."""
    letter = compose(delivery)
    if letter is None:
        return {"letter": None}
    shown = {"letter": letter, "language": get_language_info(letter.language)}
    if delivery.channel == "email":
        return shown | {"subject": letter.subject, "text": letter.text, "has_html": bool(letter.html)}
    if delivery.channel == "sms":
        return shown | {"text": letter.sms}
    if delivery.channel == "panel":
        with override(letter.language):
            return shown | {"text": letters.headline(delivery.kind, delivery.ticket, delivery.events)}
    return shown | {"subject": letter.subject, "text": letter.text}


def compose(delivery):
    """The letter as it would be sent now; None where it cannot be composed, which the worker says by parking it."""
    try:
        return letters.compose(delivery)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Delivery %s could not be composed", delivery.uuid)
        return None


def told_in(delivery):
    """`[(kind in words, moment or None)]` of the lines of the timeline that it tells of, oldest first."""
    moments = dict(
        Event.objects.filter(pk__in=[pk for pk, _kind in delivery.events]).values_list("pk", "created_at")
    )
    labels = dict(Kind.choices)
    return [(labels.get(kind, kind), moments.get(pk)) for pk, kind in delivery.events]


def sent_again(delivery):
    """The lines of the log that say who sent it again, oldest first."""
    logs = registry.get_logs_for_instance(delivery).filter(action=ACTION)
    return logs.select_related("user").order_by("timestamp", "pk")
