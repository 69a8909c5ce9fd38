"""Filing a ticket from a body: the wizard's own forms judge it, so that both doors take the same."""

import uuid
from contextlib import nullcontext

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from support_plugin.forms.json_schema import raw_answers
from support_plugin.notifications.preferences import language_of
from support_plugin.taxonomy.models import Department, TicketType
from support_plugin.text.digits import to_ascii
from support_plugin.tickets import actions, errors
from support_plugin.tickets.attachments import meant_for
from support_plugin.tickets.changing import lock_person
from support_plugin.tickets.forms import TicketForm
from support_plugin.tickets.guidance import origin_of
from support_plugin.tickets.intake import Intake
from support_plugin.tickets.models import Source, Ticket
from support_plugin.tickets.permissions import is_agent_of
from support_plugin.tickets.questions import Questions
from support_plugin.tickets.similar import says
from support_plugin.tickets.trails import trail_of

from .claims import claimed, refusals
from .fields import NOT_THIS, UNKNOWN
from .problems import DeskOnly, Refused, at, findings, not_offered, of_form

WRONG = {
    "unknown_field": UNKNOWN,
    "not_asked": gettext_lazy("This is not asked for these answers. Leave it out."),
    "blank": gettext_lazy("An empty answer is none. Leave it out."),
    "repeated": gettext_lazy("The same thing stands here twice."),
    "wrong_date": gettext_lazy("Write a day like 2026-12-01."),
    "wrong_id": gettext_lazy("This is no UUID."),
}


@transaction.atomic
def file_ticket(caller, body, key):
    """The ticket that this body (of `TicketBody`) becomes, filed by the caller under `key` (a UUID or None)."""
    user, customer = caller.user, _customer(caller, body)
    lock_person(user, customer)
    if filed := _filed(caller, customer, body, key):
        return filed
    department, kind = _choice(caller, customer, body)
    form, wrong = _words_form(department, customer, body)
    questions = Questions(department, kind, begun=body.get("form_version", ""))
    if "form_version" in body and getattr(questions.version, "pk", None) != body["form_version"]:
        raise errors.FormNotAnswered
    read = raw_answers(questions.version and questions.version.definition, body.get("answers", {}))
    intake, wrong_files, missing = _files(user, body, read.files, questions.file_fields)
    asked = questions.ask(form.product_slug, intake, data=read.data)
    wrong += [*of_form(form), *wrong_files, *_of_answers(asked, read, body.get("answers", {}), missing)]
    if wrong:
        raise Refused(wrong)
    is_on_behalf = customer.pk != user.pk
    with override(language_of(customer)) if is_on_behalf else nullcontext():
        return _opened(
            caller,
            department,
            kind,
            by=user,
            customer=customer,
            **form.words() | {"submission_key": key},
            attachments=intake.of(asked),
            answered=asked.answered if asked else None,
            despite_similar=body.get("despite_similar", False),
            origin=_origin(customer, body),
            trail=None if is_on_behalf else trail_of(user),
            source=Source.API,
        )


def _filed(caller, customer, body, key):
    """The ticket that was filed under this key before: its files are bound to it by now. Another's is not named."""
    filed = Ticket.objects.filter(customer=customer, submission_key=key).first() if key else None
    if filed is None:
        return None
    if not (
        says(filed, body["subject"], body["description"]) and caller.visible().filter(pk=filed.pk).exists()
    ):
        raise errors.SentAlready
    return filed


def _opened(caller, *choice, **words):
    """A similar ticket that the caller does not see is not named."""
    try:
        return actions.open_ticket(*choice, **words)
    except errors.SimilarTicketOpen as refused:
        if caller.visible().filter(pk=refused.ticket.pk).exists():
            raise
        raise errors.SimilarTicketOpen from None


def _customer(caller, body):
    """Whom it is filed for: the caller, or whom an agent names."""
    if "customer" not in body:
        return caller.user
    if not caller.works:
        raise DeskOnly
    people = get_user_model()
    named = people.objects.filter(is_active=True, **{people.USERNAME_FIELD: body["customer"]}).first()
    if named is None:
        raise Refused([at(("customer",), "unknown_choice", _("There is no such person."))])
    return named


def _choice(caller, customer, body):
    """Department and type, as far as they are known; whether they are offered just now is the verb's business."""
    department = Department.objects.filter(slug=body["department"]).first()
    kinds = TicketType.objects.select_related("request_form__current")
    kind = kinds.filter(slug=body["ticket_type"]).first()
    missing = [name for name, found in (("department", department), ("ticket_type", kind)) if found is None]
    if missing:
        raise Refused([not_offered(name) for name in missing])
    if customer.pk != caller.user.pk and not is_agent_of(caller.user, department):
        raise Refused([not_offered("department")])
    return department, kind


def _origin(customer, body):
    follow_up = to_ascii(body.get("follow_up", ""))
    origin = origin_of(customer, body.get("guide"), body.get("step", ""), follow_up)
    if follow_up and "follow_up" not in origin:
        raise Refused([at(("follow_up",), "unknown_choice", _("There is no ticket of this number."))])
    return origin


def _words_form(department, customer, body):
    """The form of product, subject and description, and what is wrong with the product."""
    data = {name: body[name] for name in ("subject", "description")} | {"submission_key": str(uuid.uuid4())}
    form = TicketForm(data, department=department, customer=customer)
    slug = body.get("product")
    if slug is None:
        return form, []
    products = form.fields["product"].products if "product" in form.fields else {}
    key = next((key for key, product in products.items() if product.slug == slug), None)
    if key is not None:
        data["product"] = key
        return form, []
    form.fields.pop("product", None)
    return form, [not_offered("product")]


def _files(user, body, of_fields, limits):
    """`(Intake, errors, names)`: the uploads that the body names, what is wrong with them, the questions of which some are."""
    kept, wrong = claimed(user, body.get("attachments", []))
    intake, used, missing = Intake(kept=kept), {file.uuid for file in kept}, set()
    for name, ids in of_fields.items():
        files, found = claimed(user, ids, ("answers", name))
        if used & {file.uuid for file in files}:
            found.append(at(("answers", name), "repeated", WRONG["repeated"]))
        if found:
            wrong += found
            missing.add(name)
        used |= {file.uuid for file in files}
        intake.answers[name] = files
        intake.answer_errors[name] = refusals(files, limits.get(name))
        meant_for(name, files)
    return intake, wrong, missing


def _of_answers(asked, read, answers, missing):
    """What is wrong with the answers: their JSON, what was not asked, and what the form says of the rest.

    Of what is `missing`, names whose files were not found, something has been said already.
    """
    wrong = [at(("answers", name), code, WRONG.get(code, NOT_THIS)) for name, code in read.errors.items()]
    if asked is None:
        return wrong
    for name in answers:
        if name not in asked.visible and name not in read.errors:
            wrong.append(at(("answers", name), "not_asked", WRONG["not_asked"]))
    for sent, code, sentence in findings(asked):
        name = sent.removeprefix("field_")
        if name not in read.errors and name not in missing:
            wrong.append(at(("answers", name), code, sentence))
    return wrong
