"""Time codes (RFC 6238) as the second step of signing in, with recovery codes for a lost device."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import compare_digest
from uuid import UUID

from django.conf import settings
from django.db import transaction

from pilothouse.who import clock
from pilothouse.who.access.models import TimeCodes
from pilothouse.who.access.secrets import digest_of

STEP = 30
RECOVERY_CODES = 10
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits nobody mistakes for one another."""


def new_secret() -> str:
    """A secret to be shared with an authenticator, in base 32."""
    from pyotp import random_base32

    return random_base32()


def address(secret: str, email: str, issuer: str) -> str:
    """What an authenticator reads from the picture: ``otpauth://totp/…``."""
    from pyotp import TOTP

    return TOTP(secret).provisioning_uri(name=email, issuer_name=issuer)


def since(account: UUID) -> TimeCodes | None:
    """The account's time codes, if it is asked for them."""
    return TimeCodes.objects.filter(pk=account).first()


def turn_on(account: UUID, secret: str, code: str) -> list[str] | None:
    """Ask for codes from now on; the recovery codes, told this once. None for a wrong code."""
    step = _step_of(secret, _plain(code))
    if step == 0:
        return None
    codes = _recovery_codes()
    values = {"sealed": _seal(secret), "last_step": step, "reserve": _digests(codes), "since": clock.now()}
    TimeCodes.objects.update_or_create(account_id=account, defaults=values)
    return codes


def turn_off(account: UUID) -> bool:
    """Ask for codes no more; whether they were asked for."""
    return bool(TimeCodes.objects.filter(pk=account).delete()[0])


def renew_recovery(account: UUID) -> list[str]:
    """New recovery codes; the old ones are void."""
    codes = _recovery_codes()
    TimeCodes.objects.filter(pk=account).update(reserve=_digests(codes))
    return codes


def passes(account: UUID, code: str) -> bool:
    """Whether that is the code of this moment, or a recovery code; each works once."""
    plain = _plain(code)
    with transaction.atomic():
        row = TimeCodes.objects.select_for_update().filter(pk=account).first()
        if row is None:
            return False
        step, digest = _step_of(_unseal(row.sealed), plain), digest_of(plain)
        if step > row.last_step:
            row.last_step = step
        elif digest in row.reserve:
            row.reserve = [kept for kept in row.reserve if kept != digest]
        else:
            return False
        row.save(update_fields=["last_step", "reserve"])
    return True


def _step_of(secret: str, code: str) -> int:
    """The half-minute, at most one away from this one, whose code this is; 0 for none."""
    from pyotp import TOTP

    if not secret:
        return 0
    now = int(clock.now().timestamp()) // STEP
    codes = TOTP(secret)
    steps = (now, now - 1, now + 1)
    return next((s for s in steps if compare_digest(codes.at(s * STEP).encode(), code.encode())), 0)


def _plain(code: str) -> str:
    """As typed, without the spaces and hyphens that make it easier to read."""
    return "".join(code.split()).replace("-", "").lower()


def _recovery_codes() -> list[str]:
    words = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    return [f"{word[:5]}-{word[5:]}" for word in words]


def _digests(codes: list[str]) -> list[str]:
    return [digest_of(_plain(code)) for code in codes]


def _seal(secret: str) -> str:
    from cryptography.fernet import Fernet

    return Fernet(_key(settings.SECRET_KEY)).encrypt(secret.encode()).decode()


def _unseal(sealed: str) -> str:
    """The secret; empty when the server's own secret is another one now, and recovery codes must do."""
    from cryptography.fernet import Fernet, InvalidToken, MultiFernet

    keys = [settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS)]
    try:
        return MultiFernet([Fernet(_key(key)) for key in keys]).decrypt(sealed.encode()).decode()
    except InvalidToken:
        return ""


def _key(secret: str) -> bytes:
    return urlsafe_b64encode(sha256(f"pilothouse.time-codes\n{secret}".encode()).digest())
