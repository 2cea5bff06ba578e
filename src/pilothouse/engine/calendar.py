"""Working time laid onto the UTC minute line.

A ``WorkingTime`` is a calendar (less time off) as sorted minute intervals, built for the years that are asked
about and grown on demand. Wall-clock hours are laid onto the line with the offset of their own day, so a day
of daylight-saving change has its true length: hours the clock skips are not worked, hours it repeats are.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

from .plan import WEEKDAYS, Calendar, Hours, Plan

Minutes = npt.NDArray[np.int64]
Intervals = tuple[Minutes, Minutes]
"""Starts and ends of half-open intervals in minutes since 1970-01-01T00:00Z, sorted, not touching."""

DAY = 24 * 60
YEARS_AHEAD = 500
"""How far from the first moment asked about working time is laid out; what lies beyond is an error."""
NINE_TO_FIVE: Hours = ((time(9), time(17)),)
DEFAULT_CALENDAR = Calendar(id="", week=dict.fromkeys(WEEKDAYS[:5], NINE_TO_FIVE), name="Monday to Friday")
_EPOCH = date(1970, 1, 1)
_LAST_YEAR = 9998


class CalendarError(ValueError):
    """A question that the calendar cannot answer."""


class NoWorkingTime(CalendarError):
    """The calendar has no working time in the direction asked for."""


class BeyondHorizon(CalendarError):
    """The answer lies further away than working time is laid out."""


def project_calendar(plan: Plan) -> Calendar:
    """The calendar of lags and durations: the plan's first, or Monday to Friday, 09:00 to 17:00."""
    return plan.calendars[0] if plan.calendars else DEFAULT_CALENDAR


@cache
def zone(name: str) -> ZoneInfo:
    """The time zone of that name. Raises ``CalendarError`` for a name nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise CalendarError(f"Unknown time zone {name!r}; write a name such as 'Europe/Berlin'.") from error


def moment(day: date, timezone: str, at: time = time(0)) -> int:
    """The minute at which the wall clock of the zone shows this day and time; a skipped time is the jump
    itself."""
    return _wall_minute(day.toordinal() - _EPOCH.toordinal(), at.hour * 60 + at.minute, timezone)


def local(minute: int, timezone: str) -> datetime:
    """The moment as an aware datetime of the zone."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=int(minute))).astimezone(zone(timezone))


def local_day(minute: int, timezone: str) -> date:
    """The day on which the moment falls in the zone."""
    return local(minute, timezone).date()


def merge(starts: Minutes, ends: Minutes) -> Intervals:
    """The union of intervals in any order, as sorted intervals that do not touch; empty ones vanish."""
    some = ends > starts
    starts, ends = starts[some], ends[some]
    if not len(starts):
        return starts, ends
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    first = np.concatenate(([True], starts[1:] > ends[:-1]))
    return starts[first], ends[np.concatenate((first[1:], [True]))]


def intersect(one: Intervals, other: Intervals) -> Intervals:
    """The time that lies in both."""
    cuts = np.unique(np.concatenate((*one, *other)))
    if len(cuts) < 2:
        return cuts[:0], cuts[:0]
    inside = _covers(one, cuts[:-1]) & _covers(other, cuts[:-1])
    return merge(cuts[:-1][inside], cuts[1:][inside])


def subtract(one: Intervals, other: Intervals) -> Intervals:
    """The time of the first that lies in none of the second."""
    cuts = np.unique(np.concatenate((*one, *other)))
    if len(cuts) < 2:
        return one
    inside = _covers(one, cuts[:-1]) & ~_covers(other, cuts[:-1])
    return merge(cuts[:-1][inside], cuts[1:][inside])


def _covers(intervals: Intervals, moments: Minutes) -> npt.NDArray[np.bool_]:
    starts, ends = intervals
    if not len(starts):
        return np.zeros(len(moments), dtype=bool)
    at = np.searchsorted(starts, moments, side="right") - 1
    return (at >= 0) & (moments < ends[np.maximum(at, 0)])


def day_ranges(ranges: Iterable[tuple[date, date]], timezone: str) -> Intervals:
    """Ranges of whole days (end day exclusive) as intervals."""
    pairs = [(moment(begin, timezone), moment(end, timezone)) for begin, end in ranges]
    return merge(*np.array(pairs, dtype=np.int64).reshape(-1, 2).T)


def working_intervals(calendar: Calendar, timezone: str, begin: int, end: int) -> Intervals:
    """The calendar's working time of the years that hold the moments ``begin`` to ``end``, as intervals."""
    first, last = local_day(begin, timezone).year, local_day(end, timezone).year
    parts = [_year(_Key(calendar), timezone, year) for year in range(first, last + 1)]
    return merge(np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts]))


@dataclass(frozen=True, slots=True, eq=False)
class _Key:
    """A calendar as a cache key: by what it says, not by its identity."""

    calendar: Calendar

    def _content(self) -> tuple[object, ...]:
        return tuple(sorted(self.calendar.week.items())), tuple(sorted(self.calendar.days.items()))

    def __hash__(self) -> int:
        return hash(self._content())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._content() == other._content()


@lru_cache(maxsize=4096)
def _year(key: _Key, timezone: str, year: int) -> Intervals:
    """One year of working time; the days on which the clock jumps are laid out boundary by boundary."""
    first, offsets = _offsets(timezone, year)
    days = np.arange(first, first + len(offsets) - 1, dtype=np.int64)
    jumps = offsets[1:] != offsets[:-1]
    special = {d.toordinal() - _EPOCH.toordinal() for d in key.calendar.days if d.year == year}
    odd = jumps | np.isin(days, np.array(sorted(special), dtype=np.int64))
    starts, ends = [], []
    for weekday, name in enumerate(WEEKDAYS):
        plain = ((days + 3) % 7 == weekday) & ~odd
        midnights = days[plain] * DAY - offsets[:-1][plain]
        for begin, end in _wall_hours(key.calendar.week.get(name, ())):
            starts.append(midnights + begin)
            ends.append(midnights + end)
    pairs = [pair for day in days[odd] for pair in _odd_day(key.calendar, int(day), timezone)]
    columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    return merge(np.concatenate((*starts, columns[0])), np.concatenate((*ends, columns[1])))


def _odd_day(calendar: Calendar, day: int, timezone: str) -> list[tuple[int, int]]:
    on = _EPOCH + timedelta(days=day)
    hours = calendar.days.get(on, calendar.week.get(WEEKDAYS[on.weekday()], ()))
    return [
        (_wall_minute(day, begin, timezone), _wall_minute(day, end, timezone))
        for begin, end in _wall_hours(hours)
    ]


def _wall_hours(hours: Hours) -> list[tuple[int, int]]:
    """Minutes after midnight; an end of 00:00 is the end of the day."""
    return [(begin.hour * 60 + begin.minute, (end.hour * 60 + end.minute) or DAY) for begin, end in hours]


@lru_cache(maxsize=2048)
def _offsets(timezone: str, year: int) -> tuple[int, Minutes]:
    """The number of the year's first day, and the zone's offset in minutes at each midnight up to the next
    year's.

    Asked week by week, and day by day only in weeks that end with another offset than they began."""
    first = date(year, 1, 1).toordinal() - _EPOCH.toordinal()
    count = date(year + 1, 1, 1).toordinal() - _EPOCH.toordinal() - first + 1
    weeks = [*range(0, count - 1, 7), count - 1]
    known = {day: _offset(first + day, timezone) for day in weeks}
    offsets = np.empty(count, dtype=np.int64)
    for begin, end in pairwise(weeks):
        offsets[begin:end] = known[begin]
        if known[begin] != known[end]:
            offsets[begin:end] = [_offset(first + day, timezone) for day in range(begin, end)]
    offsets[-1] = known[count - 1]
    return first, offsets


def _offset(day: int, timezone: str) -> int:
    return day * DAY - _wall_minute(day, 0, timezone)


def _wall_minute(day: int, minute: int, timezone: str) -> int:
    """UTC minute of a wall-clock time; the first of two where the clock repeats, the jump where it skips."""
    wall = datetime(1970, 1, 1) + timedelta(minutes=day * DAY + minute)
    aware = wall.replace(tzinfo=zone(timezone))
    before, after = aware.utcoffset() or timedelta(0), aware.replace(fold=1).utcoffset() or timedelta(0)
    if after > before:
        return _jump(wall, timezone)
    return (day * DAY + minute) - round(before.total_seconds() // 60)


def _jump(wall: datetime, timezone: str) -> int:
    """The UTC minute of the jump that skips this wall-clock time."""
    utc = wall.replace(tzinfo=zone(timezone)).astimezone(UTC)
    late = int(utc.timestamp()) // 60
    early = late - DAY
    base = local(early, timezone).utcoffset()
    while late - early > 1:
        middle = (early + late) // 2
        early, late = (middle, late) if local(middle, timezone).utcoffset() == base else (early, middle)
    return late


class WorkingTime:
    """Working time of one or several calendars (their intersection) less ``time_off``.

    Questions are answered from intervals that grow, forwards and backwards, to what a question needs; at most
    ``YEARS_AHEAD`` years from ``near`` on either side, beyond which ``BeyondHorizon`` is raised, or
    ``NoWorkingTime`` when there is none as far as that.
    """

    def __init__(
        self,
        *calendars: Calendar,
        timezone: str = "UTC",
        time_off: Sequence[tuple[date, date]] = (),
        near: int | None = None,
    ) -> None:
        self._calendars = calendars or (DEFAULT_CALENDAR,)
        self._timezone = timezone
        self._off = day_ranges(time_off, timezone)
        self._near = near
        self._first = self._last = 0
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._before: list[int] = []

    def add(self, moment: int, minutes: int) -> int:
        """The earliest moment with that many working minutes between ``moment`` and it."""
        if minutes < 0:
            return self.subtract(moment, -minutes)
        self._reach(moment)
        if not minutes:
            return moment
        goal = self._worked(moment) + minutes
        while not self._before or goal > self._before[-1]:
            done = self._worked(moment)
            self._grow(1)
            goal += self._worked(moment) - done
        at = bisect_right(self._before, goal - 1)
        return self._starts[at - 1] + goal - self._before[at - 1]

    def subtract(self, moment: int, minutes: int) -> int:
        """The latest moment with that many working minutes between it and ``moment``."""
        if minutes < 0:
            return self.add(moment, -minutes)
        self._reach(moment)
        if not minutes:
            return moment
        while self._worked(moment) < minutes:
            self._grow(-1)
        goal = self._worked(moment) - minutes
        at = bisect_right(self._before, goal) - 1
        return self._starts[at] + goal - self._before[at]

    def between(self, begin: int, end: int) -> int:
        """Working minutes from ``begin`` to ``end``; negative when ``end`` lies before ``begin``."""
        self._reach(begin)
        self._reach(end)
        return self._worked(end) - self._worked(begin)

    def next_open(self, moment: int) -> int:
        """``moment`` itself when it is working time, else the start of the next working time."""
        self._reach(moment)
        while (at := bisect_right(self._ends, moment)) == len(self._ends):
            self._grow(1)
        return max(moment, self._starts[at])

    def is_open(self, moment: int) -> bool:
        """Whether work is done in the minute that begins at ``moment``."""
        self._reach(moment)
        at = bisect_right(self._starts, moment) - 1
        return at >= 0 and moment < self._ends[at]

    def intervals(self, begin: int, end: int) -> list[tuple[int, int]]:
        """Working intervals between two moments, cut to them."""
        self._reach(begin)
        self._reach(end)
        low = bisect_right(self._ends, begin)
        high = max(low, bisect_right(self._starts, end - 1))
        return [(max(self._starts[k], begin), min(self._ends[k], end)) for k in range(low, high)]

    def _worked(self, moment: int) -> int:
        """Working minutes before the moment, from the start of what is laid out."""
        at = bisect_right(self._starts, moment) - 1
        if at < 0:
            return 0
        return self._before[at] + min(moment, self._ends[at]) - self._starts[at]

    def _reach(self, moment: int) -> None:
        """Lay out the year of the moment: both, where zones differ on which one it is."""
        year, first, last = (_year_of(moment + shift) for shift in (0, -DAY, DAY))
        if self._near is None:
            self._near = moment
        if abs(year - _year_of(self._near)) > YEARS_AHEAD:
            raise BeyondHorizon(f"The year {year} lies more than {YEARS_AHEAD} years away from the plan.")
        if not self._starts and not self._last:
            self._first, self._last = first, last
            self._lay()
        if first < self._first or last > self._last:
            self._first, self._last = min(first, self._first), max(last, self._last)
            self._lay()

    def _grow(self, direction: int) -> None:
        """Lay out twice as many years, forwards or backwards."""
        step = self._last - self._first + 1
        low, high = self._bounds()
        first = self._first if direction > 0 else max(self._first - step, low)
        last = self._last if direction < 0 else min(self._last + step, high)
        if (first, last) == (self._first, self._last) or first > last:
            raise self._exhausted()
        self._first, self._last = first, last
        self._lay()

    def _bounds(self) -> tuple[int, int]:
        """First and last year worth laying out: without working weekdays only the exceptional days count."""
        middle = _year_of(self._near or 0)
        low, high = max(middle - YEARS_AHEAD, 2), min(middle + YEARS_AHEAD, _LAST_YEAR)
        for calendar in self._calendars:
            if not any(calendar.week.values()):
                years = [day.year for day, hours in calendar.days.items() if hours]
                low, high = max(low, min(years, default=high)), min(high, max(years, default=low))
        return min(low, self._first), max(high, self._last)

    def _exhausted(self) -> CalendarError:
        if all(any(calendar.week.values()) for calendar in self._calendars) and self._starts:
            return BeyondHorizon(f"More working time is asked for than {YEARS_AHEAD} years hold.")
        return NoWorkingTime("The calendar has no (more) working time.")

    def _lay(self) -> None:
        begin, end = (moment(date(year, 7, 1), "UTC") for year in (self._first, self._last))
        spans = working_intervals(self._calendars[0], self._timezone, begin, end)
        for calendar in self._calendars[1:]:
            spans = intersect(spans, working_intervals(calendar, self._timezone, begin, end))
        starts, ends = subtract(spans, self._off)
        worked = np.concatenate(([0], np.cumsum(ends - starts)))
        self._starts, self._ends, self._before = starts.tolist(), ends.tolist(), worked.tolist()


def _year_of(moment: int) -> int:
    """The calendar year (UTC) of a moment, within the years that dates can name."""
    low, high = -1035593280 + DAY, 4223371680
    return (datetime(1970, 1, 1) + timedelta(minutes=min(max(int(moment), low), high))).year
