"""Several curves of chances by date on one scale: positions for macros/curves.jinja."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pilothouse.ui.chance import place, points
from pilothouse.ui.filters import short
from pilothouse.ui.scale import TimeScale

TABLE = (10, 25, 50, 75, 85, 95)


def chance_curves(chart: Mapping[str, Any]) -> dict[str, Any]:
    """``series`` of {name, letter, days}, finishes in equal steps of chance, soonest first; ``target`` is
    marked. Positions are per cent of width and height, from the top left."""
    series: Sequence[Mapping[str, Any]] = chart["series"]
    target: date | None = chart.get("target")
    ends = [day for each in series for day in (each["days"][0], each["days"][-1])]
    scale = TimeScale.of(
        min([*ends, *([target] if target else [])]), max([*ends, *([target] if target else [])])
    )
    return {
        "months": scale.months(),
        "target": {"x": scale.x(target, 1), "label": f"Target {short(target)}"} if target else None,
        "series": [_drawn(each, scale, target) for each in series],
        "table": [
            {"chance": c, "days": [each["days"][place(c, each["days"])] for each in series]} for c in TABLE
        ],
    }


def _drawn(each: Mapping[str, Any], scale: TimeScale, target: date | None) -> dict[str, Any]:
    days: Sequence[date] = each["days"]
    likely, safe = (days[place(chance, days)] for chance in (50, 85))
    kept = None if target is None else round(100 * sum(day <= target for day in days) / len(days))
    return {
        "name": each["name"],
        "letter": each["letter"],
        "points": " ".join(f"{x},{y}" for x, y in points(days, scale)),
        "likely": {"x": scale.x(likely, 1), "day": likely},
        "safe": {"x": scale.x(safe, 1), "day": safe},
        "kept": kept,
    }
