"""Moments of the engine (UTC minutes) as text with an offset, and back."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from pilothouse.engine.calendar import local


@lru_cache(8192)
def iso(minute: int | float | None, timezone: str) -> str | None:
    """ISO 8601 with the offset of the time zone."""
    return None if minute is None else local(int(minute), timezone).isoformat()


def minute_of(text: str) -> int:
    """The UTC minute of such a text."""
    return int(datetime.fromisoformat(text).timestamp() // 60)


@lru_cache(8192)
def day(minute: int | None, timezone: str) -> date | None:
    """The local day something ends on: what ends at midnight ends on the day before."""
    return None if minute is None else local(minute - 1, timezone).date()
