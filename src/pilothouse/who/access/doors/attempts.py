"""Failures counted in the database, so that all processes know them: each past a few makes the next wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import F

from pilothouse.who import clock
from pilothouse.who.access.models import Attempt

FIRST_WAIT = 60
LONGEST_WAIT = 900
FORGOTTEN_AFTER = timedelta(hours=1)
"""A wait never grows past a quarter of an hour, and an hour without failure forgets them all."""


@dataclass(frozen=True)
class Counter:
    """What is counted together, and how many failures cost nothing."""

    what: str
    free: int

    @property
    def key(self) -> str:
        """Its name in the table, which tells nobody's address."""
        return sha256(self.what.encode()).hexdigest()


def wait(counters: Sequence[Counter]) -> int:
    """Seconds until the next attempt is looked at; 0: now."""
    now = clock.now()
    rows = Attempt.objects.filter(key__in=[c.key for c in counters], until__gt=now)
    return max((_seconds(row.until - now) for row in rows), default=0)


def failed(counters: Sequence[Counter]) -> int:
    """Count a failure everywhere; the seconds to wait from here on."""
    for counter in counters:
        _count(counter, clock.now())
    return wait(counters)


def forget(counters: Sequence[Counter]) -> None:
    """Count from nothing again."""
    Attempt.objects.filter(key__in=[c.key for c in counters]).delete()


def clear_old() -> None:
    """Forget what was forgiven long ago."""
    Attempt.objects.filter(forgotten_at__lt=clock.now()).delete()


def _count(counter: Counter, now: datetime) -> None:
    fresh = {"failures": 0, "until": now, "forgotten_at": now + FORGOTTEN_AFTER}
    with transaction.atomic():
        Attempt.objects.filter(key=counter.key, forgotten_at__lt=now).delete()
        Attempt.objects.get_or_create(key=counter.key, defaults=fresh)
        Attempt.objects.filter(key=counter.key).update(failures=F("failures") + 1)
        row = Attempt.objects.select_for_update().get(key=counter.key)
        extra = row.failures - counter.free
        seconds = min(FIRST_WAIT * 2 ** min(extra, 10), LONGEST_WAIT) if extra >= 0 else 0
        row.until, row.forgotten_at = now + timedelta(seconds=seconds), now + FORGOTTEN_AFTER
        row.save(update_fields=["until", "forgotten_at"])


def _seconds(span: timedelta) -> int:
    return max(0, -(-span // timedelta(seconds=1)))
