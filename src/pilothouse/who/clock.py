"""What time it is. ``PILOTHOUSE_NOW`` stops the clock, for stories that must end alike every day."""

from __future__ import annotations

import os
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone


def now() -> datetime:
    """The moment, in UTC."""
    fixed = os.environ.get("PILOTHOUSE_NOW")
    return datetime.fromisoformat(fixed) if fixed else timezone.now()


def today(zone: str) -> date:
    """The day it is in that time zone."""
    return now().astimezone(ZoneInfo(zone)).date()


def start_of_day(day: date, zone: str) -> datetime:
    """When that day begins there."""
    return datetime.combine(day, time(), ZoneInfo(zone))


def ago(text: str | None) -> str:
    """How long ago a moment was, in one unit: "just now", "12 s ago", "3 h ago", "2 days ago"."""
    if not text:
        return ""
    seconds = max(int((now() - datetime.fromisoformat(text)).total_seconds()), 0)
    for size, unit in ((86400, "days"), (3600, "h"), (60, "min")):
        if seconds >= size:
            count = seconds // size
            return f"{count} {'day' if unit == 'days' and count == 1 else unit} ago"
    return f"{seconds} s ago" if seconds else "just now"


def working_days_from(moment: datetime, days: int) -> datetime:
    """So many weekdays later at the same time of day: how long people are given to answer."""
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment
