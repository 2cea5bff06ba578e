"""A plan that changes are carried over to is, part by part and date by date, the one made of all rows."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilothouse.commands import Difference
from pilothouse.engine.plan import Plan
from pilothouse.engine.precedence import CycleError
from pilothouse.engine.scheduling import carrying
from pilothouse.engine.scheduling.dispatch import schedule
from pilothouse.engine.scheduling.standing import Standing, standing
from pilothouse.when.schedule.mapping import Mapped, Tables, mapped, moved
from pilothouse.when.schedule.snapshot import PlanRows, patched
from pilothouse.when.schedule.watched import WATCHED

TODAY = 29_540_000
NINE_TO_FIVE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
Row = dict[str, Any]


class Rows:
    """A small workspace's rows, drawn from a seed, and changes of them."""

    def __init__(self, seed: int) -> None:
        self.random, self.count = Random(seed), 0
        self.tables: dict[str, dict[str, Row]] = {label: {} for label in WATCHED}
        self.put("people.workspace", "w", timezone="UTC", currency="EUR")
        self.put("people.calendar", "std", week=NINE_TO_FIVE)
        self.put("people.unit", "top", kind="organisation", parent_id=None, rank=1)
        for name in ("p1", "p2"):
            self.put("people.unit", name, kind="project", parent_id="top", rank=int(name[1]))
            project = {"unit_id": name, "start": None, "target": "2026-05-01", "state": "active"}
            self.put("schedule.project", f"project {name}", **project, calendar_id=None)
        for name in ("ana", "ben", "cas"):
            member = {"kind": "person", "calendar_id": "std", "fraction": "1.00", "plannable": name != "cas"}
            self.put("people.member", name, **member)
            self.put("people.memberskill", f"s {name}", member_id=name, skill_id="dig", level=3)
            self.put("people.rate", f"r {name}", member_id=name, per_hour="50.00", currency="EUR", start=None)
        self.put("people.pool", "crane", capacity=1, calendar_id="std")
        for _ in range(3):
            self.item("roadmap.release", delivered_by_id=self.pick("p1", "p2", None), target="2026-04-01")
        for _ in range(6):
            self.feature()
        for _ in range(12):
            self.task()
        for _ in range(2):
            self.item("schedule.milestone", target="2026-04-02", release_id=self.any("roadmap.release"))
        self.item("risks.risk", probability="0.5", delay=self.hours(), cost=None, state="open")

    def put(self, label: str, id: str, **values: Any) -> str:
        self.tables[label][id] = {"deleted_at": None, **values}
        return id

    def item(self, label: str, **values: Any) -> str:
        self.count += 1
        id = f"{label[:3]}{self.random.randrange(10**6):06}"
        base = {"unit_id": self.pick("p1", "p2", "top"), "prefix": "ACM", "number": self.count}
        self.put("items.item", id, **base)
        return self.put(label, id, **values)

    def pick(self, *values: Any) -> Any:
        return self.random.choice(values)

    def any(self, label: str, *others: Any) -> Any:
        return self.pick(*self.tables[label], *(others or (None,)))

    def hours(self) -> dict[str, float]:
        likely = self.pick(4.0, 8.0, 20.0)
        return {"optimistic": likely, "likely": likely, "pessimistic": 2 * likely}

    def feature(self) -> str:
        named = {"parent_id": self.any("backlog.feature"), "release_id": self.any("roadmap.release")}
        given = {"effort": self.pick(None, self.hours()), "skill_id": self.pick(None, "dig"), "state": "open"}
        return self.item("backlog.feature", **named, **given, rank=self.rank(), goal_id=self.pick("g", None))

    def task(self) -> str:
        named = {
            "feature_id": self.any("backlog.feature"),
            "parent_id": self.any("delivery.task", None, None),
        }
        given = {"effort": self.hours(), "remaining": None, "duration_h": self.pick(None, None, 5.0)}
        who = {"people_needed": self.pick(1, 1, 2), "skill_id": self.pick("dig", "dig", None), "level": 1}
        when = {"expedite": False, "not_before": None, "must_finish_by": None, "started": None}
        made = self.item(
            "delivery.task", **named, **given, **who, **when, finished=None, position=self.rank()
        )
        if self.pick(True, False):
            values = {"task_id": made, "member_id": self.pick("ana", "ben", "cas")}
            self.put("delivery.assignment", f"a {made}", **values)
        return made

    def rank(self) -> str:
        return f"a{self.random.randrange(10**6):06}"

    # Changes

    def change(self) -> list[Difference]:
        """What one command may do."""
        before = {label: dict(rows) for label, rows in self.tables.items()}
        self.random.choice(CHANGES)(self)
        return [
            difference
            for label, rows in self.tables.items()
            for id in sorted({*rows, *before[label]})
            if (difference := _difference(label, id, before[label].get(id), rows.get(id))) is not None
        ]

    def edit(self, label: str, **values: Any) -> None:
        """Give a row of the table other values; rows are kept, so each change makes a new one."""
        if self.tables[label]:
            id = self.pick(*self.tables[label])
            self.tables[label][id] = self.tables[label][id] | values

    def link(self) -> None:
        labels = ("delivery.task", "backlog.feature", "schedule.milestone")
        one, two = (self.any(self.pick(*labels), "nothing") for _ in range(2))
        how = {"type": self.pick("FS", "SS", "FF"), "lag_h": self.pick("0", "0", "3"), "elapsed": False}
        self.put("delivery.dependency", f"d {self.rank()}", before_id=one, after_id=two, **how)

    def move_task(self) -> None:
        above = self.pick(None, self.any("delivery.task"))
        self.edit("delivery.task", parent_id=above, feature_id=self.any("backlog.feature"))

    def bin(self) -> None:
        label = self.pick("delivery.task", "backlog.feature", "schedule.milestone", "delivery.assignment")
        self.edit(label, deleted_at=self.pick("2026-03-01T10:00:00+00:00", None))

    def log(self) -> None:
        logged = {"task_id": self.any("delivery.task", "nothing"), "on": "2026-02-27", "hours": "3.00"}
        self.put("delivery.worklog", f"l {self.rank()}", **logged)

    def use(self) -> None:
        used = {"task_id": self.any("delivery.task", "nothing"), "pool_id": "crane", "units": 1}
        self.put("delivery.pooluse", f"u {self.rank()}", **used)

    def assign(self) -> None:
        named = {"task_id": self.any("delivery.task", "nothing"), "member_id": self.pick("ana", "cas")}
        self.put("delivery.assignment", f"a {self.rank()}", **named)


def _difference(label: str, id: str, before: Row | None, after: Row | None) -> Difference | None:
    if before == after:
        return None
    if before is None or after is None:
        return Difference(label, id, before, after)
    changed = [column for column in after if after[column] != before[column]]
    return Difference(label, id, {c: before[c] for c in changed}, {c: after[c] for c in changed})


STARTED = {"started": "2026-02-26T09:00:00+00:00"}
CHANGES: tuple[Callable[[Rows], Any], ...] = (
    Rows.task,
    Rows.feature,
    Rows.link,
    Rows.link,
    Rows.move_task,
    Rows.bin,
    Rows.log,
    Rows.use,
    Rows.assign,
    lambda rows: rows.edit("delivery.task", effort=rows.hours(), duration_h=None),
    lambda rows: rows.edit("delivery.task", **STARTED),
    lambda rows: rows.edit("delivery.task", **STARTED, finished="2026-02-27T17:00:00+00:00"),
    lambda rows: rows.edit("delivery.task", position=rows.rank(), expedite=rows.pick(True, False)),
    lambda rows: rows.edit("delivery.task", skill_id=rows.pick("dig", "fly"), people_needed=rows.pick(1, 4)),
    lambda rows: rows.edit("delivery.task", not_before=rows.pick(None, "2026-03-20T09:00:00+00:00")),
    lambda rows: rows.edit("backlog.feature", rank=rows.rank()),
    lambda rows: rows.edit("backlog.feature", release_id=rows.any("roadmap.release")),
    lambda rows: rows.edit("backlog.feature", effort=rows.pick(None, rows.hours()), goal_id="other"),
    lambda rows: rows.edit("backlog.feature", state=rows.pick("open", "done")),
    lambda rows: rows.edit("roadmap.release", target="2026-04-09"),
    lambda rows: rows.edit("roadmap.release", delivered_by_id=rows.pick("p1", "p2")),
    lambda rows: rows.edit("schedule.milestone", target="2026-04-09"),
    lambda rows: rows.edit("items.item", unit_id=rows.pick("p1", "top")),
    lambda rows: rows.edit("risks.risk", probability="0.25", state=rows.pick("open", "closed")),
    lambda rows: rows.edit("schedule.project", state=rows.pick("active", "active", "closed")),
    lambda rows: rows.edit("people.rate", per_hour="70.00"),
)


def made(tables: Tables) -> Mapped:
    return mapped({label: dict(rows) for label, rows in tables.items()}, "w", TODAY)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_changes_carried_over_give_the_plan_made_anew(seed: int) -> None:
    rows = Rows(seed)
    kept = PlanRows("w", 0, TODAY, {label: dict(each) for label, each in rows.tables.items()})
    assert kept.plan == made(rows.tables).plan
    for _ in range(6):
        kept = patched(kept, rows.change())
        assert kept.plan == made(rows.tables).plan


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_several_changes_carried_over_at_once_are_each_counted_once(seed: int) -> None:
    """A basket may change what it has just made: a row differs more than once."""
    rows = Rows(seed)
    kept = PlanRows("w", 0, TODAY, {label: dict(each) for label, each in rows.tables.items()})
    assert kept.plan == made(rows.tables).plan
    for _ in range(3):
        feature = rows.feature()
        new = [_difference("backlog.feature", feature, None, dict(rows.tables["backlog.feature"][feature]))]
        new.append(_difference("items.item", feature, None, dict(rows.tables["items.item"][feature])))
        named = rows.tables["backlog.feature"][feature]
        rows.tables["backlog.feature"][feature] = named | {"release_id": rows.any("roadmap.release")}
        new.append(_difference("backlog.feature", feature, named, rows.tables["backlog.feature"][feature]))
        kept = patched(kept, [*filter(None, new), *rows.change(), *rows.change()])
        assert kept.plan == made(rows.tables).plan


def dates(plan: Plan) -> dict[str, Any]:
    done = schedule(plan, load=False)
    tasks = {task.id: (task.start, task.finish, task.people) for task in done.tasks}
    spans = {span.id: span.finish for span in (*done.projects, *done.releases)}
    rates = {person.id: person.rate_per_hour for person in plan.people}
    effort = {task.id: task.effort_hours.likely for task in plan.tasks}
    paid = ((id, [rates.get(person, 0.0) for person in people]) for id, (_, _, people) in tasks.items())
    cost = sum(effort[id] * sum(each) / len(each) for id, each in paid if each)
    missing = {item.id for item in done.unscheduled}
    return {"tasks": tasks, "spans": spans, "missing": missing, "cost": pytest.approx(cost)}


def kept_dates(kept: Standing) -> dict[str, Any]:
    missing, plan = kept.undated(), kept.plan
    people = {node: lane.person for node, lane in enumerate(kept.compiled.lanes)}
    tasks, off = {}, kept.compiled.arrays["people_off"]
    for task in plan.tasks:
        node = kept.compiled.index[task.id]
        lanes = [people[lane] for lane in kept.people[off[node] : off[node + 1]].tolist() if lane >= 0]
        named = tuple(plan.people[place].id for place in sorted(lanes)) or task.people
        if task.id not in missing:
            tasks[task.id] = (int(kept.start[node]), int(kept.finish[node]), named)
    found = {each.id: kept.finish_of(each) for each in (*plan.projects, *plan.releases)}
    spans = {id: finish for id, finish in found.items() if finish is not None}
    return {"tasks": tasks, "spans": spans, "missing": missing, "cost": kept.cost(kept.tasks(None))}


def figures(kept: Standing) -> tuple[Any, ...]:
    nodes = [kept.tasks(project) for project in (None, *(project.id for project in kept.plan.projects))]
    return tuple((kept.cost(each), kept.effort(each)) for each in nodes)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 10**9))
def test_dates_and_figures_carried_over_are_those_of_the_whole_dispatch(seed: int) -> None:
    rows = Rows(seed)
    kept = made(rows.tables)
    try:
        stands = standing(kept.plan)
    except CycleError:
        return
    for _ in range(6):
        differences = rows.change()
        kept = moved(kept, {label: dict(each) for label, each in rows.tables.items()}, TODAY, differences)
        try:
            expected = dates(kept.plan)
        except CycleError:
            with pytest.raises(CycleError):
                stands.moved(kept.plan)
            return
        stands = stands.moved(kept.plan)
        assert kept_dates(stands) == expected
        assert figures(stands) == tuple(map(pytest.approx, figures(standing(kept.plan))))


def test_most_changes_are_carried_over_and_not_computed_anew() -> None:
    carried = [
        carrying.carried(standing(before.plan), after.plan) is not None
        for seed in range(20)
        for rows in [Rows(seed)]
        for before in [made(rows.tables)]
        for after in [moved(before, *_edited(rows))]
        if not _waits_in_a_ring(before.plan)
    ]
    assert carried
    assert all(carried)


def _edited(rows: Rows) -> tuple[Any, ...]:
    before = dict(rows.tables["delivery.task"])
    rows.edit("delivery.task", effort=rows.hours(), skill_id="dig")
    after = rows.tables["delivery.task"]
    changed = (_difference("delivery.task", id, before[id], after[id]) for id in after)
    return rows.tables, TODAY, [change for change in changed if change is not None]


def _waits_in_a_ring(plan: Plan) -> bool:
    try:
        standing(plan)
    except CycleError:
        return True
    return False
