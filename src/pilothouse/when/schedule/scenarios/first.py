"""A scenario's first estimate: its edits on the plan as it stands, dispatched once at likely effort."""

from __future__ import annotations

from typing import Any

from pilothouse.engine.impact import WorkingDays
from pilothouse.engine.precedence import CycleError
from pilothouse.when.schedule import snapshot
from pilothouse.when.schedule.moments import iso
from pilothouse.when.schedule.queries import rows_of, stored
from pilothouse.when.schedule.snapshot import PlanRows
from pilothouse.who.decisions.scenarios.queries import ScenarioRow
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

Line = dict[str, Any]


def estimated(viewer: Viewer, row: ScenarioRow) -> dict[str, Any] | None:
    """An impact of dates alone: they move as far as the finish does without simulation.

    None where nothing can be said yet: without differences, without a forecast, or in a ring of work."""
    found = stored(viewer)
    if not row.differences or found.row is None:
        return None
    before = rows_of(viewer)
    after = snapshot.patched(before, row.differences)
    try:
        ends, then = _ends(before), _ends(after)
    except CycleError:
        return None
    days, names = WorkingDays(before.plan), _names(viewer)
    lines = []
    for id, end in ends.items():
        finish = found.outlooks.get(id, {}).get("finish", {})
        if id not in names or finish.get("p85") is None:
            continue
        for kind in ("p50", "p85"):
            was = finish[kind]
            now = was + then[id] - end if id in then else None
            moved = days.between(was, now) or 0.0
            lines.append(_line(kind, id, names[id], (iso(was, found.zone), iso(now, found.zone)), moved))
    return {"lines": lines, "first": True} if lines else None


def _ends(rows: PlanRows) -> dict[str, int]:
    """Finishes of releases, then of projects that deliver none, at likely effort."""
    delivered = {release.project for release in rows.plan.releases}
    done = rows.schedule
    found = {span.id: span.finish for span in done.releases}
    return found | {span.id: span.finish for span in done.projects if span.id not in delivered}


def _names(viewer: Viewer) -> dict[str, tuple[str, str]]:
    items = {str(id): (head.title, head.key) for id, head in heads(viewer, kind="release").items()}
    return items | {str(id): (name, "") for id, name in unit_names(viewer).items()}


def _line(kind: str, id: str, name: tuple[str, str], ends: tuple[Any, Any], moved: float) -> Line:
    return {
        "kind": kind,
        "measure": kind,
        "subject": id,
        "name": name[0],
        "key": name[1],
        "before": ends[0],
        "after": ends[1],
        "change": round(moved, 2),
        "unit": "date",
        "clear": bool(moved),
        "better": moved < 0 if moved else None,
    }
