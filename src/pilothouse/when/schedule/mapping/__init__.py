"""From rows to the engine's plan: a pure function, so that a what-if is computed without a database."""

from __future__ import annotations

from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.mapping.links import Links
from pilothouse.when.schedule.mapping.means import Means
from pilothouse.when.schedule.mapping.tables import Row, Source, Table, Tables
from pilothouse.when.schedule.mapping.work import Work
from pilothouse.when.schedule.mapping.worktree import WorkTree

__all__ = ["Row", "Source", "Table", "Tables", "plan_of"]


def plan_of(tables: Tables, workspace: str, as_of: int) -> Plan:
    """One plan for the whole workspace. Ids are those of the rows and stand for names, too.

    Tasks stand in their order: expedite, project rank, feature rank, position, key."""
    source = Source(tables, workspace, as_of)
    means, tree = Means(source), WorkTree(source)
    links = Links(source, tree)
    work = Work(source, tree, links)
    tasks = work.tasks()
    assigned = {person for task in tasks for person in task.people}
    starts = [project.start for project in means.projects() if project.start is not None]
    return Plan(
        name=workspace,
        start=min([as_of, *starts]),
        as_of=as_of,
        timezone=source.timezone,
        currency=source.currency,
        calendars=means.calendars(),
        people=means.people(assigned),
        pools=means.pools(),
        tasks=tasks,
        groups=work.groups(),
        milestones=work.milestones(),
        releases=work.releases(),
        goals=work.goals(),
        projects=means.projects(),
        allocations=means.allocations(assigned),
        risks=work.risks(),
    )
