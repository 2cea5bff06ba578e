"""Tokens for programs: signed, for one account, void once its password changes."""

from __future__ import annotations

from typing import Any

from django.core import signing
from django.utils.crypto import constant_time_compare, salted_hmac

from pilothouse.entrypoints import queries

MAX_AGE = 366 * 24 * 3600
"""Seconds a token is taken for."""
_SALT = "pilothouse.token"


def make_token(account: Any) -> str:
    """A token that acts as the account."""
    return signing.dumps([str(account.pk), _fragment(account)], salt=_SALT, compress=False)


def account_of_token(token: str) -> Any:
    """The active account behind a token; None for one that is wrong, too old or void."""
    try:
        id, fragment = signing.loads(token, salt=_SALT, max_age=MAX_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    account = queries.account_with(str(id))
    return account if account and constant_time_compare(fragment, _fragment(account)) else None


def _fragment(account: Any) -> str:
    """Changes with the password and tells nothing about it."""
    return salted_hmac(_SALT, account.password, algorithm="sha256").hexdigest()[:24]
