"""A curve of chances by date, with the finishes behind it: positions for macros/chance.jinja."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from pilothouse.ui.filters import short
from pilothouse.ui.scale import TimeScale

BARS = 24
TABLE = (5, 10, 25, 50, 75, 85, 90, 95)


def chance_curve(curve: Mapping[str, Any]) -> dict[str, Any]:
    """``days`` are finishes in equal steps of chance, soonest first; ``likely``, ``safe`` and ``target`` with
    its ``chance`` are marked. Positions are per cent of width and height, from the top left."""
    days: Sequence[date] = curve["days"]
    shown = [d for d in (days[0], days[-1], curve.get("target")) if d]
    scale = TimeScale.of(min(shown), max(shown))
    return {
        "months": scale.months(),
        "points": " ".join(f"{x},{y}" for x, y in points(days, scale)),
        "bars": _bars(days, scale),
        "marks": list(_marks(curve, scale)),
        "table": [{"chance": chance, "day": days[place(chance, days)]} for chance in TABLE],
    }


def place(chance: float, days: Sequence[date]) -> int:
    return min(max(int(-(-chance * len(days) // 100)) - 1, 0), len(days) - 1)


def points(days: Sequence[date], scale: TimeScale) -> list[tuple[float, float]]:
    """The curve from the first finish up, a point where the chance changes; flat before and after."""
    done: dict[date, int] = {}
    for number, each in enumerate(days, 1):
        done[each] = number
    points = [(0.0, 100.0), (scale.x(days[0]), 100.0)]
    points += [(scale.x(each, 1), round(100 - 100 * number / len(days), 2)) for each, number in done.items()]
    return [*points, (100.0, 0.0)]


def _bars(days: Sequence[date], scale: TimeScale) -> list[dict[str, float]]:
    """Finishes counted in even spans of whole days, the fullest as high as a fifth of the chart."""
    step = max(-(-scale.width // BARS), 1)
    edges = [scale.start + timedelta(days=n) for n in range(0, scale.width + step, step)]
    counts = [sum(first <= each < end for each in days) for first, end in pairwise(edges)]
    most = max(counts, default=0) or 1
    return [
        {
            "x": scale.x(first),
            "width": round(scale.x(end) - scale.x(first), 2),
            "height": round(20 * n / most, 2),
        }
        for (first, end), n in zip(pairwise(edges), counts, strict=True)
        if n
    ]


def _marks(curve: Mapping[str, Any], scale: TimeScale) -> Iterator[dict[str, Any]]:
    """Points on the curve: what share of runs is done by the end of each of these days."""
    days: Sequence[date] = curve["days"]
    for name, label in (("safe", "P85"), ("likely", "P50"), ("target", "Target")):
        when = curve.get(name)
        if when is None:
            continue
        share = 100 * sum(each <= when for each in days) / len(days)
        known = curve.get("chance")
        tail = f", {round(known)}%" if name == "target" and known is not None else ""
        y = round(100 - share, 2)
        yield {"kind": name, "x": scale.x(when, 1), "y": y, "label": f"{label}, {short(when)}{tail}"}
