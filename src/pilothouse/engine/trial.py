"""A change tried: the plan is dispatched with it, and what ends later or sooner is told in working days."""

from __future__ import annotations

from dataclasses import dataclass

from .impact import WorkingDays
from .plan import Milestone, Plan, Project, Release
from .scheduling.spans import contents
from .scheduling.standing import Standing, standing
from .scheduling.timelines import NEVER

LEAST_DAYS = 0.25
"""Working days; less is not worth a decision."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a change: ``days`` by which the thing asked about ends later (negative: sooner; None when
    it has no date), ``whole`` the same of the whole plan, ``others`` of releases, milestones and projects."""

    days: float | None
    whole: float | None
    others: dict[str, float | None]

    @property
    def later(self) -> dict[str, float]:
        """Of the others those that end later by as much as is worth a decision."""
        return {id: days for id, days in self.others.items() if days and days >= LEAST_DAYS}


class Trial:
    """Tries changes to a plan at likely effort; ``id`` is what is asked about, ``""`` the whole plan.

    Raises ``KeyError`` for an id that is not in the plan, ``CycleError`` for work that waits for itself."""

    def __init__(self, plan: Plan, id: str = "") -> None:
        self.plan, self.id = plan, id
        self.inside = contents(plan)
        self.before = standing(plan)
        self.end = self.finish(self.before, id)
        others: tuple[Release | Milestone | Project, ...] = (*plan.releases, *plan.milestones, *plan.projects)
        self.others = {each.id: self.finish(self.before, each.id) for each in others if each.id != id}
        self.working = WorkingDays(plan)

    def of(self, changed: Plan) -> Tried:
        """What the changed plan does to the dates."""
        after = self.before.moved(changed)
        return Tried(
            self.working.between(self.end, self.finish(after, self.id)),
            self.working.between(self.before.last(), after.last()),
            {id: self.working.between(end, self.finish(after, id)) for id, end in self.others.items()},
        )

    def finish(self, known: Standing, id: str) -> int | None:
        """When it ends in a dispatched plan; None when a part of it has no date."""
        if not id:
            return known.last()
        nodes = [known.compiled.index[name] for name in self.inside.get(id, (id,))]
        last = max((int(known.finish[node]) for node in nodes), default=NEVER)
        return None if last >= NEVER else last
