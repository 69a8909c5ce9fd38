"""What the invented desk answers often, and the tags on its tickets."""

from support_plugin.models import CannedReply, Department, Tag, TaggedTicket, Ticket

CANNED = [
    {
        "name": {"fa": "دریافت شد", "en": "We have it"},
        "body": {
            "fa": "سلام {customer_name}،\n\nدرخواست شما با شماره {number} به دپارتمان {department} رسید و در حال بررسی است. {answer_time}\n\n{agent_name}",
            "en": "Hello {customer_name},\n\nYour request {number} has reached {department} and is being looked at. {answer_time}\n\n{agent_name}",
        },
        "takes": True,
    },
    {
        "name": {"fa": "تصویر خطا لازم است", "en": "Please send a screenshot"},
        "body": {
            "fa": "سلام {customer_name}،\n\nبرای بررسی لطفاً یک تصویر از صفحه خطا و ساعت دقیق آن را در ادامه همین تیکت بفرستید.\n\nرمز عبور یا کد تأیید خود را در تیکت ننویسید.",
            "en": "Hello {customer_name},\n\nTo look into this we need a screenshot of the error and its exact time; please add both to this ticket.\n\nNever write passwords or codes in a ticket.",
        },
        "departments": ["technical-support"],
        "then": "wait",
    },
    {
        "name": {"fa": "راه‌اندازی دوباره مرورگر", "en": "Clear the browser’s cache"},
        "body": {
            "fa": "لطفاً یک بار از پنل خارج شوید، حافظه موقت مرورگر را پاک کنید و دوباره وارد شوید.\n\nاگر {product} باز هم درست کار نکرد، در ادامه همین تیکت بنویسید.",
            "en": "Please log out, clear the browser’s cache and log in again.\n\nIf {product} still fails, write to us in this ticket.",
        },
        "departments": ["technical-support"],
    },
    {
        "name": {"fa": "اصلاح شد", "en": "Fixed"},
        "body": {
            "fa": "سلام {customer_name}،\n\nخطا در {product} برطرف شد. لطفاً دوباره امتحان کنید؛ اگر مشکلی ماند، با پاسخ شما همین تیکت باز می‌شود.",
            "en": "Hello {customer_name},\n\nThe error in {product} is fixed. Please try again; should anything be left, your reply opens this ticket again.",
        },
        "departments": ["technical-support"],
        "then": "resolve",
    },
    {
        "name": {"fa": "اختلال سراسری", "en": "Outage"},
        "body": {
            "fa": "سلام {customer_name}،\n\n{product} اکنون برای گروهی از مشتریان کند است. در حال رفع آن هستیم و نتیجه را در ادامه همین تیکت می‌نویسیم.",
            "en": "Hello {customer_name},\n\n{product} is slow for some customers at the moment. We are on it and will report in this ticket.",
        },
        "departments": ["technical-support"],
        "priority": "urgent",
        "takes": True,
        "tags": ["اختلال"],
    },
    {
        "name": {"fa": "آدرس سرور آزمایشی", "en": "Address of the test server"},
        "body": {
            "fa": "آدرس سرور آزمایشی: https://sandbox.example.com\n\nکلید آزمایشی در پنل، بخش وب‌سرویس است. سقف درخواست آن ۶۰ در دقیقه است.",
            "en": "The test server: https://sandbox.example.com\n\nIts key is in your panel under Web service. At most 60 requests a minute.",
        },
        "departments": ["technical-support"],
        "tags": ["وب‌سرویس"],
    },
    {
        "name": {"fa": "پیگیری با تیم فنی", "en": "Asked the developers"},
        "body": {
            "fa": "به تیم فنی ارجاع شد؛ پاسخ آن‌ها را همین‌جا بنویسید.",
            "en": "Asked the developers; write their answer here.",
        },
        "departments": ["technical-support"],
        "kind": "note",
        "tags": ["تیم فنی"],
    },
    {
        "name": {"fa": "فاکتور رسمی صادر شد", "en": "The official invoice is ready"},
        "body": {
            "fa": "سلام {customer_name}،\n\nفاکتور رسمی شما صادر شد و در بخش «پرداخت‌ها» دیده می‌شود.",
            "en": "Hello {customer_name},\n\nYour official invoice is ready; you find it under Payments.",
        },
        "departments": ["billing"],
        "then": "resolve",
        "tags": ["فاکتور"],
    },
    {
        "name": {"fa": "مشخصات فاکتور لازم است", "en": "We need the invoice’s details"},
        "body": {
            "fa": "سلام {customer_name}،\n\nبرای صدور فاکتور رسمی نام ثبتی، شناسه ملی، کد اقتصادی و نشانی را در ادامه همین تیکت بنویسید.",
            "en": "Hello {customer_name},\n\nFor an official invoice please write the registered name, national ID, economic code and address in this ticket.",
        },
        "departments": ["billing"],
        "then": "wait",
        "tags": ["فاکتور"],
    },
    {
        "name": {"fa": "برگشت وجه", "en": "Refund"},
        "body": {
            "fa": "سلام {customer_name}،\n\nدرخواست برگشت وجه شما ثبت شد و مبلغ ظرف سه روز کاری به همان کارت برمی‌گردد.",
            "en": "Hello {customer_name},\n\nYour refund is on its way; the amount returns to the same card within three working days.",
        },
        "departments": ["billing"],
    },
    {
        "name": {"fa": "معرفی بسته‌ها", "en": "Our packages"},
        "body": {
            "fa": "سلام {customer_name}،\n\nبرای نیاز شما چند بسته داریم. اگر تعداد پیامک ماهانه را بنویسید، مناسب‌ترین آن‌ها را معرفی می‌کنیم.",
            "en": "Hello {customer_name},\n\nWe have several packages. Tell us how many messages you send a month and we name the one that fits.",
        },
        "departments": ["sales"],
        "then": "wait",
    },
    {
        "name": {"fa": "سپاس و بستن", "en": "Thanks, and done"},
        "body": {
            "fa": "سلام {customer_name}،\n\nخوشحالیم که مشکل حل شد. هر زمان سوالی بود، در ادامه همین تیکت بنویسید.",
            "en": "Hello {customer_name},\n\nWe are glad it works. Whenever there is a question, write to us in this ticket.",
        },
        "then": "resolve",
    },
]
# By a ticket's subject.
TAGS = {
    "خطای ۵۰۳ هنگام ارسال پیامک گروهی": ["اختلال", "پیامک گروهی"],
    "گزارش تحویل پیامک‌ها خالی است": ["گزارش تحویل"],
    "گزارش تحویل هنوز خالی است": ["گزارش تحویل"],
    "درخواست راه‌اندازی وب‌سرویس برای نسخه v2.1": ["وب‌سرویس"],
    "Webhook signature does not match": ["وب‌سرویس", "تیم فنی"],
    "فاکتور مهرماه دو بار صادر شده است": ["فاکتور"],
    "تغییر نشانی فاکتور رسمی": ["فاکتور"],
    "کندی دفتر روزنامه پس از به‌روزرسانی": ["کندی", "تیم فنی"],
    "درخواست برگشت وجه بسته پیامک": ["برگشت وجه"],
}


def make_all():
    """Make what is missing; answer whether anything was. What people changed or deleted later stays so."""
    if CannedReply.objects.exists() or Tag.objects.exists():
        return False
    for place, words in enumerate(CANNED):
        words = dict(words)
        departments, tags = words.pop("departments", []), words.pop("tags", [])
        canned = CannedReply.objects.create(sort_order=place, **words)
        canned.departments.set(Department.objects.filter(slug__in=departments))
        canned.tags.set([_tag(name) for name in tags])
    for subject, names in TAGS.items():
        # Born with them: no line of a timeline tells of it.
        for ticket in Ticket.objects.filter(subject=subject):
            for name in names:
                TaggedTicket.objects.create(content_object=ticket, tag=_tag(name))
    return True


def _tag(name):
    tag, _is_new = Tag.objects.get_or_create(name=name)
    return tag
