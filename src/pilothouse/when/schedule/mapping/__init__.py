"""From rows to the engine's plan: a pure function, so that a what-if is computed without a database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from pilothouse.commands import Difference
from pilothouse.engine.plan import Plan, Project
from pilothouse.when.schedule.mapping.means import Means
from pilothouse.when.schedule.mapping.moving import Moving
from pilothouse.when.schedule.mapping.tables import Row, Source, Table, Tables
from pilothouse.when.schedule.mapping.work import Work

__all__ = ["Mapped", "Row", "Source", "Table", "Tables", "mapped", "moved"]


@dataclass(frozen=True)
class Mapped:
    """A plan with what it was made from, so that changes can be carried over."""

    source: Source
    plan: Plan


def mapped(tables: Tables, workspace: str, as_of: int) -> Mapped:
    """One plan for the whole workspace. Ids are those of the rows and stand for names, too.

    Tasks stand in their order: expedite, project rank, feature rank, position, key."""
    source = Source(tables, workspace, as_of)
    work = Work(source)
    tasks = work.tasks()
    means = means_of(source, {person for task in tasks for person in task.people})
    plan = Plan(
        name=workspace,
        start=_start(as_of, means["projects"]),
        as_of=as_of,
        timezone=source.timezone,
        currency=source.currency,
        tasks=tasks,
        groups=work.groups(),
        milestones=work.milestones(),
        releases=work.releases(),
        goals=work.goals(),
        risks=work.risks(),
        **means,
    )
    return Mapped(source, plan)


def means_of(source: Source, assigned: set[str]) -> dict[str, Any]:
    """The parts of a plan that say who and what the work is done with."""
    means = Means(source)
    return {
        "calendars": means.calendars(),
        "people": means.people(assigned),
        "pools": means.pools(),
        "projects": means.projects(),
        "allocations": means.allocations(assigned),
    }


def moved(before: Mapped, tables: Tables, as_of: int, differences: Iterable[Difference]) -> Mapped:
    """The plan of tables that differ from those before by so much, made from what these differences touch."""
    differences = list(differences)
    source = before.source.moved(tables, as_of, [(d.model, d.id) for d in differences if d.model in tables])
    moving = Moving(Work(before.source), Work(source), differences)
    if moving.reaches_everything:
        return mapped(tables, source.workspace, as_of)
    plan = replace(before.plan, **moving.parts(before.plan))
    if as_of != plan.as_of or moving.reaches_means(before.plan):
        assigned = {person for task in plan.tasks for person in task.people}
        plan = replace(plan, **means_of(source, assigned))
        plan = replace(plan, as_of=as_of, start=_start(as_of, plan.projects))
    return Mapped(source, plan)


def _start(as_of: int, projects: Iterable[Project]) -> int:
    return min([as_of, *(project.start for project in projects if project.start is not None)])
