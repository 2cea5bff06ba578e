"""Goals as a tree, each with the story of its measures and the work that carries it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import key_order
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.models import Goal, MeasureValue
from pilothouse.why.strategy.queries import goal_rows

Rows = list[dict[str, Any]]


@once
def goal_tree(viewer: Viewer) -> Rows:
    """Goals from the top, those that serve one right below it; ``depth`` counts from 0.

    Measures have ``past``: what they were, oldest first, beginning with where they started."""
    rows = sorted(goal_rows(viewer).values(), key=lambda row: key_order(row["key"]))
    past = _past(viewer)
    for row in rows:
        for measure in row["measures"]:
            measure["past"] = [measure["start"], *past[measure["id"]]]
    return _below(rows, "", 0)


def carried(viewer: Viewer, goals: Rows) -> Rows:
    """Those goals with the ``features`` that carry them, those that are done last."""
    known = _panels(viewer, tuple(row["id"] for row in goals))
    return [
        row | {"features": sorted(known.get(row["id"], {}).get("features", ()), key=_is_done)}
        for row in goals
    ]


def _is_done(feature: dict[str, Any]) -> bool:
    return bool(feature["state"] == "done")


@once
def _panels(viewer: Viewer, goals: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return panels(viewer, Goal.kind, goals)


def standing(goals: Rows) -> dict[str, int]:
    """How many measures there are, how many are reached, and how many go the wrong way."""
    shares = [measure["reached"] for goal in goals for measure in goal["measures"]]
    return {
        "measures": len(shares),
        "reached": sum(share >= 1 for share in shares),
        "better": sum(0 < share < 1 for share in shares),
        "worse": sum(share < 0 for share in shares),
    }


def _below(rows: Rows, parent: str, depth: int) -> Rows:
    return [
        line
        for row in rows
        if row["parent"] == parent
        for line in (row | {"depth": depth}, *_below(rows, row["id"], depth + 1))
    ]


def _past(viewer: Viewer) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for measure, value in (
        MeasureValue.objects.seen_by(viewer).order_by("on").values_list("measure_id", "value")
    ):
        found[str(measure)].append(value)
    return found
