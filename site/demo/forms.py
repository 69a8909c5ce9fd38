"""What two of the invented company's ticket types ask, and who approves changes of their forms."""

import json
import uuid

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupApprovalTask, Page, Workflow, WorkflowContentType, WorkflowTask

from support_plugin.models import Department, FieldChoice, FormField, RequestForm, TicketType

APPROVERS, WORKFLOW = "Support form approvers", "تأیید فرم‌های تیکت"

FIELDS = [
    {
        "slug": "invoice-problem",
        "kind": "choice",
        "name": {"fa": "مشکل فاکتور چیست؟", "en": "What is wrong with the invoice?"},
        "choices": [
            ("wrong-amount", "مبلغ اشتباه است", "The amount is wrong"),
            ("wrong-details", "مشخصات خریدار اشتباه است", "The buyer’s details are wrong"),
            ("not-received", "فاکتور را دریافت نکرده‌ام", "I have not received it"),
            ("paid-twice", "دو بار پرداخت شده است", "It was paid twice"),
        ],
    },
    {
        "slug": "invoice-number",
        "kind": "text",
        "name": {"fa": "شماره فاکتور", "en": "Invoice number"},
        "description": {"fa": "بالای فاکتور نوشته شده است.", "en": "It stands at the top of the invoice."},
        "placeholder": {"fa": "نمونه: ۱۴۰۵۰۲۳۱", "en": "For example 14050231"},
        "pattern": "[0-9]{6,10}",
        "pattern_help": {
            "fa": "شماره فاکتور ۶ تا ۱۰ رقم است.",
            "en": "An invoice number has 6 to 10 digits.",
        },
    },
    {
        "slug": "right-amount",
        "kind": "number",
        "name": {"fa": "مبلغ درست (ریال)", "en": "The right amount (rials)"},
        "smallest": 1,
    },
    {
        "slug": "wrong-details",
        "kind": "choices",
        "name": {"fa": "کدام مشخصات اشتباه است؟", "en": "Which details are wrong?"},
        "choices": [
            ("name", "نام شخص یا شرکت", "Name of the person or company"),
            ("national-id", "شناسه ملی", "National ID"),
            ("economic-code", "کد اقتصادی", "Economic code"),
            ("address", "نشانی و کد پستی", "Address and postal code"),
        ],
    },
    {
        "slug": "paid-on",
        "kind": "date",
        "name": {"fa": "تاریخ پرداخت دوم", "en": "Day of the second payment"},
    },
    {
        "slug": "invoice-file",
        "kind": "file",
        "name": {"fa": "فایل فاکتور یا رسید پرداخت", "en": "The invoice or the receipt"},
        "file_types": "pdf, png, jpg",
        "most_files": 3,
    },
    {
        "slug": "setup-kind",
        "kind": "choice",
        "name": {"fa": "چه کاری لازم است؟", "en": "What is to be done?"},
        "choices": [
            ("first-setup", "راه‌اندازی نخست", "First setup"),
            ("connect", "اتصال به نرم‌افزار دیگر", "Connecting another program"),
            ("move-data", "انتقال داده از سامانه پیشین", "Moving data from an older system"),
        ],
    },
    {
        "slug": "other-program",
        "kind": "text",
        "name": {"fa": "نام نرم‌افزار دیگر", "en": "The other program"},
    },
    {
        "slug": "record-count",
        "kind": "number",
        "name": {"fa": "شمار تقریبی رکوردها", "en": "About how many records"},
        "smallest": 1,
    },
    {"slug": "wanted-on", "kind": "date", "name": {"fa": "روز دلخواه", "en": "Preferred day"}},
    {
        "slug": "call-me",
        "kind": "checkbox",
        "name": {"fa": "برای هماهنگی با من تماس بگیرید", "en": "Call me to arrange it"},
    },
    {"slug": "phone", "kind": "phone", "name": {"fa": "شماره تماس", "en": "Phone number"}},
]
INVOICE_TYPE = {
    "slug": "invoice-problem",
    "name": {"fa": "اشکال فاکتور", "en": "Problem with an invoice"},
    "description": {
        "fa": "مبلغ، مشخصات یا دریافت فاکتور درست نیست",
        "en": "Its amount, details or delivery is not right",
    },
    "sort_order": 4,
}


def make_all():
    """Make what is missing; answer whether anything was."""
    if RequestForm.objects.exists():
        return False
    for place, fields in enumerate(FIELDS):
        _make_field(place, **fields)
    invoice, _created = TicketType.objects.get_or_create(slug=INVOICE_TYPE["slug"], defaults=INVOICE_TYPE)
    invoice.departments.set(Department.objects.filter(slug="billing"))
    _publish(invoice, _invoice_sections())
    _publish(TicketType.objects.get(slug="setup"), _setup_sections())
    _make_workflow()
    return True


def _invoice_sections():
    about = _section(
        {"fa": "درباره فاکتور", "en": "About the invoice"},
        _field("invoice-problem", required=True),
        _note(
            {
                "fa": "فاکتور رسمی پس از تأیید پرداخت در پنل، بخش مالی، آماده دریافت است.",
                "en": "Official invoices can be downloaded in the panel once the payment is confirmed.",
            },
            guide="official-invoice",
            show=_when("field:invoice-problem", "not-received"),
        ),
        _field(
            "invoice-number", required=True, show=_when("field:invoice-problem", "not-received", "is_not")
        ),
        _field("right-amount", show=_when("field:invoice-problem", "wrong-amount")),
        _field("wrong-details", required=True, show=_when("field:invoice-problem", "wrong-details")),
        _field("paid-on", required=True, show=_when("field:invoice-problem", "paid-twice")),
    )
    proof = _section(
        {"fa": "مدرک", "en": "Evidence"},
        _field("invoice-file", require=_when("field:invoice-problem", "paid-twice")),
        show=_when("field:invoice-problem", "not-received", "is_not"),
    )
    return [about, proof]


def _setup_sections():
    work = _section(
        {"fa": "کاری که لازم است", "en": "The work"},
        _field("setup-kind", required=True),
        _field("other-program", required=True, show=_when("field:setup-kind", "connect")),
        _field("record-count", show=_when("field:setup-kind", "move-data")),
    )
    appointment = _section(
        {"fa": "زمان و هماهنگی", "en": "Time and contact"},
        _field("wanted-on"),
        _field("call-me"),
        _field("phone", required=True, show=_when("field:call-me", "yes")),
    )
    return [work, appointment]


def _make_field(place, *, slug, choices=(), **fields):
    field = FormField(slug=slug, sort_order=place, **fields)
    field.choices = [
        FieldChoice(value=value, label={"fa": fa, "en": en}, sort_order=number)
        for number, (value, fa, en) in enumerate(choices)
    ]
    field.save()


def _publish(ticket_type, sections):
    form = RequestForm(ticket_type=ticket_type, body=json.dumps(sections), live=False)
    form.save()
    form.save_revision().publish()


def _make_workflow():
    """Changes of forms can be handed to somebody who approves them."""
    group, _created = Group.objects.get_or_create(name=APPROVERS)
    workflow = Workflow.objects.create(name=WORKFLOW)
    task = GroupApprovalTask.objects.create(name=WORKFLOW)
    task.groups.add(group)
    group.user_set.add(get_user_model().objects.get(username="admin"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    content_type = ContentType.objects.get_for_model(RequestForm)
    WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})


def _section(heading, *items, show=None):
    value = {"heading": heading, "help": {}, "show": show or _always(), "items": list(items)}
    return {"type": "section", "id": str(uuid.uuid4()), "value": value}


def _field(slug, *, required=False, show=None, require=None):
    field = FormField.objects.get(slug=slug)
    value = {
        "field": field.pk,
        "required": required,
        "show": show or _always(),
        "require": require or _always(),
    }
    return {"type": "field", "id": str(uuid.uuid4()), "value": value}


def _note(text, *, guide, show):
    page = Page.objects.filter(slug=guide, locale__language_code="fa").first()
    value = {"text": text, "page": page.pk if page else None, "show": show}
    return {"type": "note", "id": str(uuid.uuid4()), "value": value}


def _when(ask, value, operator="is"):
    return {"match": "all", "rules": [{"ask": ask, "operator": operator, "value": value}]}


def _always():
    return {"match": "all", "rules": []}
