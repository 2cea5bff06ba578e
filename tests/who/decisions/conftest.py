"""A small workspace with the four roles, one project and two tasks, made as rows; scratch commands on it."""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest

from pilothouse.commands import Command, RefTo, Scope, lens, registry
from pilothouse.commands.lens import Size
from pilothouse.how.delivery.models import Task
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.decisions.rights.commands import SetUpMatrix
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Member, RoleHolder, Unit, Workspace, viewer_of
from pilothouse.who.rows import Viewer
from tests.frozen import thawed

CAST = {
    "maya": "product_manager",
    "jonas": "product_owner",
    "tomas": "engineering_manager",
    "priya": "project_manager",
    "ingrid": "sponsor",
    "sofia": "steward",
    "sven": "stakeholder",
}


@dataclass
class World:
    """The workspace, its members as viewers, and its rows."""

    workspace: Workspace
    project: Unit
    organisation: Unit
    people: dict[str, Viewer]
    tasks: dict[str, Task]

    def __getattr__(self, name: str) -> Viewer:
        try:
            return self.__dict__["people"][name]  # type: ignore[no-any-return]
        except KeyError:
            raise AttributeError(name) from None

    def task(self, name: str) -> Task:
        return Task.everything.select_related("item").get(pk=self.tasks[name].pk)


def make_world(slug: str = "acme") -> World:
    """Built once a process for each moment, and put back from then on."""
    return thawed(("roles", slug, os.environ.get("PILOTHOUSE_NOW")), lambda: _made(slug))


def _made(slug: str) -> World:
    with guard.opened():
        workspace = Workspace.objects.create(slug=slug, name=slug.title(), timezone="Europe/Berlin")
        organisation = _add(Unit, workspace, kind="organisation", name="Acme", prefix="ACM")
        project = _add(Unit, workspace, kind="project", name="Redesign", parent=organisation)
        people = {}
        for name, role in CAST.items():
            member = _add(Member, workspace, name=name.title())
            _add(RoleHolder, workspace, unit=organisation, role=role, member=member)
            people[name] = viewer_of(member)
        tasks = {}
        for number, name in enumerate(("editor", "import"), 1):
            item = _add(Item, workspace, unit=project, kind="task", prefix="ACM", number=number, title=name)
            effort = {"optimistic": 8.0, "likely": 16.0, "pessimistic": 24.0}
            tasks[name] = _add(Task, workspace, item=item, position=f"a{number}", effort=effort)
    world = World(workspace, project, organisation, people, tasks)
    carry_out(SetUpMatrix(id=uuid4(), unit=str(organisation.pk)), workspace)
    return world


def _add(model: Any, workspace: Workspace, **values: Any) -> Any:
    return model.everything.create(workspace=workspace, **values)


@pytest.fixture
def world(db: Any) -> World:
    return make_world()


TaskRef = Annotated[str, RefTo("delivery.task")]


@pytest.fixture
def scratch(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Commands that exist in one test: a plain retitle and an estimate of a decision family."""
    monkeypatch.setattr(registry, "_commands", dict(registry._commands))

    class Retitle(Command, name="scratch.retitle", permission="member"):
        """Give a task another title."""

        task: TaskRef
        title: str

        def apply(self, ctx: Scope) -> None:
            ctx.update(ctx.get(self.task).item, title=self.title)

        def sentence(self, ctx: Scope) -> str:
            return f"named it {self.title}"

    class Estimate(Command, name="scratch.estimate", family="estimate.set"):
        """Estimate a task."""

        task: TaskRef
        hours: float

        def apply(self, ctx: Scope) -> None:
            effort = {"optimistic": self.hours, "likely": self.hours, "pessimistic": self.hours}
            ctx.update(ctx.get(self.task), effort=effort)

        def sentence(self, ctx: Scope) -> str:
            return f"estimated {ctx.title(self.task)} at {self.hours:g} h"

    class Add(Command, name="scratch.add", family="release.scope"):
        """Add a task to the scope."""

        id: UUID
        beside: TaskRef
        title: str

        def apply(self, ctx: Scope) -> None:
            from pilothouse.who.items.keys import open_item

            item = open_item(ctx, "task", self.id, ctx.get(self.beside).item.unit, self.title)
            ctx.save(Task(item=item, position="b"))

        def sentence(self, ctx: Scope) -> str:
            return f"added {self.title}"

    return type("Scratch", (), {"Retitle": Retitle, "Estimate": Estimate, "Add": Add})


@dataclass(frozen=True)
class Hours:
    """A plan for these tests: total likely hours at a revision."""

    revision: int
    hours: dict[str, float]

    @property
    def hash(self) -> str:
        return sha256(str(sorted(self.hours.items())).encode()).hexdigest()


class HoursLens:
    """Prices a change by hours of work: eight of them are a working day later."""

    total = 1000.0

    def watched(self) -> dict[str, frozenset[str]]:
        return {"delivery.task": frozenset({"effort", "deleted_at"})}

    def touches(self, differences: Any) -> bool:
        return any(d.columns & self.watched().get(d.model, frozenset()) for d in differences)

    def keep(self, ctx: Any, documents: Any) -> None:
        """Nothing to keep."""

    def snapshot(self, workspace: str) -> Hours:
        revision = Workspace.objects.get(pk=workspace).plan_revision
        rows = Task.everything.filter(workspace=workspace).values_list("pk", "effort")
        return Hours(revision, {str(pk): effort["likely"] for pk, effort in rows if effort})

    def patched(self, snapshot: Hours, differences: Any) -> Hours:
        new = {d.id: d.after["effort"]["likely"] for d in differences if d.after and d.after.get("effort")}
        return Hours(snapshot.revision, snapshot.hours | new)

    def size(self, before: Hours, after: Hours, unit: str | None) -> Size:
        more = sum(after.hours.values()) - sum(before.hours.values())
        return Size(days=more / 8, cost=0.0, effort=0.0)

    def runs_at_once(self, before: Hours, runs: int) -> int:
        return runs

    def impact(
        self, before: Hours, after: Hours, unit: str | None, seed: int, runs: int, watch: Any
    ) -> dict[str, Any]:
        return {"lines": [{"before": sum(before.hours.values()), "after": sum(after.hours.values())}]}

    def waiting(self, before: Hours, after: Hours, unit: str | None, seed: int, watch: Any) -> dict[str, Any]:
        return {}


@pytest.fixture
def plan_lens(monkeypatch: pytest.MonkeyPatch) -> HoursLens:
    made = HoursLens()
    monkeypatch.setattr(lens, "_plan_lens", [made])
    return made
