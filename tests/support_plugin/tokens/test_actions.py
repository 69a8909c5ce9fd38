"""The life of a token: made once, found by its secret alone, used, revoked, forgotten."""

import hashlib
import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from support_plugin.models import ApiToken
from support_plugin.tokens import actions, due, errors
from tests import factories


def stored_words():
    """Everything that the database knows of tokens and of what happened to them."""
    return repr([*ApiToken.objects.values(), *ModelLogEntry.objects.values()])


def test_the_secret_is_told_once_and_stored_nowhere(make_token):
    token, secret = make_token()
    assert re.fullmatch(r"wsd_[0-9a-f]{64}", secret)
    assert (token.prefix, token.digest) == (secret[:12], hashlib.sha256(secret.encode()).hexdigest())
    assert secret not in stored_words()
    assert secret[12:] not in stored_words()
    assert (str(token), repr(token)) == ("فروشگاه", "<ApiToken: فروشگاه>")


def test_two_tokens_never_have_the_same_secret(make_token):
    assert len({make_token()[1] for _ in range(5)}) == 5


@pytest.mark.parametrize("days", [30, 90, 365])
def test_every_token_ends(days, make_token, watch):
    token, secret = make_token(days=days)
    assert token.expires_at == watch.now + timedelta(days=days)
    watch.forward(days * 24 * 60 - 1)
    assert actions.find(secret) == token
    watch.forward(1)
    assert actions.find(secret) is None
    assert token.state == ApiToken.State.EXPIRED


@pytest.mark.parametrize("days", [0, 1, -30, 91, 3650])
def test_a_lifetime_that_is_not_offered_is_refused(days, make_token):
    with pytest.raises(errors.LifetimeNotOffered):
        make_token(days=days)
    assert not ApiToken.objects.exists()


def test_a_token_is_found_by_its_whole_secret_with_its_owner_in_one_query(
    make_token, customer, django_assert_num_queries
):
    make_token()
    token, secret = make_token()
    with django_assert_num_queries(1):
        found = actions.find(secret)
        assert (found, found.user) == (token, customer)


@pytest.mark.parametrize(
    "nonsense",
    ["", "wsd_", "wsd_" + "0" * 64, "x" * 100_000, "wsd_\x00", "wsd_\udc80", "Bearer", "wsd_" + "۰" * 64],
)
def test_what_is_no_secret_finds_nothing(nonsense, token):
    assert actions.find(nonsense) is None


def test_neither_its_beginning_nor_its_digest_opens_anything(make_token):
    token, secret = make_token()
    for known in (
        token.prefix,
        token.digest,
        f"wsd_{token.digest}",
        secret[:-1],
        secret + "\n",
        secret.upper(),
    ):
        assert actions.find(known) is None


def test_what_has_no_shape_of_a_secret_costs_no_query(db, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert actions.find("password") is None


def test_a_deactivated_owners_tokens_are_dead(make_token, customer):
    _token, secret = make_token()
    customer.is_active = False
    customer.save()
    assert actions.find(secret) is None


def test_a_changed_password_leaves_them(make_token, customer):
    token, secret = make_token()
    customer.set_password("another")
    customer.save()
    assert actions.find(secret) == token


@pytest.mark.parametrize(
    ("who", "asked", "given"),
    [
        ("customer", ["tickets:write", "tickets:read", "tickets:read"], ["tickets:read", "tickets:write"]),
        ("customer", ["tickets:write"], ["tickets:write"]),
        ("agent", ["agent", "tickets:read"], ["tickets:read", "agent"]),
        ("admin", ["agent", "tickets:read"], ["tickets:read", "agent"]),
    ],
)
def test_a_token_may_what_its_owner_chose(who, asked, given, make_token, request):
    token, _secret = make_token(request.getfixturevalue(who), scopes=asked)
    assert token.scopes == given


@pytest.mark.parametrize(
    ("who", "scopes", "refusal"),
    [
        ("customer", ["tickets:read", "agent"], errors.ScopeNotOffered),
        ("editor", ["tickets:read", "agent"], errors.ScopeNotOffered),
        ("agent", ["tickets:read", "admin"], errors.ScopeNotOffered),
        ("agent", ["agent"], errors.NothingAllowed),
        ("customer", [], errors.NothingAllowed),
    ],
)
def test_nobody_gives_more_than_they_are_offered(who, scopes, refusal, make_token, request):
    with pytest.raises(refusal):
        make_token(request.getfixturevalue(who), scopes=scopes)
    assert not ApiToken.objects.exists()


def test_nobody_makes_tokens_for_others(customer, admin):
    with pytest.raises(errors.TokenNotYours):
        actions.issue(customer, "x", ["tickets:read"], 90, by=admin)


def test_a_name_is_stored_as_it_is_read(make_token):
    token, _secret = make_token(name=" فروشگاه \u202eكتاب\u202c ")
    assert token.name == "فروشگاه کتاب"


def test_whoever_has_twenty_in_use_revokes_one_first(make_token, customer, stranger):
    tokens = [make_token()[0] for _ in range(20)]
    with pytest.raises(errors.TooManyTokens) as refused:
        make_token()
    assert str(refused.value).count("۲۰") == 1
    make_token(stranger)
    actions.revoke(tokens[0], by=customer)
    make_token()
    assert ApiToken.objects.in_use().filter(user=customer).count() == 20


def test_expired_tokens_do_not_count(make_token, watch):
    for _ in range(20):
        make_token(days=30)
    watch.forward(30 * 24 * 60)
    make_token()


def test_the_last_use_is_kept_to_the_minute(token, django_assert_num_queries):
    now = timezone.now()
    with django_assert_num_queries(1):
        actions.touch(token, now)
        actions.touch(token, now + timedelta(seconds=59))
    assert ApiToken.objects.get().last_used_at == now
    actions.touch(token, now + timedelta(seconds=60))
    assert ApiToken.objects.get().last_used_at == now + timedelta(seconds=60)


def test_of_many_processes_one_writes_the_use_of_a_minute(token):
    now = timezone.now()
    other = ApiToken.objects.get()
    actions.touch(token, now)
    actions.touch(other, now + timedelta(seconds=5))
    assert ApiToken.objects.get().last_used_at == now


def test_what_is_revoked_opens_nothing_any_more(make_token, customer):
    token, secret = make_token()
    kept, kept_secret = make_token()
    actions.revoke(token, by=customer)
    assert (actions.find(secret), actions.find(kept_secret)) == (None, kept)
    assert token.state == ApiToken.State.REVOKED


def test_revoked_twice_is_revoked_once(token, customer, watch):
    actions.revoke(token, by=customer)
    first = ApiToken.objects.get().revoked_at
    watch.forward(5)
    actions.revoke(token, by=customer)
    assert ApiToken.objects.get().revoked_at == first
    assert ModelLogEntry.objects.filter(action=actions.REVOKED).count() == 1


@pytest.mark.parametrize("who", ["stranger", "agent", "lead"])
def test_others_cannot_revoke_it(who, token, request):
    with pytest.raises(errors.TokenNotYours) as refused:
        actions.revoke(token, by=request.getfixturevalue(who))
    assert refused.value.http_status == 404
    assert ApiToken.objects.in_use().get() == token


def test_superusers_revoke_everybodys_and_the_log_says_who_it_was(token, customer, admin):
    actions.revoke(token, by=admin)
    assert not ApiToken.objects.in_use().exists()
    assert [(entry.action, entry.user) for entry in ModelLogEntry.objects.order_by("timestamp")] == [
        (actions.ISSUED, customer),
        (actions.REVOKED, admin),
    ]


def test_a_deleted_person_leaves_no_token(make_token):
    person = factories.user("leaver")
    _token, secret = make_token(person)
    person.delete()
    assert actions.find(secret) is None


def test_what_is_over_for_ninety_days_is_forgotten(make_token, customer, watch):
    make_token(name="expired", days=30)
    revoked, _secret = make_token(name="revoked", days=365)
    actions.revoke(revoked, by=customer)
    make_token(name="in use", days=365)
    watch.forward(90 * 24 * 60)
    assert due.do_what_is_due() == {"old tokens": 0}
    watch.forward(1)
    assert due.do_what_is_due() == {"old tokens": 1}
    watch.forward(30 * 24 * 60)
    assert due.do_what_is_due() == {"old tokens": 1}
    assert [token.name for token in ApiToken.objects.all()] == ["in use"]


def test_the_tick_forgets_old_tokens(token, capsys):
    ApiToken.objects.update(expires_at=timezone.now() - timedelta(days=91))
    call_command("support_tick")
    assert not ApiToken.objects.exists()
    assert "old tokens: 1" in capsys.readouterr().out
