"""A month of everyday tickets, answered and done with: what the answering time is measured on.

The scenes are what one reads; these stand behind them. Filed and answered within working hours by the same
verbs; the same rows every time.
"""

import random
import uuid
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone, translation
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry

from knowledge_base.models import GuidePage
from support_plugin.models import Department, Event, Message, Product, Ticket, TicketType
from support_plugin.sla import clock, measuring, recalculation
from support_plugin.sla.models import Policy, Recalculation
from support_plugin.sla.schedules import schedule_for
from support_plugin.tickets import actions
from support_plugin.tickets.reading import mark_read

from .scenes import BUG, INVOICE, QUESTION, RENEWAL, SETUP
from .tickets import NAMESPACE, in_silence

DAYS, LATEST = 29, 5
DONE_AFTER = timedelta(hours=1)
CONFIRMED = "support_plugin.activate"
CUSTOMERS = ["stranger", "haniyeh", "ramin", "mojgan"]
# (about, product, who answers, how many, minutes of the quick ones, subjects and texts, answers)
TOPICS = [
    (
        BUG,
        "sms-panel",
        "agent",
        34,
        (6, 38),
        [
            ("پیامک تأیید خرید نرسید", "مشتری خرید کرده ولی پیامک تأیید برایش ارسال نشده است."),
            ("خطا هنگام ورود به پنل", "پس از وارد کردن رمز، پیام «نشست منقضی شده است» می‌بینم."),
            ("گزارش ارسال دیروز خالی است", "گزارش ارسال دیروز هیچ ردیفی ندارد، ولی پیامک‌ها رسیده‌اند."),
            ("اعتبار پنل به‌روز نشده است", "اعتبار را افزایش دادیم ولی در پنل هنوز مقدار پیشین دیده می‌شود."),
        ],
        "<p>بررسی و رفع شد. لطفاً یک بار از پنل خارج شوید و دوباره وارد شوید.</p>",
    ),
    (
        QUESTION,
        "cloud-accounting",
        "agent",
        16,
        (4, 30),
        [
            ("چگونه سند افتتاحیه بزنیم؟", "سال مالی تازه است و می‌خواهیم سند افتتاحیه را خودمان ثبت کنیم."),
            ("خروجی اکسل دفتر کل", "از کجا می‌توانیم دفتر کل را به شکل اکسل بگیریم؟"),
            ("افزودن کاربر تازه", "یک همکار تازه داریم. چگونه برایش حساب بسازیم؟"),
        ],
        "<p>راهنمای گام‌به‌گام همین کار را در بخش راهنما نوشته‌ایم؛ اگر جایی روشن نبود همین‌جا بپرسید.</p>",
    ),
    (
        SETUP,
        "web-service",
        "lead",
        5,
        (20, 70),
        [("کلید تازه برای وب‌سرویس", "برای سرور دوم به یک کلید جداگانه نیاز داریم.")],
        "<p>کلید ساخته شد و در پنل، بخش وب‌سرویس، دیده می‌شود.</p>",
    ),
    (
        INVOICE,
        None,
        "agent2",
        9,
        (60, 300),
        [("فاکتور رسمی ماه پیش", "لطفاً فاکتور رسمی ماه گذشته را با کد اقتصادی شرکت صادر کنید.")],
        "<p>فاکتور صادر شد و در پنل، بخش صورتحساب‌ها، آماده دریافت است.</p>",
    ),
    # No guide tells of this one, and people search for it (`readers.SEARCHES`).
    (
        RENEWAL,
        None,
        "agent2",
        14,
        (120, 400),
        [
            ("تغییر مالکیت پنل", "پنل به نام شریک پیشین ماست. برای تغییر مالکیت چه مدارکی لازم است؟"),
            ("انتقال مالکیت پنل به شرکت", "پنل را شخصی خریده‌ایم و می‌خواهیم به نام شرکت بشود."),
            ("مالکیت پنل را تغییر دهید", "مدیر پیشین رفته است و پنل هنوز به نام اوست."),
        ],
        "<p>مالکیت پنل تغییر کرد. مدارک در پرونده شما نگهداری می‌شود.</p>",
    ),
]
# Every third ticket about this was begun from a guide.
FROM_GUIDE = (BUG, "sending-left-unfinished")


def file_away():
    """File what is missing of the month; answer whether anything was new."""
    if Ticket.objects.filter(submission_key=_key(0)).exists():
        return False
    chance = random.Random(1405)  # noqa: S311 — the same month every time
    people = get_user_model().objects.in_bulk(
        [*CUSTOMERS, *(topic[2] for topic in TOPICS)], field_name="username"
    )
    topic_of_guide, slug = FROM_GUIDE
    guide = GuidePage.objects.get(slug=slug, locale__language_code="fa")
    number = 0
    with in_silence(), translation.override("fa"), transaction.atomic():
        for about, product, agent, count, quick, requests, answer in TOPICS:
            department = Department.objects.get(slug=about[0])
            ticket_type = TicketType.objects.get(slug=about[1])
            product = product and Product.objects.get(slug=product)
            schedule = schedule_for(department)
            for place in range(count):
                subject, text = requests[place % len(requests)]
                days_ago = DAYS - (DAYS - LATEST) * place / count
                filed = clock.add(
                    schedule,
                    timezone.now() - timedelta(days=days_ago),
                    timedelta(minutes=chance.randint(5, 300)),
                )
                answered = clock.add(schedule, filed, timedelta(minutes=chance.randint(*quick)))
                if answered + DONE_AFTER >= timezone.now():
                    # A long holiday lies between.
                    continue
                ticket = actions.open_ticket(
                    department,
                    ticket_type,
                    by=people[CUSTOMERS[number % len(CUSTOMERS)]],
                    subject=subject,
                    description=text,
                    product=product or None,
                    submission_key=_key(number),
                    despite_similar=True,
                    origin={"guide": guide.pk} if about == topic_of_guide and place % 3 == 0 else None,
                )
                actions.reply(ticket, answer, by=people[agent], is_rich=True)
                actions.close(ticket, by=people[agent])
                mark_read(ticket, ticket.customer, up_to=ticket.last_answer_pk)
                _date(ticket, filed, answered)
                number += 1
    return True


def measure():
    """Measure the month; nothing new is made by it."""
    measuring.measure(force=True)
    return False


def confirm_targets():
    """The lead has confirmed how soon urgent, high and normal tickets are answered: the queue shows what is due.

    The history remembers it, so that a target somebody switches off later stays off.
    """
    kind = ContentType.objects.get_for_model(Policy)
    if ModelLogEntry.objects.filter(content_type=kind, action=CONFIRMED).exists():
        return False
    lead = get_user_model().objects.get(username="lead")
    for policy in Policy.objects.filter(priority__in=["urgent", "high", "normal"], is_active=False):
        policy.is_active = True
        policy.save(update_fields=["is_active"])
        log(instance=policy, action=CONFIRMED, user=lead)
    recalculation.run(Recalculation.objects.create(started_by=lead).pk)
    return True


def _date(ticket, filed, answered):
    """Give the ticket and its lines the hours at which it happened; it was done with an hour after the answer."""
    closed = answered + DONE_AFTER
    # Whoever answers first has it.
    times = {"opened": filed, "taken": answered, "replied": answered, "closed": closed}
    for kind, time in times.items():
        Event.objects.filter(ticket=ticket, kind=kind).update(created_at=time)
    for side, time in (("customer", filed), ("team", answered)):
        Message.objects.filter(ticket=ticket, side=side).update(created_at=time)
    Ticket.objects.filter(pk=ticket.pk).update(
        created_at=filed,
        first_response_at=answered,
        last_message_at=answered,
        resolved_at=closed,
        closed_at=closed,
        updated_at=closed,
        changed_at=closed,
    )


def _key(number):
    return uuid.uuid5(NAMESPACE, f"archive {number}")
