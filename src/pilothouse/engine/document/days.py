"""The kinds of values that say when somebody works: hours of a day and days away."""

from __future__ import annotations

import re
from datetime import date, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from .faults import Place, shown
from .kinds import Day, Json, Kind


class Hours(Kind):
    """The working intervals of a day: pairs of times, not overlapping; 24:00 ends a day."""

    blank: tuple[tuple[time, time], ...] = ()
    clock = r"^([01]\d|2[0-3]):[0-5]\d$"
    clock_end = r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$"

    def read(self, value: Any, at: Place) -> tuple[tuple[time, time], ...]:
        if not isinstance(value, list | tuple):
            at.fault(
                f'is {shown(value)}; write a list of intervals like [["09:00", "17:00"]], [] for a day off'
            )
            return ()
        pairs = [self._pair(pair, at / index) for index, pair in enumerate(value)]
        spans = sorted(pair for pair in pairs if pair)
        for (_, end), (start, _) in pairwise(spans):
            if start < end:
                at.fault(f"has intervals that overlap at {_clock(start)}; write them one after the other")
                break
        return tuple((_time(start), _time(end)) for start, end in spans)

    def _pair(self, pair: Any, at: Place) -> tuple[int, int] | None:
        if (
            not isinstance(pair, list | tuple)
            or len(pair) != 2
            or not all(isinstance(end, str) for end in pair)
        ):
            at.fault('write a pair of times like ["09:00", "17:00"]')
            return None
        start, end = pair
        if not re.fullmatch(self.clock, start, re.ASCII) or not re.fullmatch(self.clock_end, end, re.ASCII):
            at.fault(f'is {shown(start)} to {shown(end)}; write times from 00:00 to 24:00 like "09:00"')
            return None
        span = _minute(start), _minute(end) or 1440
        if span[0] < span[1]:
            return span
        at.fault(f"ends at {end}, not after its start {start}; split an interval over midnight at 24:00")
        return None

    def write(self, value: Any, zone: ZoneInfo) -> list[list[str]]:
        return [[f"{start:%H:%M}", "24:00" if end == time(0) else f"{end:%H:%M}"] for start, end in value]

    def schema(self) -> Json:
        ends = [{"type": "string", "pattern": self.clock}, {"type": "string", "pattern": self.clock_end}]
        return {
            "type": "array",
            "items": {"type": "array", "prefixItems": ends, "items": False, "minItems": 2},
        }


def _minute(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


class TimeOff(Kind):
    """Days away: the first day and the day after the last."""

    blank: Any = None

    def read(self, value: Any, at: Place) -> tuple[date, date] | None:
        if not isinstance(value, list | tuple) or len(value) != 2:
            at.fault('write the first day and the day after the last, like ["2026-02-02", "2026-02-09"]')
            return None
        before = len(at.reading.faults)
        start, end = (Day().read(day, at / index) for index, day in enumerate(value))
        if len(at.reading.faults) == before:
            ordered(start, end, at, "the end day is exclusive: write the day after the last")
        return start, end

    def write(self, value: tuple[date, date], zone: ZoneInfo) -> list[str]:
        return [day.isoformat() for day in value]

    def schema(self) -> Json:
        return {"type": "array", "items": Day().schema(), "minItems": 2, "maxItems": 2}


def ordered(start: date, end: date, at: Place, hint: str) -> None:
    """Note a fault when a range of days does not end after its start."""
    if end <= start:
        at.fault(f"ends on {end}, not after its start {start}; {hint}")
