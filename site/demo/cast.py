"""The people of the demo. All of them are invented."""

import os

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.users.models import UserProfile

from support_plugin.models import Department, DepartmentMembership

EDITORS, AGENTS = "Support editors", "Support agents"
LEAD, AGENT = DepartmentMembership.Role.LEAD, DepartmentMembership.Role.AGENT

# username: (first name, last name, groups, {department: role})
PEOPLE = {
    "customer": ("بهنام", "کاویانی", [], {}),
    "stranger": ("سارا", "رستمی", [], {}),
    "agent": ("مینا", "راستین", [AGENTS], {"technical-support": AGENT}),
    "agent2": ("آرش", "نیک‌پور", [AGENTS], {"billing": AGENT}),
    "lead": ("لیلا", "فروزان", [AGENTS], {"technical-support": LEAD, "billing": LEAD, "sales": LEAD}),
    "editor": ("نگار", "سپهری", [EDITORS], {}),
    "admin": ("امید", "تابش", [], {}),
    "haniyeh": ("هانیه", "فرهمند", [], {}),
    "ramin": ("رامین", "سروش", [], {}),
    "mojgan": ("مژگان", "یگانه", [], {}),
    "kamran": ("Kamran", "Daneshvar", [], {}),
}
CAST = ["customer", "stranger", "agent", "agent2", "lead", "editor", "admin"]


def password():
    return os.environ.get("DEMO_PASSWORD", "demo")


def make_person(username):
    """Make a person with groups and language, unless they exist; answer whether they were made."""
    first, last, groups, _roles = PEOPLE[username]
    model = get_user_model()
    if model.objects.filter(username=username).exists():
        return False
    is_admin = username == "admin"
    user = model.objects.create_user(
        username,
        email=f"{username}@example.com",
        password=password(),
        first_name=first,
        last_name=last,
        is_staff=is_admin,
        is_superuser=is_admin,
    )
    EmailAddress.objects.create(user=user, email=user.email, primary=True, verified=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    UserProfile.objects.update_or_create(
        user=user, defaults={"preferred_language": "en" if username == "agent2" else "fa"}
    )
    return True


def give_departments(username):
    """Let a person work where the cast says; answer whether anything was new."""
    user = get_user_model().objects.get(username=username)
    news = False
    for slug, role in PEOPLE[username][3].items():
        department = Department.objects.get(slug=slug)
        _row, created = DepartmentMembership.objects.get_or_create(
            user=user, department=department, defaults={"role": role}
        )
        news = news or created
    return news
