"""A desk with something in every list of its file, and one with nothing in any."""

import io
import json

from django.core.management import call_command

from support_plugin.catalogue.transfer import arrival, document
from support_plugin.models import (
    Calendar,
    CannedReply,
    Closure,
    Department,
    FormField,
    FormVersion,
    LetterText,
    Policy,
    Product,
    RequestForm,
    Tag,
    TicketType,
)
from tests import factories


def furnish():
    """Two departments that name each other's things: types, a form with conditions, replies, hours and targets."""
    empty()
    billing = factories.department("billing", fa="مالی و صورتحساب", en="Billing", usual_answer_minutes=90)
    technical = factories.department("technical", fa="پشتیبانی فنی", en="Technical support", icon="code")
    invoice = factories.ticket_type("invoice", billing, technical, fa="فاکتور", en="Invoice")
    factories.ticket_type("bug-report", technical, fa="گزارش خطا", en="Bug report", is_active=False)
    panel = factories.product("sms-panel", technical, fa="پنل پیامک", en="SMS panel")
    factories.product("website", fa="وب‌سایت")
    problem = factories.form_field(
        "problem",
        "choice",
        fa="مشکل چیست؟",
        en="What is wrong?",
        choices=[("wrong-sum", "مبلغ اشتباه", "Wrong amount"), ("other", "چیز دیگر", "Something else")],
    )
    amount = factories.form_field("amount", "number", fa="مبلغ", smallest="0.5", largest=1000)
    paid_on = factories.form_field("paid-on", "date", fa="روز پرداخت", earliest="2026-01-01")
    proof = factories.form_field("proof", "file", fa="رسید", file_types="pdf, png", most_files=2)
    factories.form_field(
        "number", fa="شماره", pattern="[0-9]{6}", pattern_help={"fa": "شش رقم", "en": "Six digits"}
    )
    wrong_sum = factories.rules(("field:problem", "is", "Wrong amount"))
    factories.request_form(
        invoice,
        factories.section(
            "درباره فاکتور",
            factories.asks(problem, required=True),
            factories.asks(amount, show=wrong_sum),
            factories.asks(
                paid_on,
                require=factories.rules(
                    ("field:amount", "answered", ""), ("product", "is", "sms-panel"), match="any"
                ),
            ),
            factories.says("رسید را پیوست کنید.", "Please attach the receipt."),
        ),
        factories.section(
            "مدرک", factories.asks(proof), show=factories.rules(("department", "is_not", "technical"))
        ),
    )
    urgent = Tag.objects.create(name="فوری")
    Tag.objects.create(name="VIP")
    thanks = CannedReply.objects.create(
        name={"fa": "سپاس", "en": "Thanks"}, body={"fa": "سپاس {customer_name}"}, then="resolve", sort_order=0
    )
    thanks.departments.set([billing])
    thanks.tags.set([urgent])
    CannedReply.objects.create(name={"fa": "سپاس"}, body={"fa": "متنی دیگر"}, kind="note", sort_order=1)
    Calendar.objects.create(name={"fa": "عادی"}, is_default=True)
    shifts = Calendar.objects.create(name={"fa": "شیفت", "en": "Shifts"}, keeps_holidays=False)
    shifts.departments.set([technical])
    Policy.objects.create(
        name={"fa": "فوری"},
        department=technical,
        ticket_type=invoice,
        product=panel,
        priority="urgent",
        first_reply_minutes=30,
        resolution_minutes=240,
        is_active=True,
        sort_order=0,
    )
    Policy.objects.create(name={"fa": "همه"}, hours="clock", update_minutes=1440, sort_order=1)
    text = LetterText.objects.get(kind="answered")
    text.subject = {"fa": "پاسخی برای تیکت {number}"}
    text.save()


def empty():
    """As if nothing had ever been configured; not even what a fresh desk starts with."""
    FormVersion.objects.all().delete()
    for model in (
        RequestForm,
        FormField,
        Policy,
        Closure,
        Calendar,
        CannedReply,
        Tag,
        Product,
        TicketType,
        Department,
    ):
        model.objects.all().delete()
    LetterText.objects.update(subject="{}", body="{}", button="{}", sms="{}")


def exported():
    return document.exported()


def as_document():
    return json.loads(exported())


def take_in(changed, **options):
    """Take a document (or the text or bytes of one) in; the lines that were said."""
    if isinstance(changed, dict):
        changed = document.as_text(changed)
    if isinstance(changed, str):
        changed = changed.encode()
    return arrival.take_in(changed, **options)


def run(*words):
    """The command, as from a terminal; what it said."""
    said = io.StringIO()
    call_command("catalogue", *words, stdout=said)
    return said.getvalue()
