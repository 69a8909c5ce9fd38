"""Accounts of the host site: in, out, a new password; in both languages; never a 5xx."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import mail
from django.core.cache import cache
from django.test import override_settings

from support_plugin.models import Delivery
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["customer", "customer@example.com"])
def test_one_logs_in_by_username_or_e_mail(name, client, customer):
    response = client.post("/accounts/login/", {"login": name, "password": factories.PASSWORD})
    assert (response.status_code, response.url) == (302, "/panel/")


def test_staff_go_to_the_admin_and_everybody_to_where_they_were_going(client, agent):
    login = {"login": "agent", "password": factories.PASSWORD}
    assert client.post("/accounts/login/", login).url == "/admin/"
    client.logout()
    assert client.post("/accounts/login/?next=/panel/tickets/", login).url == "/panel/tickets/"


@pytest.mark.parametrize(
    ("address", "login"),
    [
        ("/admin/login/", "/accounts/login/"),
        ("/admin/login/?next=/admin/pages/", "/accounts/login/?next=%2Fadmin%2Fpages%2F"),
    ],
)
def test_the_admin_has_no_login_of_its_own(address, login, client, agent):
    for response in (
        client.get(address),
        client.post(address, {"username": "agent", "password": factories.PASSWORD}),
    ):
        assert (response.status_code, response.url) == (302, login)
    assert client.get("/admin/").url == "/admin/login/?next=/admin/"
    assert "desk-header" in client.get("/admin/", follow=True).content.decode()


def test_staff_land_where_they_were_going_or_in_the_admin(client, agent):
    page = client.get("/admin/support/tickets/", follow=True)
    login = {"login": "agent", "password": factories.PASSWORD, "next": page.context["redirect_field_value"]}
    assert client.post("/accounts/login/", login).url == "/admin/support/tickets/"
    assert client.get("/admin/login/", follow=True).redirect_chain[-1] == ("/admin/", 302)


def test_who_may_not_enter_the_admin_is_told_so(client, customer):
    client.force_login(customer)
    response = client.get("/admin/", follow=True)
    assert response.status_code == 403
    assert "desk-header" in response.content.decode()


def test_wagtails_own_way_to_a_new_password_is_shut(client, agent):
    assert client.get("/admin/password_reset/").status_code == 404
    assert client.post("/admin/password_reset/", {"email": "agent@example.com"}).status_code == 404
    assert mail.outbox == []


@pytest.fixture
def attempts_are_counted(settings):
    """As the site runs: the suite itself counts no attempts, and its processes share nothing."""
    settings.ACCOUNT_RATE_LIMITS = {"login": "3/m/ip"}
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    cache.clear()


def test_behind_a_proxy_everybody_has_attempts_of_their_own(attempts_are_counted, client, customer):
    def attempt(address):
        login = {"login": "customer", "password": "wrong"}
        return client.post("/accounts/login/", login, HTTP_X_FORWARDED_FOR=address).status_code

    # What a visitor wrote into the header themselves stands before what the proxy added.
    answers = [attempt(f"198.51.100.{number}, 192.0.2.1") for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert attempt("192.0.2.2") == 200


def test_nobody_is_sent_to_a_foreign_host(client, customer):
    login = {"login": "customer", "password": factories.PASSWORD, "next": "https://evil.example/"}
    assert client.post("/accounts/login/?next=https://evil.example/", login).url == "/panel/"


def test_the_login_says_why_one_is_there(client):
    assert "یک‌راست به همان صفحه" in client.get("/accounts/login/?next=/panel/").content.decode()


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"login": "customer", "password": "wrong"},
        {"login": "a\x00b", "password": "x\x00"},
        {"login": "x" * 10_000, "password": "y" * 10_000},
    ],
)
def test_a_wrong_login_is_a_sentence(data, client, customer):
    response = client.post("/accounts/login/", data)
    assert response.status_code in (200, 400)
    assert "desk-field__error" in response.content.decode() or "desk-summary" in response.content.decode()


def test_one_signs_up_and_is_in(client):
    data = {
        "username": "nasrin",
        "email": "nasrin@example.com",
        "password1": "s3cret-words",
        "password2": "s3cret-words",
    }
    response = client.post("/accounts/signup/", data)
    assert (response.status_code, response.url) == (302, "/panel/")
    assert get_user_model().objects.filter(username="nasrin").exists()
    assert client.get("/panel/").status_code == 200


@pytest.mark.parametrize(
    "data",
    [
        {"username": "customer", "email": "new@example.com"},
        {"username": "new", "email": "no address"},
        {"username": "a\x00", "email": "a@example.com"},
        {"username": "x" * 500, "email": f"{'x' * 500}@example.com"},
    ],
)
def test_a_wrong_sign_up_is_a_sentence_and_makes_nobody(data, client, customer):
    before = get_user_model().objects.count()
    response = client.post(
        "/accounts/signup/", {**data, "password1": "s3cret-words", "password2": "s3cret-words"}
    )
    assert response.status_code == 200
    assert "desk-field__error" in response.content.decode()
    assert get_user_model().objects.count() == before


def test_who_signs_up_with_a_name_is_called_by_it(client):
    fields = re.findall(r'id="field-(\w+)"', client.get("/accounts/signup/").content.decode())
    assert fields == ["first_name", "username", "email", "password1", "password2"]
    client.post("/accounts/signup/", {**MAILS["/accounts/signup/"], "first_name": " نسرين\u200b  "})
    assert get_user_model().objects.get(username="nasrin").get_full_name() == "نسرین"


def test_the_rules_for_passwords_count_in_the_readers_digits(client):
    short = {**MAILS["/accounts/signup/"], "password1": "s3cret", "password2": "s3cret"}
    for response in (client.get("/accounts/signup/"), client.post("/accounts/signup/", short)):
        words = re.findall(r"<li>(.*?)</li>", response.content.decode())
        assert [word for word in words if "۸" in word]
        assert not [word for word in words if "8" in word]
    assert "8 characters" in client.get("/en/accounts/signup/").content.decode()


def test_changing_the_password_asks_for_it_in_our_words(client, customer):
    client.force_login(customer)
    page = client.get("/accounts/password/change/")
    assert "گذرواژه" not in page.content.decode()
    assert [str(field.label) for field in client.get("/en/accounts/password/change/").context["form"]] == [
        "Present password",
        "New password",
        "New password once more",
    ]


def test_an_address_of_ones_own_has_the_buttons_that_make_sense(client, customer):
    def buttons():
        return re.findall(r'name="action_(\w+)"', client.get("/accounts/email/").content.decode())

    client.force_login(customer)
    EmailAddress.objects.filter(user=customer).delete()
    address = EmailAddress.objects.create(
        user=customer, email="customer@example.com", primary=True, verified=True
    )
    assert buttons() == ["add"]
    EmailAddress.objects.filter(pk=address.pk).update(verified=False)
    assert buttons() == ["send", "add"]
    EmailAddress.objects.create(user=customer, email="second@example.com", verified=True)
    assert buttons() == ["primary", "send", "remove", "add"]
    EmailAddress.objects.filter(pk=address.pk).update(verified=True)
    assert buttons() == ["primary", "remove", "add"]


def test_the_switch_names_the_theme_that_is_not_there(client):
    def offered():
        return re.findall(r'name="theme" value="(\w+)"', client.get("/accounts/login/").content.decode())

    assert offered() == ["dark", "light"]  # the style sheet shows the one that the system did not choose
    client.post("/theme/", {"theme": "dark"})
    assert offered() == ["light"]
    client.post("/theme/", {"theme": "light"})
    assert offered() == ["system"]


def test_a_new_password_by_mail_in_the_readers_language(client, customer, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/accounts/password/reset/", {"email": "customer@example.com"})
    (message,) = mail.outbox
    assert message.to == ["customer@example.com"]
    assert "رمز عبور" in message.subject
    ((html, kind),) = message.alternatives
    assert kind == "text/html"
    assert 'dir="rtl"' in html
    link = next(word for word in message.body.split() if "/accounts/password/reset/key/" in word)
    path = link.removeprefix(settings.WAGTAILADMIN_BASE_URL)
    assert path in html
    form_page = client.get(path, follow=True)
    assert "تعیین رمز عبور تازه" in form_page.content.decode()
    action = form_page.redirect_chain[-1][0]
    client.post(action, {"password1": "another-s3cret", "password2": "another-s3cret"})
    assert client.login(username="customer", password="another-s3cret")


def test_account_mail_goes_through_the_post_and_its_link_is_not_kept(
    client, customer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks() as callbacks:
        client.post("/en/accounts/password/reset/", {"email": "customer@example.com"})
    delivery = Delivery.objects.get()
    assert (delivery.kind, delivery.state, delivery.address) == ("account", "pending", "customer@example.com")
    assert (delivery.recipient, delivery.ticket) == (customer, None)
    assert "/en/accounts/password/reset/key/" in delivery.content["text"]
    assert mail.outbox == []
    for callback in callbacks:
        callback()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.content, len(mail.outbox)) == ("sent", {}, 1)
    assert mail.outbox[0].extra_headers["Auto-Submitted"] == "auto-generated"


MAILS = {
    "/accounts/password/reset/": {"email": "customer@example.com"},
    "/en/accounts/password/reset/": {"email": "nobody@example.com"},
    "/accounts/signup/": {
        "username": "nasrin",
        "email": "nasrin@example.com",
        "password1": "s3cret-words",
        "password2": "s3cret-words",
    },
}


@pytest.mark.parametrize("path", MAILS)
def test_links_in_account_mail_start_with_our_address_whatever_host_was_asked(path, client, customer):
    with override_settings(ALLOWED_HOSTS=["*"], WAGTAILADMIN_BASE_URL="https://desk.example/"):
        client.post(path, MAILS[path], HTTP_HOST="evil.example")
    content = Delivery.objects.get().content
    assert "https://desk.example/" in content["text"]
    assert "desk.example//" not in content["text"]
    assert "evil" not in str(content)


def test_the_reset_says_the_same_for_an_address_nobody_has(client, customer):
    known = client.post("/accounts/password/reset/", {"email": "customer@example.com"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.com"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    # Both write one mail and send none: the answer comes as soon for the one as for the other.
    written = Delivery.objects.order_by("pk").values_list("address", "state")
    assert list(written) == [("customer@example.com", "pending"), ("nobody@example.com", "pending")]


def test_logging_out_asks_first(client, customer):
    client.force_login(customer)
    assert "خارج می‌شوید" in client.get("/accounts/logout/").content.decode()
    assert client.post("/accounts/logout/").status_code == 302
    assert client.get("/panel/").status_code == 302


@pytest.mark.parametrize("prefix", ["", "/en"])
@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "password/reset/",
        "password/reset/done/",
        "password/reset/key/done/",
        "password/reset/key/x-y/",
        "inactive/",
        "confirm-email/",
        "confirm-email/nonsense/",
    ],
)
def test_every_account_page_is_in_our_look_and_in_both_languages(path, prefix, client):
    response = client.get(f"{prefix}/accounts/{path}")
    assert response.status_code == 200
    html = response.content.decode()
    assert "desk-header" in html
    assert f'lang="{"en" if prefix else "fa"}"' in html


@pytest.mark.parametrize("path", ["email/", "password/change/", "reauthenticate/"])
def test_pages_of_ones_own_account(path, client, customer):
    client.force_login(customer)
    response = client.get(f"/accounts/{path}")
    assert response.status_code in (200, 302)
    if response.status_code == 200:
        assert "desk-header" in response.content.decode()


def test_the_theme_is_kept_in_a_cookie_and_leads_back(client, db):
    response = client.post("/theme/", {"theme": "dark", "next": "/accounts/login/"})
    assert response.url == "/accounts/login/"
    assert 'data-theme="dark"' in client.get("/accounts/login/").content.decode()
    assert client.post("/theme/", {"theme": "x", "next": "https://evil.example/"}).url == "/"
    assert "data-theme" not in client.get("/accounts/login/").content.decode()
    assert client.get("/theme/").status_code == 405


def test_the_language_switch_leads_to_the_twin_of_this_page(client, customer):
    client.force_login(customer)
    assert (
        'href="/en/panel/tickets/?status=yours"'
        in client.get("/panel/tickets/?status=yours").content.decode()
    )
    assert 'href="/panel/tickets/"' in client.get("/en/panel/tickets/").content.decode()


def test_public_pages_allow_no_inline_script_and_no_foreign_host(client, db):
    response = client.get("/accounts/login/")
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe-inline" not in policy
    html = response.content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert "http://" not in html.replace("http://www.w3.org", "")


def test_the_admin_has_a_policy_of_its_own(client, admin):
    client.force_login(admin)
    policy = dict(
        directive.strip().split(" ", 1)
        for directive in client.get("/admin/")["Content-Security-Policy"].split(";")
    )
    assert policy == {
        "default-src": "'self'",
        "script-src": "'self' 'unsafe-inline'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self'",
    }
