"""Calendars: weeks, exceptions and work weeks, each inheriting what it does not state from its base."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from itertools import pairwise

from pilothouse.engine.plan import WEEKDAYS, Calendar, Hours, Weekday
from pilothouse.interchange.mspdi.fields import Fields
from pilothouse.interchange.mspdi.raw import no_uid
from pilothouse.interchange.mspdi.recurrence import DAY, Recurrence
from pilothouse.interchange.values import Ledger
from pilothouse.interchange.xml_stream import Node

USUAL_DAY: Hours = ((time(8), time(12)), (time(13), time(17)))
USUAL_WEEK: dict[Weekday, Hours] = dict.fromkeys(WEEKDAYS[:5], USUAL_DAY)
"""What Microsoft Project calls Standard, for a calendar that states nothing."""
MIDNIGHT = time(0)
LAST_MINUTE = time(23, 59, 30)
MAX_DAYS = 500_000
Days = dict[date, Hours]


@dataclass(slots=True)
class RawCalendar:
    """A calendar as the file states it; a weekday that is missing is the base's."""

    line: int
    uid: str
    label: str
    name: str
    is_base: bool
    base: str
    week: dict[Weekday, Hours] = field(default_factory=dict)
    exceptions: list[tuple[Recurrence, Hours]] = field(default_factory=list)
    work_weeks: list[tuple[date, date, dict[Weekday, Hours]]] = field(default_factory=list)


def read_calendar(fields: Fields) -> RawCalendar:
    """A calendar. Exceptions stand in it twice in newer files; then the second, richer form counts."""
    reader = _CalendarReader(fields)
    weekdays = _inside(fields.node, "WeekDays")
    exceptions = _inside(fields.node, "Exceptions") or [day for day in weekdays if reader.is_exception(day)]
    found = [reader.exception(node) for node in exceptions]
    weeks = [reader.work_week(node) for node in _inside(fields.node, "WorkWeeks")]
    return RawCalendar(
        line=fields.node.line,
        uid=fields.uid(),
        label=fields.label,
        name=fields.name(),
        is_base=fields.flag("IsBaseCalendar"),
        base=fields.uid("BaseCalendarUID", required=False),
        week=reader.week(weekdays),
        exceptions=[each for each in found if each],
        work_weeks=[each for each in weeks if each],
    )


def _inside(node: Node | None, tag: str) -> list[Node]:
    found = node.first(tag) if node else None
    return found.children if found else []


@dataclass(frozen=True, slots=True)
class _CalendarReader:
    """Reads the parts of one calendar."""

    fields: Fields

    def _part(self, node: Node) -> Fields:
        return Fields(node, f"{self.fields.label}, {node.tag}", self.fields.ledger, self.fields.clock)

    def is_exception(self, node: Node) -> bool:
        return self._part(node).text("DayType").strip() == "0"

    def week(self, nodes: list[Node]) -> dict[Weekday, Hours]:
        """Days of the week from ``WeekDay`` elements, whose ``DayType`` is 1 on Sunday to 7 on Saturday."""
        week: dict[Weekday, Hours] = {}
        for node in nodes:
            day = self._part(node).whole("DayType", 0, high=1000)
            if 1 <= day <= 7:
                week[WEEKDAYS[(day - 2) % 7]] = self._hours(node)
        return week

    def exception(self, node: Node) -> tuple[Recurrence, Hours] | None:
        fields = self._part(node)
        span = self._span(node)
        if not span:
            return None
        by_count = fields.flag("EnteredByOccurrences")
        rule = Recurrence(
            kind=fields.whole("Type", 1, high=9),
            first=span[0],
            last=span[1],
            period=fields.whole("Period", 1),
            occurrences=fields.whole("Occurrences", 0) or None if by_count else None,
            days_of_week=fields.whole("DaysOfWeek", 0, high=127),
            month=fields.whole("Month", 0, high=12),
            month_day=fields.whole("MonthDay", 1, high=31),
            month_item=fields.whole("MonthItem", 0, high=9),
            month_position=fields.whole("MonthPosition", 0, high=4),
        )
        return rule, self._hours(node)

    def work_week(self, node: Node) -> tuple[date, date, dict[Weekday, Hours]] | None:
        span = self._span(node)
        return (*span, self.week(_inside(node, "WeekDays"))) if span else None

    def _span(self, node: Node) -> tuple[date, date] | None:
        period = node.first("TimePeriod")
        fields = self._part(period or node)
        first, last = fields.moment("FromDate"), fields.moment("ToDate")
        if first is None or last is None:
            if not (fields.has("FromDate") and fields.has("ToDate")):
                fields.fault("", "has no dates. Give it a TimePeriod with FromDate and ToDate.")
            return None
        if last < first:
            fields.fault("ToDate", "lies before FromDate. Swap the two dates.")
            return None
        return fields.clock.day(first), fields.clock.day(last)

    def _hours(self, node: Node) -> Hours:
        fields = self._part(node)
        if not fields.flag("DayWorking"):
            return ()
        times = [pair for each in _inside(node, "WorkingTimes") if (pair := self._interval(each))]
        times.sort()
        for (_, end), (start, _) in pairwise(times):
            if end == MIDNIGHT or start < end:
                message = f"working times overlap at {start:%H:%M}. Write them one after the other."
                fields.fault("WorkingTimes", message)
                return USUAL_DAY
        return tuple(times) or USUAL_DAY

    def _interval(self, node: Node) -> tuple[time, time] | None:
        fields = self._part(node)
        if not (fields.has("FromTime") or fields.has("ToTime")):
            return None
        start, end = self._time(fields, "FromTime"), self._time(fields, "ToTime")
        if start is None or end is None:
            return None
        if end <= start and end != MIDNIGHT:
            message = (
                f"{end:%H:%M} lies before {start:%H:%M}. Write the later time here, 00:00:00 for midnight."
            )
            fields.fault("ToTime", message)
            return None
        return start, end

    def _time(self, fields: Fields, tag: str) -> time | None:
        text = fields.text(tag).strip()
        try:
            value = time.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            fields.fault(tag, f"“{text[:20]}” is not a time of day. Write one like 08:00:00.")
            return None
        return MIDNIGHT if value >= LAST_MINUTE else value.replace(second=0, microsecond=0)


class CalendarBook:
    """The calendars of a file, resolved: ``get`` answers what a calendar means with all it inherits."""

    def __init__(self, raw: list[RawCalendar], ledger: Ledger, horizon: date) -> None:
        self._raw: dict[str, RawCalendar] = {}
        self._ledger, self._horizon = ledger, horizon
        self._found: dict[str, Calendar] = {}
        self._own_days: dict[str, Days] = {}
        self._expanded = 0
        for each in raw:
            if each.uid in self._raw and not no_uid(each.uid):
                ledger.fault(each.line, each.label, "another calendar has this UID. Give each its own.")
            self._raw.setdefault(each.uid, each)
        for each in raw:
            self._check_base(each)

    def _check_base(self, raw: RawCalendar) -> None:
        seen, at = {raw.uid}, raw
        while not self._is_none(at.base):
            if at.base not in self._raw:
                if at is raw:
                    message = (
                        f"BaseCalendarUID {at.base} is no calendar of this file. Name one, or -1 for none."
                    )
                    self._ledger.fault(raw.line, raw.label, message)
                at.base = "-1"
                return
            if at.base in seen:
                self._ledger.fault(raw.line, raw.label, "is its own base. Set BaseCalendarUID to -1.")
                at.base = "-1"
                return
            at = self._raw[at.base]
            seen.add(at.uid)

    def _is_none(self, uid: str) -> bool:
        return no_uid(uid) or (uid == "0" and "0" not in self._raw)

    def known(self, uid: str) -> bool:
        """Whether a reference is fine: to a calendar of the file or to none."""
        return uid in self._raw or self._is_none(uid)

    def given(self, uid: str) -> RawCalendar | None:
        """The calendar as the file states it, if the reference is to one."""
        return None if self._is_none(uid) else self._raw.get(uid)

    def base_uids(self) -> list[str]:
        """The calendars that people and projects share, in the order of the file."""
        return [uid for uid, raw in self._raw.items() if raw.is_base or self._is_none(raw.base)]

    def get(self, uid: str) -> Calendar:
        """A calendar with all it inherits; days off are not listed in its week."""
        if uid not in self._found:
            raw = self._raw[uid]
            base = None if self._is_none(raw.base) else self.get(raw.base)
            inherited = base.week if base else {} if raw.week else USUAL_WEEK
            week = {day: raw.week.get(day, inherited.get(day, ())) for day in WEEKDAYS}
            days = (base.days if base else {}) | self.own_days(uid)
            working = {day: hours for day, hours in week.items() if hours}
            self._found[uid] = Calendar(f"c{uid}", working, dict(sorted(days.items())), raw.name)
        return self._found[uid]

    def own_days(self, uid: str) -> Days:
        """The days this calendar itself makes different from its week; an exception beats a work week."""
        if uid not in self._own_days:
            raw = self._raw[uid]
            days = {day: hours for week in raw.work_weeks for day, hours in self._work_week(week)}
            for rule, hours in raw.exceptions:
                days |= dict.fromkeys(rule.days(self._horizon if rule.repeats else date.max), hours)
                if rule.repeats:
                    self._note("Exception that repeats", raw)
            if raw.work_weeks:
                self._note("Work week that differs for a while", raw)
            self._expanded += len(days)
            if self._expanded > MAX_DAYS:
                self._ledger.fault(raw.line, raw.label, f"there are more than {MAX_DAYS:,} exceptional days.")
                days = {}
            self._own_days[uid] = days
        return self._own_days[uid]

    def _note(self, what: str, raw: RawCalendar) -> None:
        self._ledger.loss("calendars", what, f"its days one by one, up to {self._horizon}", raw.name)

    def _work_week(self, given: tuple[date, date, dict[Weekday, Hours]]) -> Iterator[tuple[date, Hours]]:
        first, last, week = given
        for offset in range(min((min(last, self._horizon) - first) // DAY + 1, MAX_DAYS)):
            day = first + timedelta(days=offset)
            if WEEKDAYS[day.weekday()] in week:
                yield day, week[WEEKDAYS[day.weekday()]]
