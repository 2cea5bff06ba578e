"""How a project's scope has moved since it was baselined: in items and person-days, approved or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.engine.plan import Plan
from pilothouse.engine.scope import ScopeMoved
from pilothouse.when.schedule.causes import WORK
from pilothouse.when.schedule.drifted import Change, at_baseline, changes, plan_at, states_after
from pilothouse.when.schedule.models import Baseline
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.queries import rows_of, stored
from pilothouse.who.people.models import Unit
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
Days = dict[str, float]
"""Person-days of a project's tasks, by id."""


@dataclass(frozen=True)
class Point:
    """A project's person-days and number of items at the end of a day that changed them."""

    day: date
    days: float
    items: int


def scope_of(viewer: Viewer, project: str) -> Row | None:
    """Both measures, the line over time, and the outcome first set beside what is expected now; None for a
    project whose scope is not baselined."""
    baseline = first_baseline(viewer, project)
    if baseline is None:
        return None
    moment = at_baseline(viewer, baseline)
    first, told = plan_at(viewer, moment), changes(viewer, moment.revision)
    then, now, agreed = work_of(first, project), work_of(rows_of(viewer).plan, project), approved(told)
    line = [Point(moment.day, sum(then.values()), len(then))]
    for when, plan in states_after(viewer, moment, told):
        work = work_of(plan, project)
        if (sum(work.values()), len(work)) != (line[-1].days, line[-1].items):
            line.append(Point(when, sum(work.values()), len(work)))
    return {
        "baseline": baseline,
        "items": moved(dict.fromkeys(then, 1.0), dict.fromkeys(now, 1.0), agreed),
        "days": moved(then, now, agreed),
        "line": line,
        "outcome": _outcome(viewer, project, baseline, first),
    }


def first_baseline(viewer: Viewer, project: UUID | str) -> Baseline | None:
    """The one that put scope under change control: the outcome that was first agreed."""
    units = Unit.objects.seen_by(viewer).filter(pk=project, scope_baseline__isnull=False)
    found: Baseline | None = (
        Baseline.objects.seen_by(viewer).filter(pk__in=units.values("scope_baseline")).first()
    )
    return found


def work_of(plan: Plan, project: str) -> Days:
    """Each task's likely effort in person-days; a feature without tasks counts as one."""
    return {
        task.id: task.effort_hours.likely / HOURS_PER_DAY for task in plan.tasks if task.project == project
    }


def moved(then: Mapping[str, float], now: Mapping[str, float], agreed: Iterable[str]) -> ScopeMoved:
    """What came and is still there, what went, what stayed and changed."""
    came, accepted = {id: now[id] for id in now if id not in then}, set(agreed)
    changed = [now[id] - then[id] for id in then if id in now]
    return ScopeMoved(
        baseline=sum(then.values()),
        approved=sum(size for id, size in came.items() if id in accepted),
        unapproved=sum(size for id, size in came.items() if id not in accepted),
        removed=sum(then[id] for id in then if id not in now),
        changed=sum(map(abs, changed)),
        grown=sum(changed),
    )


def approved(told: Iterable[Change]) -> set[str]:
    """The work that came in, or came back, by an accepted proposal."""
    found: set[str] = set()
    for change in told:
        came = {
            each.id for each in change.differences if each.model in WORK and _came(each.before, each.after)
        }
        found = found | came if change.mandate is not None else found - came
    return found


def _came(before: Row | None, after: Row | None) -> bool:
    if before is None or after is None:
        return before is None
    return any(before.get(name) != after.get(name) for name in ("deleted_at", "release_id"))


def _outcome(viewer: Viewer, project: str, baseline: Baseline, first: Plan) -> Row:
    """Target and safe-to-say date as they were first agreed, and as they are."""
    now, zone = rows_of(viewer).plan, first.timezone
    targets = [next((p.target for p in plan.projects if p.id == project), None) for plan in (first, now)]
    safe = stored(viewer).outlooks.get(project, {}).get("finish", {}).get("p85")
    return {
        "target_then": day(targets[0], zone),
        "target_now": day(targets[1], zone),
        "safe_then": day((baseline.dates.get(project) or {}).get("p85"), zone),
        "safe_now": day(safe, zone),
    }
