"""Wrong passwords make the next attempt wait: for that address from that place, and for the place."""

from __future__ import annotations

import time
from hashlib import sha256

from django.core.cache import cache

FREE = 5
"""Failures before the first wait."""
FREE_A_PLACE = 40
"""Failures from one network address, whatever the account, before it waits."""
FIRST_WAIT = 60
LONGEST_WAIT = 900
FORGOTTEN_AFTER = 3600


def wait(email: str, place: str) -> int:
    """Seconds until another attempt is looked at; 0: now."""
    return max(_left(key) for key, _ in _keys(email, place))


def failed(email: str, place: str) -> int:
    """Note a wrong password; the seconds to wait from here on."""
    for key, free in _keys(email, place):
        count = cache.get(key, (0, 0.0))[0] + 1
        extra = count - free
        seconds = min(FIRST_WAIT * 2**extra, LONGEST_WAIT) if extra >= 0 else 0
        cache.set(key, (count, moment() + seconds), FORGOTTEN_AFTER)
    return wait(email, place)


def succeeded(email: str, place: str) -> None:
    """Forget the failures of that address there."""
    cache.delete(_keys(email, place)[0][0])


def moment() -> float:
    """Seconds, from the machine's clock."""
    return time.time()


def _left(key: str) -> int:
    until: float = cache.get(key, (0, 0.0))[1]
    return max(0, round(until - moment()))


def _keys(email: str, place: str) -> list[tuple[str, int]]:
    def name(text: str) -> str:
        return "sign-in:" + sha256(text.encode()).hexdigest()

    return [(name(f"{email}\n{place}"), FREE), (name(place), FREE_A_PLACE)]
