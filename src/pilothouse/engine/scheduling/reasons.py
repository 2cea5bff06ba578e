"""Why something has no date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..calendar import local_day
from ..plan import Group, Milestone, Task
from ..precedence import Ancestors, tasks_in
from .result import Unscheduled
from .timelines import NEVER

if TYPE_CHECKING:
    from .dispatch import Dispatch


def unscheduled(done: Dispatch) -> tuple[Unscheduled, ...]:
    """Every task and milestone without a date, with the reason, in document order."""
    marks = done.compiled.counts["marks"]
    missing = [node for node in range(marks) if not done.placed(node)]
    if not missing:
        return ()
    reasons = _Reasons(done)
    return tuple(Unscheduled(reasons.items[node].id, reasons.of(node)) for node in missing)


class _Reasons:
    def __init__(self, done: Dispatch) -> None:
        plan = done.compiled.plan
        self.done = done
        self.items: tuple[Task | Milestone, ...] = (*plan.tasks, *plan.milestones)
        self.groups: dict[str, Group] = {group.id: group for group in plan.groups}
        self.inside = tasks_in(plan)
        self.around = Ancestors(plan)

    def of(self, node: int) -> str:
        item = self.items[node]
        if node in self.done.compiled.impossible:
            return self.done.compiled.impossible[node]
        if waited := self._waits_for(item):
            return f"waits for {waited}, which cannot be scheduled"
        if self.done.start_bound[node] >= NEVER:
            return "waits for a lag that does not pass before the end of all working time"
        day = local_day(self.done.compiled.time.horizon, self.done.compiled.plan.timezone)
        if self.done.compiled.time.final:
            return f"would not be done before {day:%Y-%m-%d}, which is as far as this plan is computed"
        return "those who could do it have too little working time left before leave or allocation ends it"

    def _waits_for(self, item: Task | Milestone) -> str | None:
        """The first that it waits for, by its own links or its groups', without a date."""
        own = [link.on for link in item.depends_on]
        if isinstance(item, Task):
            own += [
                link.on for group in self.around.of(item.parent) for link in self.groups[group].depends_on
            ]
        for on in own:
            for id in self.inside.get(on, (on,)):
                if not self.done.placed(self.done.compiled.index[id]):
                    return id
        return None
