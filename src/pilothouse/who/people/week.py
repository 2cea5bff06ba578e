"""Working hours as people write them: "09:00-13:00, 14:00-18:00"."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator

from pilothouse.commands import Hint

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
STANDARD_HOURS = "09:00-13:00, 14:00-18:00"
_INTERVAL = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*[-\N{EN DASH}]\s*(\d{1,2})(?::(\d{2}))?")
_DAY_LONG = 24 * 60

Intervals = list[list[str]]


def intervals(text: str) -> Intervals:
    """``[["09:00", "13:00"], ["14:00", "18:00"]]``; an empty text is a day off.

    Raises ValueError saying what to write. Midnight at the end of a day is stored as 00:00."""
    found = [_interval(part.strip()) for part in text.split(",") if part.strip()]
    for (_, end), (start, _) in pairwise(found):
        if start < end:
            raise ValueError(f"Hours must follow each other: {_clock(start)} is before {_clock(end)}.")
    return [[_clock(start), _clock(end)] for start, end in found]


def hours_text(of_day: Intervals) -> str:
    """The intervals as people write them."""
    return ", ".join(f"{start}-{end if end != '00:00' else '24:00'}" for start, end in of_day)


def _interval(part: str) -> tuple[int, int]:
    match = _INTERVAL.fullmatch(part)
    if match is None:
        raise ValueError(f"Write hours like {STANDARD_HOURS}, not {part!r}.")
    start, end = (int(match[i]) * 60 + int(match[i + 1] or 0) for i in (1, 3))
    end = end or _DAY_LONG
    if max(int(match[2] or 0), int(match[4] or 0)) > 59 or end > _DAY_LONG or start >= end:
        raise ValueError(f"{part} must begin before it ends, within one day from 00:00 to 24:00.")
    return start, end


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"


def _normal(text: str) -> str:
    return hours_text(intervals(text))


DayHours = Annotated[str, AfterValidator(_normal), Hint(help=f"Like {STANDARD_HOURS}; empty: a day off.")]
"""One day's hours in a form."""

STANDARD_WEEK = {day: intervals(STANDARD_HOURS) for day in DAYS[:5]}
