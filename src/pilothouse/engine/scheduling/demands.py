"""What each task needs, or the sentence that says why nobody can do it."""

from __future__ import annotations

from dataclasses import dataclass

from ..plan import Plan, Task
from .timelines import NEVER, Timelines


@dataclass(frozen=True, slots=True)
class ClassKey:
    """What tasks of one class share: lanes to choose from (in order of preference), how many of them, the
    timeline of those without people, and pools with amounts."""

    lanes: tuple[int, ...]
    need: int
    timeline: int
    uses: tuple[tuple[int, int], ...]


class Demands:
    """Finds the class of tasks: who may do them, and with what."""

    def __init__(self, plan: Plan, time: Timelines) -> None:
        self.plan = plan
        self.time = time
        self.person = {person.id: place for place, person in enumerate(plan.people)}
        self.pool = {pool.id: place for place, pool in enumerate(plan.pools)}
        self.lanes: dict[int, dict[str | None, int]] = {}
        for place, lane in enumerate(time.lanes):
            self.lanes.setdefault(lane.person, {})[lane.project] = place
        self._skilled: dict[tuple[str, int, str | None], tuple[int, ...]] = {}

    def key(self, task: Task) -> ClassKey | str:
        """The task's class, or the reason why nobody can do it."""
        uses = tuple(sorted((self.pool[id], amount) for id, amount in task.uses.items() if amount > 0))
        for pool, amount in uses:
            if amount > self.plan.pools[pool].capacity:
                known = self.plan.pools[pool]
                return f"needs {amount} of {known.name or known.id}, which has only {known.capacity}"
        if task.duration_hours is not None or (task.skill is None and not task.people):
            return self._alone(task, uses)
        return self._fixed(task, uses) if task.people else self._chosen(task, uses)

    def _alone(self, task: Task, uses: tuple[tuple[int, int], ...]) -> ClassKey | str:
        timeline = self.time.shared(task.uses)
        if self.time.rows[timeline].last == -NEVER:
            return "has no working time: the project calendar and those of its pools are never open together"
        return ClassKey((), 0, timeline, uses)

    def _fixed(self, task: Task, uses: tuple[tuple[int, int], ...]) -> ClassKey | str:
        lanes = []
        for id in dict.fromkeys(task.people):
            if id not in self.person:
                return f"is given to {id!r}, who is not in the plan"
            lane = self._lane(self.person[id], task.project)
            name = self.plan.people[self.person[id]].name or id
            if lane is None:
                return f"is given to {name}, who has no share allocated to its project"
            if self._last(lane) == -NEVER:
                return f"is given to {name}, who has no working time from now on"
            lanes.append(lane)
        return ClassKey(tuple(sorted(lanes)), len(lanes), -1, uses)

    def _chosen(self, task: Task, uses: tuple[tuple[int, int], ...]) -> ClassKey | str:
        skill, need = task.skill or "", max(task.people_needed, 1)
        lanes = self._able(skill, task.level, task.project)
        if len(lanes) >= need:
            return ClassKey(lanes, need, -1, uses)
        level = f" at level {task.level} or more" if task.level > 1 else ""
        holders = sum(_has(person.skills, skill, task.level) for person in self.plan.people)
        if not holders:
            return f"nobody has the skill {skill!r}{level}"
        if holders < need:
            return f"needs {need} people with the skill {skill!r}{level}; only {holders} have it"
        able = f"only {len(lanes)} of them have" if lanes else "none of them has"
        where = "" if task.project is None else f" for project {task.project!r}"
        return f"needs {need} with the skill {skill!r}{level}; {able} working time{where} from now on"

    def _able(self, skill: str, level: int, project: str | None) -> tuple[int, ...]:
        """Lanes of those with the skill and working time: fewest other skills first, then document order."""
        key = (skill, level, project)
        if key not in self._skilled:
            people = [
                (len(person.skills), place)
                for place, person in enumerate(self.plan.people)
                if _has(person.skills, skill, level)
            ]
            lanes = [self._lane(place, project) for _, place in sorted(people)]
            self._skilled[key] = tuple(k for k in lanes if k is not None and self._last(k) > -NEVER)
        return self._skilled[key]

    def _lane(self, person: int, project: str | None) -> int | None:
        lanes = self.lanes[person]
        return lanes.get(None, lanes.get(project))

    def _last(self, lane: int) -> int:
        return self.time.rows[self.time.lanes[lane].timeline].last


def _has(skills: dict[str, int], skill: str, level: int) -> bool:
    return skill in skills and skills[skill] >= level
