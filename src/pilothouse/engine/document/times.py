"""Dates and moments as text. A moment is whole minutes since 1970-01-01T00:00Z."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo

FIRST_YEAR, LAST_YEAR = 1900, 2200
DAY_PATTERN = r"^\d{4}-\d{2}-\d{2}$"
MOMENT_PATTERN = r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:00)?(Z|[+-]\d{2}:\d{2})?)?$"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)


def parse_day(text: str) -> date:
    """A calendar day ``YYYY-MM-DD``; ValueError says what is wrong with it."""
    if not re.fullmatch(DAY_PATTERN, text, re.ASCII):
        raise ValueError('write a day like "2026-01-31"')
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueError('there is no such day; write one like "2026-01-31"') from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def parse_moment(text: str, zone: tzinfo) -> int:
    """Minutes of a day (its start in ``zone``) or of a time, local to ``zone`` unless it has an offset."""
    if not re.fullmatch(MOMENT_PATTERN, text, re.ASCII):
        raise ValueError('write a day like "2026-01-31" or a time in whole minutes like "2026-01-31T09:00"')
    day = parse_day(text[:10])
    try:
        when = datetime.fromisoformat(text if "T" in text else f"{day}T00:00")
    except ValueError:
        raise ValueError('there is no such time; write one like "2026-01-31T09:00"') from None
    return to_minutes(when if when.tzinfo else when.replace(tzinfo=zone))


def to_minutes(when: datetime) -> int:
    """Whole minutes of an aware datetime."""
    return (when - _EPOCH) // _MINUTE


def to_datetime(minutes: int, zone: tzinfo = UTC) -> datetime:
    """The aware datetime of a moment, in ``zone``."""
    return (_EPOCH + minutes * _MINUTE).astimezone(zone)


def write_moment(minutes: int, zone: tzinfo) -> str:
    """The shortest text from which ``parse_moment`` makes the same moment."""
    local = to_datetime(minutes, zone).replace(tzinfo=None)
    text = local.strftime("%Y-%m-%d") if local.time().isoformat() == "00:00:00" else ""
    for candidate in (text, local.isoformat(timespec="minutes")):
        if candidate and to_minutes(datetime.fromisoformat(candidate).replace(tzinfo=zone)) == minutes:
            return candidate
    return to_datetime(minutes).strftime("%Y-%m-%dT%H:%MZ")


def write_offset(minutes: int, zone: tzinfo) -> str:
    """ISO 8601 with offset, for results: ``2026-01-05T09:00+01:00``."""
    return to_datetime(minutes, zone).isoformat(timespec="minutes")
