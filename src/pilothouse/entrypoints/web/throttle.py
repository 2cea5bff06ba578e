"""What is counted when somebody fails to come in, and how many failures cost nothing.

Wrong passwords are counted for an address from one place, for the place, and for the address wherever they
come from. A browser that has signed in before is held to the first two only: nobody elsewhere can keep the
right person out, and no wait is longer than a quarter of an hour.
"""

from __future__ import annotations

from typing import Any

from django.core import signing

from pilothouse.who.access.doors import attempts
from pilothouse.who.access.doors.attempts import Counter
from pilothouse.who.access.secrets import digest_of

FREE = 5
FREE_A_PLACE = 40
FREE_AN_ACCOUNT = 20
FREE_MAILS = 3
FREE_MAILS_A_PLACE = 10
COOKIE = "pilothouse_known"
_SALT = "pilothouse.known"
_YEAR = 366 * 24 * 3600
_MOST = 5


def sign_in(request: Any, email: str) -> list[Counter]:
    """What a wrong password counts for; the first alone is forgotten when the right one comes."""
    place, address = request.META.get("REMOTE_ADDR", ""), email.lower()
    found = [Counter(f"sign-in\n{address}\n{place}", FREE), Counter(f"sign-in\n{place}", FREE_A_PLACE)]
    return found if _mark(address) in _known(request) else [*found, account(email)]


def account(email: str) -> Counter:
    """Wrong passwords for an address, from wherever."""
    return Counter(f"account\n{email.lower()}", FREE_AN_ACCOUNT)


def second_step(request: Any, account: str) -> list[Counter]:
    """Wrong codes after a right password: for an account from one place, and from wherever."""
    place = request.META.get("REMOTE_ADDR", "")
    return [Counter(f"code\n{account}\n{place}", FREE), Counter(f"code\n{account}", FREE_AN_ACCOUNT)]


def passkeys(request: Any) -> list[Counter]:
    """Passkeys from a place that were not accepted."""
    return [Counter(f"passkey\n{request.META.get('REMOTE_ADDR', '')}", FREE_A_PLACE)]


def mails(request: Any, email: str) -> list[Counter]:
    """Mails that were asked for an address, and from a place."""
    place = request.META.get("REMOTE_ADDR", "")
    return [Counter(f"mail\n{email.lower()}", FREE_MAILS), Counter(f"mail\n{place}", FREE_MAILS_A_PLACE)]


def forgive(email: str) -> None:
    """Forget all wrong passwords for an address: its owner has shown who they are."""
    attempts.forget([account(email)])


def remember(request: Any, response: Any, email: str) -> None:
    """Mark the browser as one that this address has signed in from."""
    marks = [_mark(email.lower()), *(m for m in _known(request) if m != _mark(email.lower()))][:_MOST]
    response.set_cookie(
        COOKIE,
        signing.dumps(marks, salt=_SALT),
        max_age=_YEAR,
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def words(seconds: int) -> str:
    """When to try again."""
    minutes = -(-seconds // 60)
    span = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many attempts did not work. Wait {span}, then try again."


def _known(request: Any) -> list[str]:
    try:
        found = signing.loads(request.COOKIES.get(COOKIE, ""), salt=_SALT, max_age=_YEAR)
    except signing.BadSignature:
        return []
    return [str(mark) for mark in found] if isinstance(found, list) else []


def _mark(address: str) -> str:
    return digest_of(address)[:24]
