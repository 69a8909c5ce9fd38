"""The cast: people whose names say what they may do, and a small desk for them to work at."""

import uuid

import pytest
from django.core.cache import cache
from django.utils import translation

from support_plugin.tickets import actions
from support_plugin.tickets.models import DepartmentMembership
from tests import factories


@pytest.fixture(autouse=True)
def _clean_slate():
    """Each test starts in Persian, with an empty cache."""
    cache.clear()
    with translation.override("fa"):
        yield


@pytest.fixture
def customer(db):
    return factories.user("customer", first_name="بهنام", last_name="کاویانی")


@pytest.fixture
def stranger(db):
    """Another customer: whatever is not theirs must not even exist for them."""
    return factories.user("stranger", first_name="سارا", last_name="رستمی")


@pytest.fixture
def department(db):
    return factories.department(
        "technical", fa="پشتیبانی فنی", en="Technical support", usual_answer_minutes=30
    )


@pytest.fixture
def other_department(db):
    return factories.department("billing", fa="مالی و صورتحساب", en="Billing")


@pytest.fixture
def ticket_type(department):
    return factories.ticket_type("bug-report", department, fa="گزارش خطا", en="Bug report")


@pytest.fixture
def other_type(other_department):
    return factories.ticket_type("invoice", other_department, fa="فاکتور", en="Invoice")


@pytest.fixture
def product(department):
    return factories.product("sms-panel", department, fa="پنل پیامک", en="SMS panel")


@pytest.fixture
def agent(department):
    """Works in the first department only."""
    return factories.agent("agent", department, first_name="مینا", last_name="راستین")


@pytest.fixture
def colleague(department):
    """A second agent of the first department."""
    return factories.agent("colleague", department, first_name="نگار", last_name="سپهری")


@pytest.fixture
def agent2(other_department):
    """Works in the other department only: tickets of the first do not exist for them."""
    return factories.agent("agent2", other_department, first_name="آرش", last_name="نیک‌پور")


@pytest.fixture
def lead(department, other_department):
    return factories.agent(
        "lead",
        department,
        other_department,
        role=DepartmentMembership.Role.LEAD,
        first_name="لیلا",
        last_name="فروزان",
    )


@pytest.fixture
def editor(db):
    """Writes guides and configures the catalogue; sees no tickets."""
    return factories.editor("editor")


@pytest.fixture
def admin(db):
    return factories.user("admin", is_staff=True, is_superuser=True)


@pytest.fixture
def open_ticket(customer, department, ticket_type):
    """Files a ticket through the verb; say what matters, the rest is believable."""

    def _open(by=None, **words):
        words = {
            "subject": "خطا هنگام ارسال پیامک گروهی",
            "description": "از امروز صبح پیام «ارسال ناتمام ماند» را می‌بینیم.",
            "submission_key": uuid.uuid4(),
            "despite_similar": True,
        } | words
        return actions.open_ticket(
            words.pop("department", department),
            words.pop("ticket_type", ticket_type),
            by=by or customer,
            **words,
        )

    return _open


@pytest.fixture
def ticket(open_ticket):
    """The customer's ticket, new, in the first department."""
    return open_ticket()


@pytest.fixture
def foreign_ticket(open_ticket, stranger, other_department, other_type):
    """The stranger's ticket in the other department."""
    return open_ticket(
        by=stranger, department=other_department, ticket_type=other_type, subject="درخواست فاکتور رسمی"
    )
