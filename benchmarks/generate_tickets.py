"""Fill an empty PostgreSQL database with tickets in the proportions of a desk that has worked for years.

    DATABASE_URL=postgres://…/desk_bench .venv/bin/python benchmarks/generate_tickets.py 1000000

Rows are made by the server itself (INSERT … SELECT), with the secondary indexes away meanwhile. Three messages a
ticket, tags on every third, files on every fiftieth message; nineteen in twenty tickets are finished. The agent
`bench` works in three of the twelve departments; nothing is random, so that every run makes the same rows.
"""

import os
import sys
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

FIRST = [
    "بهنام",
    "سمیرا",
    "پدرام",
    "هانیه",
    "کیوان",
    "مژگان",
    "رامین",
    "شیدا",
    "نوید",
    "الهام",
    "John",
    "Mary",
]
LAST = [
    "کاویانی",
    "نوبخت",
    "یگانه",
    "فروزان",
    "رهنما",
    "تابش",
    "سروش",
    "کریم‌پور",
    "آذرمهر",
    "دانشور",
    "Smith",
]
SUBJECTS = [
    "خطای ۵۰۳ هنگام ارسال پیامک گروهی",
    "فاکتور مهرماه دو بار صادر شده است",
    "ورود با شماره موبایل جدید ممکن نیست",
    "درخواست راه‌اندازی وب‌سرویس برای نسخه v2.1",
    "گزارش تحویل پیامک‌ها خالی است",
    "انتقال مانده اعتبار به حساب شعبه دوم",
    "چاپ برچسب پستی در فایرفاکس به‌هم‌ریخته است",
    "راهنمای اتصال درگاه پرداخت",
    "حذف کاربر قدیمی از پنل سازمان",
    "مغایرت موجودی انبار بعد از به‌روزرسانی",
    "The report cannot be downloaded",
]
DEPARTMENTS, TYPES, PRODUCTS, AGENTS, CUSTOMERS, TAGS = 12, 30, 10, 60, 20_000, 60
OWN_DEPARTMENTS = 3
# What a user, its password, … cost is not what is measured.
TABLES = ("ticket", "message", "attachment", "taggedticket", "deadline")

TICKETS = """
INSERT INTO support_plugin_ticket (
    id, reference, customer_id, department_id, ticket_type_id, product_id, subject, subject_key, search_key, answers,
    origin, language, source, status, asked_customer, priority, assignee_id, created_at, updated_at, changed_at,
    last_message_at, last_message_side, last_request_pk, last_answer_pk, promised_until, due_at, due_target,
    first_response_at, resolved_at, closed_at, before_answer
)
SELECT
    n, n + 10000000, people.id, departments.id, types.id,
    CASE WHEN n %% 10 < 7 THEN products.id END,
    subjects.text, subjects.key, ' ' || (n + 10000000) || subjects.key || substr(people.key, 2), '[]', '{}', 'fa',
    (ARRAY['panel', 'panel', 'email', 'api'])[1 + n %% 4],
    status,
    status = 'waiting_customer' AND n %% 3 = 0,
    (ARRAY['normal', 'normal', 'normal', 'normal', 'high', 'low', 'urgent'])[1 + (n / 7) %% 7],
    CASE WHEN status <> 'new' OR n %% 5 = 0 THEN agents.id END,
    filed, filed + gap, filed + gap, filed + gap,
    CASE WHEN status IN ('new', 'open') THEN 'customer' ELSE 'team' END,
    CASE WHEN status IN ('new', 'open') THEN n * 3 ELSE n * 3 - 2 END,
    CASE WHEN status = 'new' THEN 0 WHEN status = 'open' THEN n * 3 - 1 ELSE n * 3 END,
    CASE WHEN status = 'on_hold' THEN due END,
    CASE WHEN status IN ('new', 'open', 'on_hold') AND (status = 'on_hold' OR n %% 7 > 0) THEN due END,
    CASE WHEN status IN ('new', 'open') AND n %% 7 > 0 THEN 'next_reply' ELSE '' END,
    CASE WHEN status <> 'new' THEN filed + gap / 3 END,
    CASE WHEN status IN ('resolved', 'closed') THEN filed + gap END,
    CASE WHEN status = 'closed' THEN filed + gap + interval '4 days' END,
    '{}'
FROM (
    SELECT
        n,
        CASE
            WHEN n %% 1000 < 5 THEN 'new' WHEN n %% 1000 < 16 THEN 'open' WHEN n %% 1000 < 36 THEN 'waiting_customer'
            WHEN n %% 1000 < 41 THEN 'on_hold' WHEN n %% 1000 < 60 THEN 'resolved' ELSE 'closed'
        END AS status,
        now() - interval '2 days' - make_interval(secs => (%(total)s - n) * (1000.0 * 86400 / %(total)s)) AS filed,
        make_interval(mins => 20 + ((n * 7919) %% 2900)::int) AS gap,
        now() + make_interval(mins => ((n / 41 * 577) %% 7200)::int - 1400) AS due
    FROM generate_series(1::bigint, %(total)s::bigint) AS n
) AS rows
JOIN bench_people AS people ON people.place = (n * 31) %% %(customers)s
JOIN bench_agents AS agents ON agents.place = (n / 3) %% %(agents)s
JOIN bench_subjects AS subjects ON subjects.place = (n / 11) %% %(subjects)s
JOIN bench_departments AS departments ON departments.place = (n * 7 / 5) %% %(departments)s
JOIN bench_types AS types ON types.place = (n / 5) %% %(types)s
JOIN bench_products AS products ON products.place = (n / 13) %% %(products)s
"""

MESSAGES = """
INSERT INTO support_plugin_message (id, ticket_id, kind, side, author_id, author_name, body, is_rich, created_at)
SELECT
    t.id * 3 - 2 + k, t.id, 'reply',
    CASE WHEN k = 1 OR (k = 2 AND t.status NOT IN ('new', 'open')) THEN 'team' ELSE 'customer' END,
    CASE WHEN k = 1 OR (k = 2 AND t.status NOT IN ('new', 'open')) THEN t.assignee_id ELSE t.customer_id END,
    CASE WHEN k = 1 OR (k = 2 AND t.status NOT IN ('new', 'open')) THEN 'مینا راستین' ELSE 'بهنام کاویانی' END,
    CASE WHEN k = 1 THEN '<p>سلام، مشکل را دیدیم و <b>بررسی</b> می‌کنیم؛ نتیجه تا عصر اعلام می‌شود.</p>'
        ELSE 'سلام. از صبح دوباره همان خطا را می‌بینیم و کمپین امروز متوقف مانده است. لطفاً زودتر بررسی کنید. ' || t.reference
    END,
    k = 1,
    t.created_at + (t.last_message_at - t.created_at) * k / 2
FROM support_plugin_ticket AS t CROSS JOIN generate_series(0, 2) AS k
"""

FILES = """
INSERT INTO support_plugin_attachment (
    uuid, message_id, owner_id, file, name, size, content_type, sha256, field, created_at
)
SELECT gen_random_uuid(), m.id, m.author_id, 'none', 'تصویر خطا.png', 1000, 'image/png', '', '', m.created_at
FROM support_plugin_message AS m WHERE m.id %% 50 = 0
"""

TAGGED = """
INSERT INTO support_plugin_taggedticket (content_object_id, tag_id)
SELECT t.id, tags.id
FROM support_plugin_ticket AS t CROSS JOIN generate_series(0, 3) AS k
JOIN bench_tags AS tags ON tags.place = (t.id / 3 + k * 17) %% %(tags)s
WHERE t.id %% 3 = 0 AND k <= t.id %% 4
"""

CLOCKS = """
INSERT INTO support_plugin_deadline (ticket_id, target, is_promise, started_at, used, running_since, due_at)
SELECT
    t.id, 'next_reply', false, t.last_message_at, interval '1 minute', CASE WHEN t.due_at IS NOT NULL THEN t.last_message_at END, t.due_at
FROM support_plugin_ticket AS t WHERE t.status NOT IN ('resolved', 'closed')
"""


def fill(total, customers=CUSTOMERS):
    """Make `total` tickets and what belongs to them; the database must have its tables and no tickets."""
    from django.db import connection, transaction

    if connection.vendor != "postgresql":
        raise SystemExit("This needs PostgreSQL: set DATABASE_URL.")
    names = {
        "total": total,
        "customers": customers,
        "agents": AGENTS,
        "subjects": len(SUBJECTS),
        "departments": DEPARTMENTS,
        "types": TYPES,
        "products": PRODUCTS,
        "tags": TAGS,
    }
    with transaction.atomic(), connection.cursor() as cursor:
        _people_and_taxonomies(cursor, customers)
        with _without_indexes(cursor):
            for rows in (TICKETS, MESSAGES, FILES, TAGGED, CLOCKS):
                cursor.execute(rows, names)
        for table in ("ticket", "message"):
            table = f"support_plugin_{table}"
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))"  # noqa: S608
            )
    with connection.cursor() as cursor:
        # Statistics, and the visibility that lets an index alone answer a count.
        cursor.execute("VACUUM ANALYZE" if not connection.in_atomic_block else "ANALYZE")


def _people_and_taxonomies(cursor, customers):
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission

    from support_plugin.models import Department, DepartmentMembership, Product, TicketType
    from support_plugin.text.search import search_key
    from support_plugin.tickets.tags import Tag

    users = get_user_model().objects
    people = users.bulk_create(
        users.model(
            username=f"customer-{number}",
            first_name=FIRST[number % len(FIRST)],
            last_name=LAST[number // len(FIRST) % len(LAST)],
        )
        for number in range(customers)
    )
    agents = users.bulk_create(
        users.model(username=f"agent-{number}", first_name=FIRST[number % 10], last_name=LAST[number % 7])
        for number in range(AGENTS)
    )
    bench = users.create(username="bench", first_name="مینا", last_name="راستین")
    group, _is_new = Group.objects.get_or_create(name="Support agents")
    group.permissions.add(*Permission.objects.filter(codename="access_admin"))
    bench.groups.add(group)
    departments = [_named(Department, number) for number in range(DEPARTMENTS)]
    types = [_named(TicketType, number) for number in range(TYPES)]
    for number, kind in enumerate(types):
        kind.departments.set([departments[number % DEPARTMENTS], departments[(number + 1) % DEPARTMENTS]])
    products = [_named(Product, number) for number in range(PRODUCTS)]
    DepartmentMembership.objects.bulk_create(
        [DepartmentMembership(user=bench, department=each) for each in departments[:OWN_DEPARTMENTS]]
        + [
            DepartmentMembership(user=agent, department=departments[number % DEPARTMENTS])
            for number, agent in enumerate(agents)
        ]
    )
    tags = Tag.objects.bulk_create(
        Tag(name=f"برچسب {number}", slug=f"tag-{number}", key=f"برچسب {number}") for number in range(TAGS)
    )
    # A tenth of the work is the measured agent's own.
    agents = [bench if number % 10 == 0 else agent for number, agent in enumerate(agents)]
    _table(cursor, "people", [(user.pk, "", search_key(user.get_full_name())) for user in people])
    _table(cursor, "subjects", [(0, text, search_key(text)) for text in SUBJECTS])
    for name, rows in (
        ("agents", agents),
        ("departments", departments),
        ("types", types),
        ("products", products),
        ("tags", tags),
    ):
        _table(cursor, name, [(row.pk, "", "") for row in rows])


def _named(model, number):
    from i18nfield.strings import LazyI18nString

    names = {
        "Department": ("دپارتمان", "Department"),
        "TicketType": ("نوع", "Type"),
        "Product": ("محصول", "Product"),
    }
    persian, english = names[model.__name__]
    return model.objects.create(
        slug=f"bench-{number}",
        name=LazyI18nString({"fa": f"{persian} {number}", "en": f"{english} {number}"}),
        sort_order=number,
    )


def _table(cursor, name, rows):
    cursor.execute(
        f"CREATE TEMPORARY TABLE bench_{name} (place bigint PRIMARY KEY, id bigint, text text, key text) ON COMMIT DROP"
    )
    cursor.executemany(
        f"INSERT INTO bench_{name} VALUES (%s, %s, %s, %s)",  # noqa: S608
        [(place, *row) for place, row in enumerate(rows)],
    )
    cursor.execute(f"ANALYZE bench_{name}")


@contextmanager
def _without_indexes(cursor):
    """Building an index at the end costs a fraction of keeping it at every row."""
    tables = [f"support_plugin_{table}" for table in TABLES]
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexname NOT IN "
        "(SELECT conname FROM pg_constraint)",
        [tables],
    )
    indexes = cursor.fetchall()
    for name, _definition in indexes:
        cursor.execute(f'DROP INDEX "{name}"')
    yield
    # Foreign keys are checked first: with checks pending no index can be made.
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for _name, definition in indexes:
        cursor.execute(definition)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(ROOT / "site")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")
    import django

    django.setup()
    fill(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
