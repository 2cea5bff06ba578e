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


def working_days_from(moment: datetime, days: int) -> datetime:
    """So many weekdays later at the same time of day: how long people are given to answer."""
    while days > 0:
        moment += timedelta(days=1)
        days -= moment.weekday() < 5
    return moment
