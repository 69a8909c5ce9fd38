"""The life of a token: made, found again with every call of its program, revoked."""

import hashlib
import re
import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from wagtail.log_actions import log

from support_plugin.text.clean import clean
from support_plugin.tickets.changing import lock_person

from . import errors
from .models import PREFIX_LENGTH, ApiToken
from .scopes import Scope, offered_to

LIFETIMES = (30, 90, 365)
USUAL_LIFETIME = 90
MOST_TOKENS = 20
SECRET = re.compile(r"wsd_[0-9a-f]{64}")
ISSUED, REVOKED = "support_plugin.issue_token", "support_plugin.revoke_token"
A_MINUTE = timedelta(minutes=1)


@sensitive_variables("secret")
@transaction.atomic
def issue(user, name, scopes, days, *, by):
    """Make a token that is valid for so many days: `(token, secret)`. The secret is told here and never again.

    Raises TokenNotYours, ScopeNotOffered, NothingAllowed, LifetimeNotOffered, TooManyTokens.
    """
    if by != user:
        raise errors.TokenNotYours
    chosen = [scope for scope in offered_to(user) if scope in scopes]
    if len(chosen) < len(set(scopes)):
        raise errors.ScopeNotOffered
    if not {Scope.READ, Scope.WRITE} & {*chosen}:
        raise errors.NothingAllowed
    if days not in LIFETIMES:
        raise errors.LifetimeNotOffered
    lock_person(user)
    now = timezone.now()
    if ApiToken.objects.in_use(now).filter(user=user).count() >= MOST_TOKENS:
        raise errors.TooManyTokens(limit=MOST_TOKENS)
    secret = f"wsd_{secrets.token_hex(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=clean(name),
        prefix=secret[:PREFIX_LENGTH],
        digest=_digest(secret),
        scopes=[scope.value for scope in chosen],
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    log(instance=token, action=ISSUED, user=by)
    return token, secret


@sensitive_variables("secret")
def find(secret):
    """The token in use with this secret, with its active user; None where there is none. One query at most."""
    if not SECRET.fullmatch(secret):
        return None
    tokens = ApiToken.objects.in_use().filter(digest=_digest(secret), user__is_active=True)
    return tokens.select_related("user").first()


def touch(token, now):
    """Note that it was used; the row is written at most once in a minute."""
    if token.last_used_at and token.last_used_at > now - A_MINUTE:
        return
    is_due = Q(last_used_at=None) | Q(last_used_at__lte=now - A_MINUTE)
    ApiToken.objects.filter(is_due, pk=token.pk).update(last_used_at=now)
    token.last_used_at = now


@transaction.atomic
def revoke(token, *, by):
    """From now on it opens nothing. Once more changes nothing. Raises TokenNotYours."""
    held = ApiToken.objects.revocable_by(by).select_for_update(of=("self",)).filter(pk=token.pk).first()
    if held is None:
        raise errors.TokenNotYours
    if not held.revoked_at:
        held.revoked_at = timezone.now()
        held.save(update_fields=["revoked_at"])
        log(instance=held, action=REVOKED, user=by)
    token.revoked_at = held.revoked_at


@sensitive_variables("secret")
def _digest(secret):
    return hashlib.sha256(secret.encode()).hexdigest()
