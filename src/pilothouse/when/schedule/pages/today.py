"""Who does what today and on the next working day, team by team, as the schedule has it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pilothouse.engine.calendar import NoWorkingTime, WorkingTime, local_day, moment, project_calendar
from pilothouse.engine.plan import Person, Plan
from pilothouse.engine.precedence import CycleError
from pilothouse.engine.scheduling.result import ScheduledTask
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.queries import rows_of
from pilothouse.who.items.queries import Head, heads
from pilothouse.who.people.queries import member_names, teams
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
NO_TEAM = "In no team"


def today_context(viewer: Viewer, asked: str = "") -> Row:
    """What the page takes; ``asked`` is a day (ISO), by default today."""
    rows = rows_of(viewer)
    plan, today = rows.plan, local_day(rows.as_of, rows.plan.timezone)
    first = max(_date(asked, today), today)
    days = (first, _next_day(plan, first))
    try:
        tasks = rows.schedule.tasks
    except CycleError:
        tasks = ()
    board = _Board(viewer, plan, tasks)
    people = {UUID(person.id): board.row(person, days) for person in plan.people}
    names = {id: name for id, name in member_names(viewer).items() if id in people}
    groups = list(_by_team(viewer, names))
    busy = sum(bool(people[id]["days"][0]["work"]) for id in names)
    return {
        "headline": _headline(first, today, busy, len(names)),
        "days": days,
        "before": first - timedelta(days=1) if first > today else None,
        "teams": [
            {"name": team, "people": [people[id] | {"id": str(id), "name": names[id]} for id in ids]}
            for team, ids in groups
        ],
    }


class _Board:
    """Reads what people do on a day out of the schedule."""

    def __init__(self, viewer: Viewer, plan: Plan, tasks: Iterable[ScheduledTask]) -> None:
        self.plan, self.zone = plan, plan.timezone
        self.calendars = {each.id: each for each in plan.calendars}
        self.over = {t.id for t in plan.tasks if t.progress and t.progress.finished is not None}
        self.of: dict[str, list[ScheduledTask]] = defaultdict(list)
        for task in tasks:
            for person in task.people if task.id not in self.over else ():
                self.of[person].append(task)
        self.heads = heads(viewer, [UUID(task.id) for tasks in self.of.values() for task in tasks])

    def row(self, person: Person, days: Iterable[date]) -> Row:
        calendar = self.calendars.get(person.calendar, project_calendar(self.plan))
        time = WorkingTime(calendar, timezone=self.zone, time_off=person.time_off, near=self.plan.as_of)
        return {"days": [self._on(person, time, each) for each in days]}

    def _on(self, person: Person, time: WorkingTime, on: date) -> Row:
        begin, end = moment(on, self.zone), moment(on + timedelta(days=1), self.zone)
        try:
            there = bool(time.intervals(begin, end))
        except NoWorkingTime:
            there = False
        away = next((last for first, last in person.time_off if first <= on < last), None)
        work = [self._told(task) for task in self.of[person.id] if there and _runs(task, begin, end)]
        return {"there": there, "back": away, "work": [each for each in work if each]}

    def _told(self, task: ScheduledTask) -> Row | None:
        head: Head | None = self.heads.get(UUID(task.id))
        if head is None:
            return None
        return {"key": head.key, "title": head.title, "until": day(task.finish, self.zone)}


def _runs(task: ScheduledTask, begin: int, end: int) -> bool:
    start = task.start if task.resumes is None else task.resumes
    return start < end and task.finish > begin


def _by_team(viewer: Viewer, names: dict[UUID, str]) -> Iterator[tuple[str, list[UUID]]]:
    """Teams with their people; whoever is in none comes last."""
    placed: set[UUID] = set()
    for team, members in teams(viewer):
        known = [id for id in members if id in names]
        placed |= set(known)
        if known:
            yield team, known
    rest = sorted((id for id in names if id not in placed), key=lambda id: names[id])
    if rest:
        yield (NO_TEAM if placed else "Everybody"), rest


def _next_day(plan: Plan, after: date) -> date:
    """The next day on which the project calendar has work; the day after where it has none."""
    begin = moment(after + timedelta(days=1), plan.timezone)
    try:
        time = WorkingTime(project_calendar(plan), timezone=plan.timezone, near=plan.as_of)
        return local_day(time.next_open(begin), plan.timezone)
    except ValueError:
        return after + timedelta(days=1)


def _date(text: str, default: date) -> date:
    try:
        return min(date.fromisoformat(text), default + timedelta(days=365))
    except ValueError:
        return default


def _headline(first: date, today: date, busy: int, of: int) -> str:
    when = "today" if first == today else f"on {first:%-d %B}"
    if not of:
        return "Nobody is planned yet"
    return f"{busy} of {of} {'person has' if of == 1 else 'people have'} planned work {when}"
