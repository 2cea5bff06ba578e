"""The rows of the large workspace, room by room: what ``bench.large`` writes past the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bench.large import Large

BATCH = 5_000
OPEN = 0.25
"""Which share of the tasks is still to be done."""
ROLES = ("product_manager", "product_owner", "engineering_manager", "project_manager")
SKILLS = ("Backend", "Frontend", "Design", "Data", "Mobile", "Quality", "Operations", "Writing")


def in_batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    """Rows in lists of at most BATCH."""
    batch: list[Any] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Rows:
    """The rows of one workspace, room by room from the bottom up."""

    def __init__(self, large: Large, workspace: Any) -> None:
        from pilothouse.who.people.models import Calendar, Unit

        self.large, self.workspace, self.random = large, workspace, large.random
        self.organisation = Unit.everything.get(workspace=workspace, kind="organisation")
        self.calendar = Calendar.everything.filter(workspace=workspace).first()
        self.now = datetime.now().astimezone()
        self.number = 0
        self.heads: list[Any] = []

    def write(self, model: Any, rows: Iterable[dict[str, Any]]) -> list[Any]:
        """Insert rows of a model in batches; they come back without being read again."""
        from django.db import transaction

        made = []
        with transaction.atomic():
            for batch in in_batches(model(workspace=self.workspace, **row) for row in rows):
                model._base_manager.bulk_create(batch)
                made += batch
        return made

    def people(self) -> None:
        """Units, skills and members with a role, a team and a skill each."""
        from pilothouse.what.roadmap.models import Product
        from pilothouse.when.schedule.models import Project
        from pilothouse.who.people.models import Member, Membership, MemberSkill, Skill, Unit

        large, top = self.large, self.organisation
        units = [("product", "Product", n) for n in range(1, large.projects // 2 + 1)]
        self.products = self.write(Unit, (self._unit(*named, parent=top) for named in units))
        self.write(
            Product,
            ({"id": large.id(), "unit": unit, "purpose": "Less work on paper."} for unit in self.products),
        )
        parents = [self.products[n % len(self.products)] for n in range(large.projects)]
        self.projects = self.write(
            Unit, (self._unit("project", "Project", n, parent=parent) for n, parent in enumerate(parents, 1))
        )
        start = self.now.date() - timedelta(days=200)
        target = self.now.date() + timedelta(days=120)
        self.write(
            Project,
            ({"id": large.id(), "unit": unit, "start": start, "target": target} for unit in self.projects),
        )
        self.skills = self.write(Skill, ({"id": large.id(), "name": name} for name in SKILLS))
        self.members = self.write(Member, (self._member(n) for n in range(large.people)))
        self.write(MemberSkill, (self._skilled(n, m) for n, m in enumerate(self.members)))
        self.write(Membership, (self._belongs(n, m) for n, m in enumerate(self.members)))
        self._roles([top, *self.products, *self.projects])

    def _roles(self, units: list[Any]) -> None:
        """The steward holds every role, as who measures must be the one who decides."""
        from pilothouse.who.people.models import Member, RoleHolder

        steward = Member.everything.filter(workspace=self.workspace).exclude(account=None).first()
        pairs = [(unit, role) for unit in units for role in ROLES]
        self.write(RoleHolder, (self._holds(steward, *pair) for pair in pairs))

    def _holds(self, member: Any, unit: Any, role: str) -> dict[str, Any]:
        return {"id": self.large.id(), "unit": unit, "role": role, "member": member}

    def _unit(self, kind: str, name: str, n: int, parent: Any) -> dict[str, Any]:
        return {"id": self.large.id(), "kind": kind, "name": f"{name} {n}", "parent": parent, "rank": n}

    def _member(self, n: int) -> dict[str, Any]:
        return {"id": self.large.id(), "name": f"Person {n:03}", "plannable": True, "calendar": self.calendar}

    def _skilled(self, n: int, member: Any) -> dict[str, Any]:
        return {"id": self.large.id(), "member": member, "skill": self.skills[n % len(self.skills)]}

    def _belongs(self, n: int, member: Any) -> dict[str, Any]:
        return {"id": self.large.id(), "member": member, "unit": self.projects[n % len(self.projects)]}

    def plan(self) -> None:
        """Goals, releases, features, tasks with links and people, risks and milestones."""
        from pilothouse.when.risks.models import Risk
        from pilothouse.when.schedule.models import Milestone
        from pilothouse.why.strategy.models import Goal

        self.goals = self.items(
            Goal, "goal", self.products, lambda n: {"outcome": "Fewer questions at the desk."}
        )
        self._releases()
        self._features()
        self._tasks()
        chance = self.random.random
        self.items(
            Risk,
            "risk",
            self.projects,
            lambda n: {"probability": round(chance() * 0.4, 2), "cause": "A supplier is late."},
        )
        self.items(
            Milestone,
            "milestone",
            self.projects,
            lambda n: {"target": self.now.date() + timedelta(days=n % 300)},
        )

    def items(self, model: Any, kind: str, units: list[Any], columns: Any) -> list[Any]:
        """Items of a kind spread over units, with the columns of their own table."""
        from pilothouse.who.items.models import Item

        count = self.large.counts[kind]
        heads = self.write(Item, (self._head(kind, units[n % len(units)]) for n in range(count)))
        self.heads += heads
        return self.write(model, ({"item": head} | columns(n) for n, head in enumerate(heads)))

    def _head(self, kind: str, unit: Any) -> dict[str, Any]:
        self.number += 1
        named = {"kind": kind, "prefix": "LRG", "number": self.number, "title": self.large.title()}
        return {"id": self.large.id(), "unit": unit, **named}

    def _releases(self) -> None:
        from pilothouse.what.roadmap.models import Release

        def columns(n: int) -> dict[str, Any]:
            delivered = self.projects[n % len(self.projects)]
            return {"delivered_by": delivered, "target": self.now.date() + timedelta(days=30 + n % 200)}

        self.releases = self.items(Release, "release", self.products, columns)

    def _features(self) -> None:
        from pilothouse.what.backlog.models import Feature
        from pilothouse.who.items.ranks import ranks_after

        ranks = ranks_after(None, self.large.counts["feature"])
        step = len(self.products)

        def columns(n: int) -> dict[str, Any]:
            release = self.releases[n % len(self.releases)] if n % 3 else None
            return {
                "rank": ranks[n],
                "release": release,
                "goal": self.goals[n % len(self.goals)],
                "problem": f"Every {n % step} days somebody asks.",
            }

        self.features = self.items(Feature, "feature", self.products, columns)

    def _tasks(self) -> None:
        from pilothouse.how.delivery.models import Assignment, Dependency, Task
        from pilothouse.who.items.ranks import ranks_after

        count = self.large.counts["task"]
        still = int(count * OPEN)
        ranks = ranks_after(None, count)

        def columns(n: int) -> dict[str, Any]:
            done = n >= still
            common = {
                "position": ranks[n],
                "effort": self.large.hours(),
                "skill": self.random.choice(self.skills),
            }
            if n % 10 == 0:
                common["feature"] = self.features[(n // 10) % len(self.features)]
            return common | (self._done() if done else {})

        tasks = self.items(Task, "task", self.projects, columns)
        assigned = (t for n, t in enumerate(tasks) if n >= still or n % 2)
        self.write(
            Assignment,
            (
                {"id": self.large.id(), "task": t, "member": self.random.choice(self.members)}
                for t in assigned
            ),
        )
        step = len(self.projects)
        pairs = (
            (tasks[n - step * self.random.randint(1, 5)], tasks[n])
            for n in range(step * 5, still)
            if n % 3 == 0
        )
        self.write(Dependency, ({"id": self.large.id(), "before": a.item, "after": b.item} for a, b in pairs))

    def _done(self) -> dict[str, Any]:
        finished = self.now - timedelta(days=self.random.randint(1, 199))
        return {
            "state": "done",
            "started": finished - timedelta(days=self.random.randint(1, 12)),
            "finished": finished,
        }

    def history(self) -> None:
        """Past changes of every item, oldest first, and the workspace's revision with them."""
        from pilothouse.who.decisions.models import Entry, RowChange

        first = self.workspace.__class__.objects.get(pk=self.workspace.pk).revision
        total = len(self.heads) * self.large.history
        begun = self.now - timedelta(days=365)
        step = timedelta(days=364) / max(1, total)
        for low in range(0, total, BATCH * 10):
            numbers = range(low, min(total, low + BATCH * 10))
            entries = self.write(Entry, (self._entry(first + 1 + n, begun + step * n, n) for n in numbers))
            self.write(RowChange, (self._change(entry, n) for entry, n in zip(entries, numbers, strict=True)))
        self.workspace.__class__.objects.filter(pk=self.workspace.pk).update(revision=first + total)
        self.organisation.__class__.everything.filter(pk=self.organisation.pk).update(last_number=self.number)

    def _entry(self, revision: int, at: datetime, n: int) -> dict[str, Any]:
        head, actor = self.heads[n % len(self.heads)], self.members[n % len(self.members)]
        told = {
            "command": "item.rename",
            "channel": "web",
            "sentence": f"renamed {head.title} {n} to {head.title}",
        }
        payload = {"item": str(head.pk), "title": head.title}
        return {
            "id": self.large.id(),
            "group": self.large.id(),
            "revision": revision,
            "at": at,
            "actor": actor,
            "payload": payload,
            **told,
        }

    def _change(self, entry: Any, n: int) -> dict[str, Any]:
        head = self.heads[n % len(self.heads)]
        values = {"before": {"title": f"{head.title} {n}"}, "after": {"title": head.title}}
        return {
            "id": self.large.id(),
            "entry": entry,
            "position": 0,
            "model": "items.item",
            "row": head.pk,
            **values,
        }
