"""What a computed date is held against: the newest baselines, and why something has no date."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.models import Baseline
from pilothouse.when.schedule.names import ids_in, in_words, seen_names
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer


@once
def newest_baselines(viewer: Viewer) -> list[Baseline]:
    """The newest baseline of each project, the newest of all first."""
    newest: dict[UUID, UUID] = {}
    for unit, pk in Baseline.objects.seen_by(viewer).order_by("-at").values_list("unit_id", "pk"):
        newest.setdefault(unit, pk)
    return list(Baseline.objects.seen_by(viewer).filter(pk__in=list(newest.values())).order_by("-at"))


def base_of(baselines: Iterable[Baseline], id: str) -> tuple[str, Mapping[str, int | None]]:
    """(name, dates in UTC minutes) of the first baseline that has a date for it; nothing when none has."""
    found = next((each for each in baselines if each.dates.get(id)), None)
    return (found.name, found.dates[id]) if found else ("", {})


def reasons(viewer: Viewer, result: Mapping[str, Any], plan: Plan) -> dict[str, str]:
    """Why tasks and milestones have no date, in words; a group's reason is that of the first inside it."""
    told = {each["id"]: each["reason"] for each in result.get("unscheduled", ())}
    if not told:
        return {}
    parents: dict[str, str | None] = {task.id: task.parent for task in plan.tasks}
    parents |= {group.id: group.parent for group in plan.groups}
    for id in list(told):
        above = parents.get(id)
        while above is not None and above not in told:
            told[above] = told[id]
            above = parents.get(above)
    names = seen_names(viewer, ids_in(told.values()))
    return {id: in_words(reason, names) for id, reason in told.items()}
