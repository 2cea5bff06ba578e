"""Working time for ``check``: slow, day by day, and written apart from the time the scheduler uses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from ..plan import WEEKDAYS, Calendar, Person, Plan, Weekday

Spans = list[tuple[int, int]]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MINUTE = timedelta(minutes=1)
_OFFICE: dict[Weekday, tuple[tuple[time, time], ...]] = {day: ((time(9), time(17)),) for day in WEEKDAYS[:5]}


class Days:
    """The working hours of one calendar, laid out a day at a time and remembered."""

    def __init__(self, calendar: Calendar, zone: ZoneInfo) -> None:
        self.calendar, self.zone = calendar, zone
        self._known: dict[date, Spans] = {}

    def on(self, day: date) -> Spans:
        """The day's working hours in UTC minutes."""
        if day not in self._known:
            hours = self.calendar.days.get(day, self.calendar.week.get(WEEKDAYS[day.weekday()], ()))
            self._known[day] = [(self._moment(day, begin), self._end(day, end)) for begin, end in hours]
        return self._known[day]

    def _end(self, day: date, end: time) -> int:
        return self._moment(day, end) if end != time(0) else self._moment(day + timedelta(days=1), end)

    def _moment(self, day: date, clock: time) -> int:
        return wall_moment(datetime.combine(day, clock, self.zone))

    def between(self, begin: int, end: int) -> Iterator[tuple[date, int, int]]:
        """Working hours between two moments with their day, cut to them."""
        day, last = local_day(begin, self.zone), local_day(end, self.zone)
        day -= timedelta(days=1)
        while day <= last:
            for start, stop in self.on(day):
                if max(start, begin) < min(stop, end):
                    yield day, max(start, begin), min(stop, end)
            day += timedelta(days=1)

    def minutes(self, begin: int, end: int) -> int:
        """Working minutes between two moments."""
        return sum(stop - start for _, start, stop in self.between(begin, end))

    def open(self, moment: int) -> bool:
        """Whether the minute that begins at the moment is worked."""
        return any(True for _ in self.between(moment, moment + 1))


def wall_moment(wall: datetime) -> int:
    """The UTC minute of a wall-clock time; a time that the clock skips is the jump itself."""
    late, early = (_minutes(wall.replace(fold=fold)) for fold in (0, 1))
    if early >= late:
        return late
    offset = _local(early, wall).utcoffset()
    return next(m for m in range(early, late + 1) if _local(m, wall).utcoffset() != offset)


def _local(minute: int, like: datetime) -> datetime:
    return (_EPOCH + minute * _MINUTE).astimezone(like.tzinfo)


def _minutes(when: datetime) -> int:
    return (when.astimezone(UTC) - _EPOCH) // _MINUTE


def local_day(moment: int, zone: ZoneInfo) -> date:
    """The day on which a moment falls."""
    return (_EPOCH + moment * _MINUTE).astimezone(zone).date()


def shown(moment: int, zone: ZoneInfo) -> str:
    """A moment for a message."""
    return (_EPOCH + moment * _MINUTE).astimezone(zone).isoformat(" ", "minutes")


class Clocks:
    """Everybody's working time in one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan, self.zone = plan, ZoneInfo(plan.timezone)
        office = Calendar("", _OFFICE)
        self._days = {calendar.id: Days(calendar, self.zone) for calendar in plan.calendars}
        self.project = self._days[plan.calendars[0].id] if plan.calendars else Days(office, self.zone)
        self.people = {person.id: person for person in plan.people}
        self.allocated = {allocation.person for allocation in plan.allocations}

    def calendar(self, id: str) -> Days:
        """The calendar of that id; no id means the project calendar."""
        return self._days.get(id, self.project)

    def done_by(self, person: Person, project: str | None, begin: int, end: int) -> float:
        """Minutes of work a person does for a project between two moments, at their share."""
        return sum(
            (stop - start) * self._rate(person, project, day)
            for day, start, stop in self.calendar(person.calendar).between(begin, end)
        )

    def _rate(self, person: Person, project: str | None, day: date) -> float:
        if any(first <= day < last for first, last in person.time_off):
            return 0.0
        if person.id not in self.allocated:
            return person.share
        return person.share * sum(
            allocation.share
            for allocation in self.plan.allocations
            if (allocation.person, allocation.project) == (person.id, project)
            and allocation.start <= day < allocation.end
        )

    def open_in_all(self, calendars: Sequence[Days], begin: int, end: int) -> int:
        """Minutes between two moments in which all the calendars are open."""
        first, *others = calendars
        pieces = [(start, stop) for _, start, stop in first.between(begin, end)]
        for other in others:
            pieces = [
                (start, stop) for piece in pieces for _, start, stop in other.between(piece[0], piece[1])
            ]
        return sum(stop - start for start, stop in pieces)
