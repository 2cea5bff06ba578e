"""Days of the story, counted from the Monday of the week it is loaded in, and person-days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from pilothouse.commands.fields import HOURS_PER_DAY


def monday_of(day: date) -> date:
    """The Monday of that week."""
    return day - timedelta(days=day.weekday())


def in_week(today: date, week: int, weekday: int = 0) -> date:
    """A weekday (Monday is 0) of the week so many weeks from now."""
    return monday_of(today) + timedelta(weeks=week, days=weekday)


def weekdays_ago(today: date, count: int) -> date:
    """So many weekdays back."""
    while count > 0:
        today -= timedelta(days=1)
        count -= today.weekday() < 5
    return today


def weekdays_on(day: date, count: int) -> date:
    """The last day of a stretch of so many weekdays that begins on ``day``."""
    while count > 1:
        day += timedelta(days=1)
        count -= day.weekday() < 5
    return day


def holidays(story: list[dict[str, Any]], start: date, end: date) -> Iterator[tuple[date, str]]:
    """The days everybody is off between two dates, with their names."""
    for holiday in story:
        month, day = holiday["from"]
        for year in range(start.year, end.year + 1):
            first = date(year, month, day)
            for offset in range(holiday["days"]):
                if start <= first + timedelta(days=offset) <= end:
                    yield first + timedelta(days=offset), holiday["name"]


def hours(days: list[float]) -> dict[str, float]:
    """A range of person-days as a range of hours."""
    low, likely, high = (day * HOURS_PER_DAY for day in days)
    return {"optimistic": low, "likely": likely, "pessimistic": high}
