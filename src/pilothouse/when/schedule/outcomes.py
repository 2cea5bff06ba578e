"""What is known today of dates, chances and cost that somebody once predicted: a facet for decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.moments import iso
from pilothouse.when.schedule.queries import Stored, rows_of, stored
from pilothouse.who.rows import Viewer

EARLIEST, LATEST = "p5", "p95"


def outcomes(viewer: Viewer, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """For each id, "" meaning all work: the likely finish, or the real one when it is ``finished``; cost at
    completion; the chance of the target, and whether it was ``met`` once that is settled."""
    found = stored(viewer)
    if found.row is None:
        return {}
    plan = rows_of(viewer).plan
    targets = _targets(plan)
    return {id: _outcome(found, plan, id, targets.get(id)) for id in ids if id in found.outlooks or not id}


def _outcome(found: Stored, plan: Plan, id: str, target: int | None) -> dict[str, Any]:
    result = found.outlooks[id] if id else found.result
    finish: Mapping[str, int | None] = result.get("finish", {})
    first, last = finish.get(EARLIEST), finish.get(LATEST)
    finished = last is not None and first == last and last <= plan.as_of
    chance = result.get("chance_of_target")
    paid = any(person.rate_per_hour for person in plan.people)
    return {
        "likely": iso(finish.get("p50"), found.zone),
        "finished": finished,
        "cost": (found.result.get("cost") or {}).get("p50") if paid and not id else None,
        "chance": None if chance is None else round(100 * chance, 1),
        "met": _met(finished, last, target, plan.as_of),
    }


def _met(finished: bool, finish: int | None, target: int | None, now: int) -> bool | None:
    """Whether the target was kept; None while it may still go either way."""
    if target is None:
        return None
    if finished and finish is not None:
        return finish <= target
    return False if target < now else None


def _targets(plan: Plan) -> dict[str, int | None]:
    targets = {"": plan.target}
    for marks in (plan.releases, plan.milestones, plan.projects):
        targets |= {mark.id: mark.target for mark in marks}
    return targets
