"""What the invented company offers: departments, ticket types, products, and its phone."""

from support_plugin.models import Department, Product, SupportContact, TicketType

DEPARTMENTS = [
    {
        "slug": "technical-support",
        "name": {"fa": "پشتیبانی فنی", "en": "Technical support"},
        "description": {
            "fa": "خطاها، کندی، ورود به پنل و پرسش‌های فنی درباره محصول‌ها",
            "en": "Errors, slowness, logging in and technical questions about the products",
        },
        "contact_line": {"fa": "داخلی ۱", "en": "Extension 1"},
        "icon": "headset",
        "usual_answer_minutes": 30,
    },
    {
        "slug": "billing",
        "name": {"fa": "مالی و صورتحساب", "en": "Billing"},
        "description": {
            "fa": "فاکتور رسمی، تمدید، افزایش اعتبار و بازپرداخت",
            "en": "Official invoices, renewals, credit and refunds",
        },
        "contact_line": {"fa": "داخلی ۲", "en": "Extension 2"},
        "icon": "card",
        "usual_answer_minutes": 240,
    },
    {
        "slug": "sales",
        "name": {"fa": "فروش و مشاوره", "en": "Sales and advice"},
        "description": {
            "fa": "مشاوره پیش از خرید، قیمت و نسخه آزمایشی",
            "en": "Advice before buying, prices and trial versions",
        },
        "icon": "chat",
        "usual_answer_minutes": None,
    },
]
TICKET_TYPES = [
    {
        "slug": "bug-report",
        "departments": ["technical-support"],
        "name": {"fa": "گزارش خطا", "en": "Bug report"},
        "description": {
            "fa": "چیزی درست کار نمی‌کند یا پیام خطا می‌بینید",
            "en": "Something fails or shows an error",
        },
        "default_priority": "high",
    },
    {
        "slug": "question",
        "departments": ["technical-support"],
        "name": {"fa": "پرسش", "en": "Question"},
        "description": {
            "fa": "می‌خواهید بدانید کاری چگونه انجام می‌شود",
            "en": "You want to know how something is done",
        },
    },
    {
        "slug": "setup",
        "departments": ["technical-support"],
        "name": {"fa": "راه‌اندازی", "en": "Setup"},
        "description": {
            "fa": "راه‌اندازی، اتصال یا انتقال داده",
            "en": "Installing, connecting or moving data",
        },
    },
    {
        "slug": "invoice",
        "departments": ["billing"],
        "name": {"fa": "فاکتور و پرداخت", "en": "Invoice and payment"},
        "description": {
            "fa": "صدور، اصلاح یا پیگیری فاکتور و پرداخت",
            "en": "Issuing, correcting or tracing invoices",
        },
    },
    {
        "slug": "renewal",
        "departments": ["billing"],
        "name": {"fa": "تمدید و اعتبار", "en": "Renewal and credit"},
        "description": {"fa": "تمدید سرویس یا افزایش اعتبار", "en": "Renewing a service or adding credit"},
    },
    {
        "slug": "advice",
        "departments": ["sales"],
        "name": {"fa": "مشاوره خرید", "en": "Advice before buying"},
        "description": {"fa": "کدام محصول به کار شما می‌آید", "en": "Which product fits your work"},
    },
]
PRODUCTS = [
    {"slug": "sms-panel", "name": {"fa": "پنل پیامک", "en": "SMS panel"}},
    {"slug": "shop-builder", "name": {"fa": "فروشگاه‌ساز", "en": "Shop builder"}},
    {"slug": "cloud-accounting", "name": {"fa": "حسابداری ابری", "en": "Cloud accounting"}},
    {"slug": "web-service", "name": {"fa": "وب‌سرویس", "en": "Web service"}},
]
PHONE = "021 9100 0000"
HOURS = {
    "fa": "شنبه تا چهارشنبه، ۸ تا ۱۷ · پنجشنبه ۸ تا ۱۳",
    "en": "Saturday to Wednesday 8–17, Thursday 8–13 (Tehran)",
}


def make_all():
    """Make what is missing; answer how many things were new."""
    news = 0
    for number, fields in enumerate(DEPARTMENTS):
        news += _make(Department, number, **fields)[1]
    for number, fields in enumerate(TICKET_TYPES):
        departments = Department.objects.filter(slug__in=fields["departments"])
        news += _make(TicketType, number, related=departments, **fields)[1]
    # Products belong to the first department alone.
    technical = Department.objects.filter(slug="technical-support")
    for number, fields in enumerate(PRODUCTS):
        news += _make(Product, number, related=technical, **fields)[1]
    return news


def give_contact(site):
    """Give the site its phone line unless somebody set one."""
    contact = SupportContact.for_site(site)
    if contact.phone:
        return False
    contact.phone, contact.hours = PHONE, HOURS
    contact.save()
    return True


def _make(model, order, *, slug, related=None, **fields):
    fields = {name: value for name, value in fields.items() if name != "departments"}
    item, created = model.objects.get_or_create(slug=slug, defaults={**fields, "sort_order": order})
    if created and related is not None:
        item.departments.set(related)
    return item, created
