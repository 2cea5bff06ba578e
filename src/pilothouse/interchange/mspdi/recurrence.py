"""The days of a calendar exception that repeats, one by one."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

DAY = timedelta(days=1)
YEARLY_DAY, YEARLY_POSITION, MONTHLY_DAY, MONTHLY_POSITION, WEEKLY, EVERY_DAYS, WEEKDAYS_ONLY = (
    2,
    3,
    4,
    5,
    6,
    7,
    8,
)
LAST = 4
ANY_DAY, ANY_WEEKDAY, ANY_WEEKEND_DAY, SUNDAY = 0, 1, 2, 3
MAX_DAYS = 20_000


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Which days: ``kind`` is the file's ``Type``; ``period`` counts days, weeks or months; ``days_of_week``
    is a bit mask from Sunday = 1; ``month`` counts from 0; ``month_item`` and ``month_position`` name a day
    such as "the last Friday". ``occurrences`` is ``None`` when only ``last`` ends it."""

    kind: int
    first: date
    last: date
    period: int = 1
    occurrences: int | None = None
    days_of_week: int = 0
    month: int = 0
    month_day: int = 1
    month_item: int = ANY_DAY
    month_position: int = 0

    @property
    def repeats(self) -> bool:
        """Whether it is more than a range of days."""
        return YEARLY_DAY <= self.kind <= WEEKDAYS_ONLY

    def days(self, not_after: date) -> Iterator[date]:
        """Its days in order, up to ``not_after`` and no more than ``MAX_DAYS``."""
        last = min(self.last, not_after)
        for day in islice(self._all(last), min(self.occurrences or MAX_DAYS, MAX_DAYS)):
            if day > last:
                return
            yield day

    def _all(self, last: date) -> Iterator[date]:
        if self.kind in (YEARLY_DAY, YEARLY_POSITION, MONTHLY_DAY, MONTHLY_POSITION):
            return (day for day in self._by_month(last) if day >= self.first)
        if self.kind == WEEKLY:
            return self._weekly(last)
        step = max(1, self.period) if self.kind == EVERY_DAYS else 1
        days = _every(self.first, last, step)
        return (day for day in days if day.weekday() < 5) if self.kind == WEEKDAYS_ONLY else days

    def _weekly(self, last: date) -> Iterator[date]:
        sunday = self.first - DAY * ((self.first.weekday() + 1) % 7)
        for week in _every(sunday, last, 7 * max(1, self.period)):
            for weekday in range(7):
                if self.days_of_week >> weekday & 1 and week + DAY * weekday >= self.first:
                    yield week + DAY * weekday

    def _by_month(self, last: date) -> Iterator[date]:
        yearly = self.kind in (YEARLY_DAY, YEARLY_POSITION)
        month = self.first.year * 12 + (min(self.month, 11) if yearly else self.first.month - 1)
        while month <= last.year * 12 + last.month - 1:
            yield self._in_month(*divmod(month, 12))
            month += 12 if yearly else max(1, self.period)

    def _in_month(self, year: int, month: int) -> date:
        length = calendar.monthrange(year, month + 1)[1]
        if self.kind in (YEARLY_DAY, MONTHLY_DAY):
            return date(year, month + 1, max(1, min(self.month_day, length)))
        days = [day for day in range(1, length + 1) if self._fits(date(year, month + 1, day))]
        place = -1 if self.month_position >= LAST else self.month_position
        return date(year, month + 1, days[place])

    def _fits(self, day: date) -> bool:
        weekend = day.weekday() >= 5
        if self.month_item <= ANY_WEEKEND_DAY:
            return self.month_item == ANY_DAY or weekend == (self.month_item == ANY_WEEKEND_DAY)
        return (day.weekday() + 1) % 7 == self.month_item - SUNDAY


def _every(first: date, last: date, step: int) -> Iterator[date]:
    for offset in range(0, (last - first).days + 1, step):
        yield first + DAY * offset
