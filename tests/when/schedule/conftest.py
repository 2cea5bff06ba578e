"""A small workspace with a project, a release, two people and work in ranges; scratch commands on it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest

from pilothouse.commands import Command, Difference, RefTo, Scope, registry
from pilothouse.how.delivery.models import Assignment, Dependency, Task
from pilothouse.what.backlog.models import Feature
from pilothouse.what.roadmap.models import Release
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.models import Milestone, Project
from pilothouse.when.schedule.snapshot import PlanRows
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.rights.commands import SetUpMatrix
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Calendar, Member, Rate, RoleHolder, Unit, Workspace, viewer_of
from pilothouse.who.rows import Viewer

CAST = {
    "maya": "product_manager",
    "jonas": "product_owner",
    "tomas": "engineering_manager",
    "priya": "project_manager",
    "ingrid": "sponsor",
    "sofia": "steward",
}
NINE_TO_FIVE = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


@dataclass
class World:
    """The workspace and its rows by name."""

    workspace: Workspace
    people: dict[str, Viewer] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)
    number: int = 0

    def add(self, model: Any, called: str = "", /, **values: Any) -> Any:
        with guard.opened():
            row = model.everything.create(workspace=self.workspace, **values)
        self.rows[called or str(row.pk)] = row
        return row

    def item(self, model: Any, name: str, unit: Unit, **values: Any) -> Any:
        self.number += 1
        base = self.add(
            Item, f"{name} item", unit=unit, kind=model.kind, prefix="ACM", number=self.number, title=name
        )
        return self.add(model, name, item=base, **values)

    def id(self, name: str) -> str:
        return str(self.rows[name].pk)

    def viewer(self, name: str) -> Viewer:
        return self.people[name]

    def snapshot(self) -> PlanRows:
        snapshot.forget()
        return snapshot.read(str(self.workspace.pk))


def hours(low: float, likely: float, high: float) -> dict[str, float]:
    return {"optimistic": low, "likely": likely, "pessimistic": high}


@pytest.fixture
def world(db: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2026-03-02T10:00:00+00:00")
    with guard.opened():
        workspace = Workspace.objects.create(slug="acme", name="Acme", timezone="Europe/Berlin")
    world = World(workspace)
    organisation = world.add(Unit, "acme", kind="organisation", name="Acme", prefix="ACM", last_number=100)
    project = world.add(Unit, "redesign", kind="project", name="Redesign", parent=organisation)
    calendar = world.add(Calendar, "standard", name="Standard", week=NINE_TO_FIVE)
    for name, role in CAST.items():
        member = world.add(Member, name, name=name.title())
        world.add(RoleHolder, unit=organisation, role=role, member=member)
        world.people[name] = viewer_of(member)
    for name in ("ana", "ben"):
        member = world.add(Member, name, name=name.title(), plannable=True, calendar=calendar)
        world.add(Rate, member=member, per_hour="50.00")
        world.people[name] = viewer_of(member)
    world.add(Project, "project", unit=project, start=date(2026, 3, 2), target=date(2026, 3, 20))
    release = world.item(Release, "Release 1", project, delivered_by=project, target=date(2026, 3, 20))
    editor = world.item(Feature, "Editor", project, rank="a0", release=release)
    world.item(Feature, "Export", project, rank="a1", release=release, effort=hours(8, 16, 40))
    for place, name in enumerate(("Totals", "Layout")):
        task = world.item(Task, name, project, feature=editor, position=f"a{place}", effort=hours(16, 24, 48))
        world.add(Assignment, task=task, member=world.rows["ana"])
    world.add(Dependency, "link", before=world.rows["Totals item"], after=world.rows["Layout item"])
    world.item(Milestone, "Beta", project, release=release, target=date(2026, 3, 13))
    carry_out(SetUpMatrix(id=uuid4(), unit=str(organisation.pk)), workspace)
    return world


TaskRef = Annotated[str, RefTo("delivery.task")]


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Commands that exist in one test: an estimate, a new task, a title."""
    monkeypatch.setattr(registry, "_commands", dict(registry._commands))

    class Estimate(Command, name="scratch.estimate", family="estimate.set"):
        """Estimate a task."""

        task: TaskRef
        likely: float

        def apply(self, ctx: Scope) -> None:
            ctx.update(ctx.get(self.task), effort=hours(self.likely, self.likely, 2 * self.likely))

        def sentence(self, ctx: Scope) -> str:
            return f"estimated {ctx.title(self.task)}"

    class Add(Command, name="scratch.add", family="estimate.set"):
        """Add a task beside another."""

        id: UUID
        beside: TaskRef
        likely: float

        def apply(self, ctx: Scope) -> None:
            from pilothouse.who.items.keys import open_item

            beside = ctx.get(self.beside)
            item = open_item(ctx, "task", self.id, beside.item.unit, "New one")
            effort = hours(self.likely, self.likely, self.likely)
            ctx.save(Task(item=item, feature=beside.feature, position="b0", effort=effort))

        def sentence(self, ctx: Scope) -> str:
            return "added New one"

    class Drop(Command, name="scratch.drop", family="estimate.set"):
        """Drop a task."""

        task: TaskRef

        def apply(self, ctx: Scope) -> None:
            ctx.delete(ctx.get(self.task))

        def sentence(self, ctx: Scope) -> str:
            return f"dropped {ctx.title(self.task)}"

    class Retitle(Command, name="scratch.retitle", permission="member"):
        """Give a task another title."""

        task: TaskRef
        title: str

        def apply(self, ctx: Scope) -> None:
            ctx.update(ctx.get(self.task).item, title=self.title)

        def sentence(self, ctx: Scope) -> str:
            return f"named it {self.title}"

    return type("Scratch", (), {"Estimate": Estimate, "Add": Add, "Drop": Drop, "Retitle": Retitle})


def difference(row: Any, **changes: Any) -> Difference:
    """The difference of one changed row, from its values as they are."""
    from pilothouse.who.decisions.gate.rowvalues import label, values_of

    before = values_of(row)
    return Difference(label(type(row)), str(row.pk), {k: before[k] for k in changes}, changes)
