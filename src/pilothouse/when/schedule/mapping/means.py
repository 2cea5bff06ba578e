"""Who and what the work is done with: calendars, people, pools, projects and shares of people's time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from pilothouse.engine.plan import WEEKDAYS, Allocation, Calendar, Hours, Person, Pool, Project, Weekday
from pilothouse.when.schedule.mapping.tables import Row, Source


class Means:
    """Reads them from the rows of a workspace."""

    def __init__(self, source: Source) -> None:
        self.source = source

    def calendars(self) -> tuple[Calendar, ...]:
        """All calendars, the one working days and lags are counted in first."""
        rows, first = self.source.live("people.calendar"), self._first()
        days: dict[str, dict[date, Hours]] = defaultdict(dict)
        for row in self.source.live("people.calendarday").values():
            days[str(row["calendar_id"])][date.fromisoformat(row["date"])] = hours(row["hours"])
        order = sorted(rows, key=lambda id: (id != first, id))
        return tuple(Calendar(id, _week(rows[id]["week"]), days[id]) for id in order)

    def people(self, assigned: set[str]) -> tuple[Person, ...]:
        """Members who are planned, and any others who have a task."""
        rows = self.source.live("people.member")
        return tuple(self._person(id, row) for id, row in rows.items() if _plannable(id, row, assigned))

    def pools(self) -> tuple[Pool, ...]:
        rows = self.source.live("people.pool")
        return tuple(Pool(id, id, int(row["capacity"]), self._calendar(row)) for id, row in rows.items())

    def projects(self) -> tuple[Project, ...]:
        """Active projects, all of one rank: the order of tasks says it, so that expedite goes before it."""
        units = sorted(self.source.projects, key=lambda id: (self.source.rank_of(id), id))
        return tuple(self._project(unit, self.source.projects[unit]) for unit in units)

    def allocations(self, assigned: set[str]) -> tuple[Allocation, ...]:
        members = self.source.live("people.member")
        rows = self.source.live("people.allocation").values()
        return tuple(
            Allocation(
                row["member_id"],
                row["unit_id"],
                float(row["share"]),
                *map(date.fromisoformat, (row["start"], row["end"])),
            )
            for row in rows
            if row["unit_id"] in self.source.projects
            and row["start"] < row["end"]
            and row["member_id"] in members
            and _plannable(row["member_id"], members[row["member_id"]], assigned)
        )

    def _project(self, unit: str, row: Row) -> Project:
        return Project(unit, unit, 1, self.source.starts(row["start"]), self.source.ends(row["target"]))

    def _person(self, id: str, row: Row) -> Person:
        skills = (s for s in self._of_member("people.memberskill", id) if s["level"])
        leave = (r for r in self._of_member("people.timeoff", id) if r["start"] < r["end"])
        return Person(
            id=id,
            name=id,
            calendar=self._calendar(row),
            skills={str(s["skill_id"]): int(s["level"]) for s in skills},
            share=float(row["fraction"]),
            rate_per_hour=self._rate(id),
            time_off=tuple((date.fromisoformat(r["start"]), date.fromisoformat(r["end"])) for r in leave),
        )

    def _rate(self, member: str) -> float:
        """The rate in force today, in the workspace's currency."""
        today = self.source.today.isoformat()
        rates = [
            (row["start"] or "", float(row["per_hour"]))
            for row in self._of_member("people.rate", member)
            if row["currency"] == self.source.currency and (row["start"] or "") <= today
        ]
        return max(rates, default=("", 0.0))[1]

    def _of_member(self, label: str, member: str) -> list[Row]:
        if not hasattr(self, "_by_member"):
            self._by_member: dict[str, dict[str, list[Row]]] = {}
        if label not in self._by_member:
            grouped: dict[str, list[Row]] = defaultdict(list)
            for row in self.source.live(label).values():
                grouped[row["member_id"]].append(row)
            self._by_member[label] = grouped
        return self._by_member[label].get(member, [])

    def _calendar(self, row: Row) -> str:
        """Its calendar; the empty name is the plan's first one."""
        id = row["calendar_id"]
        return id if id in self.source.live("people.calendar") else ""

    def _first(self) -> str | None:
        """The calendar of the first project that names one, else the one most people work by."""
        calendars, projects = self.source.live("people.calendar"), self.source.projects
        for unit in sorted(projects, key=lambda id: (self.source.rank_of(id), id)):
            if projects[unit]["calendar_id"] in calendars:
                return str(projects[unit]["calendar_id"])
        members = self.source.live("people.member").values()
        used = Counter(m["calendar_id"] for m in members if m["plannable"] and m["calendar_id"] in calendars)
        return min(used, key=lambda id: (-used[id], id)) if used else None


def _plannable(id: str, row: Row, assigned: set[str]) -> bool:
    return bool(id in assigned or (row["plannable"] and row["kind"] != "guest"))


def _week(stored: Mapping[str, Any]) -> dict[Weekday, Hours]:
    """The days of a week on which there is work."""
    return {day: hours(stored[day]) for day in WEEKDAYS if stored.get(day)}


def hours(pairs: Any) -> Hours:
    """Stored intervals as times; midnight at the day's end is 00:00."""
    return tuple((_time(begin), _time(end)) for begin, end in pairs)


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text)
