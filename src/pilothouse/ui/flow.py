"""Charts of flow: positions in per cent for macros/flow.jinja, from the top left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from pilothouse.ui.scale import TimeScale

NAMES = (("open", "To do"), ("started", "In progress"), ("done", "Done"))
APART = 8.0
"""Labels lie at least so far from each other, in per cent of the height."""


def bands(flow: Mapping[str, Any]) -> dict[str, Any]:
    """Cumulative flow: ``counts`` has for each state how many had come to it by the end of a day."""
    days: Sequence[date] = flow["days"]
    scale, top = TimeScale.of(days[0], days[-1]), max(max(flow["counts"][0]), 1)
    edges = [[round(100 - 100 * count / top, 2) for count in row] for row in flow["counts"]]
    xs = [scale.x(day, 1) for day in days]
    lower = [*edges[1:], [100.0] * len(days)]
    drawn = [
        {
            "state": state,
            "label": f"{name} {above[-1] - below[-1] if state != 'done' else above[-1]}",
            "points": _area(xs, edges[at], lower[at]),
            "y": (edges[at][-1] + lower[at][-1]) / 2,
        }
        for at, (state, name) in enumerate(NAMES)
        for above, below in [(flow["counts"][at], flow["counts"][at + 1] if at < 2 else [0] * len(days))]
    ]
    _spread(drawn)
    weeks = [at for at, day in enumerate(days) if day.weekday() == 6 or at == len(days) - 1]
    return {
        "months": scale.months(),
        "bands": drawn,
        "end": xs[-1],
        "ticks": ticks(top),
        "table": [{"day": days[at], "counts": _inside(flow["counts"], at)} for at in weeks],
    }


def scatter(done: Sequence[Mapping[str, Any]], usual: Any, first: date, last: date) -> dict[str, Any]:
    """Finished cards by day and by how many days they took, with the percentiles as lines."""
    scale, top = TimeScale.of(first, last), max([*(card["days"] for card in done), 1.0]) * 1.05
    dots = sorted({(scale.x(card["on"], 0.5), round(100 - 100 * card["days"] / top, 1)) for card in done})
    lines = [("p95", "P95", usual.p95), ("p85", "P85", usual.p85), ("p50", "P50", usual.p50)]
    drawn = [
        {"name": name, "y": round(100 - 100 * days / top, 2), "label": f"{text} {round(days, 1):g} d"}
        for name, text, days in lines
    ]
    for line in drawn:
        line["text_y"] = line["y"]
    _spread(drawn, "text_y")
    return {
        "months": scale.months(),
        "dots": "".join(f"M{x} {y}h0" for x, y in dots),
        "lines": drawn,
        "ticks": ticks(top),
        "table": [card for card in done if card["head"]],
    }


def weekly(weeks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Finished cards a week as bars from zero."""
    scale = TimeScale.of(weeks[0]["week"], weeks[-1]["week"])
    top = max([*(week["count"] for week in weeks), 1])
    width = 100 / len(weeks)
    return {
        "months": scale.months(),
        "bars": [
            {
                "x": round(at * width + width * 0.12, 2),
                "middle": round((at + 0.5) * width, 2),
                "width": round(width * 0.76, 2),
                "height": round(100 * week["count"] / top, 2),
                "count": week["count"],
            }
            for at, week in enumerate(weeks)
        ],
        "numbers": len(weeks) <= 26,
        "ticks": ticks(top),
        "table": weeks,
    }


def _area(xs: Sequence[float], upper: Sequence[float], lower: Sequence[float]) -> str:
    there = [f"{x},{y}" for x, y in zip(xs, upper, strict=True)]
    back = [f"{x},{y}" for x, y in zip(reversed(xs), reversed(lower), strict=True)]
    return " ".join(there + back)


def _inside(counts: Sequence[Sequence[int]], at: int) -> list[int]:
    """How many stand in each state on that day."""
    column = [row[at] for row in counts]
    return [column[0] - column[1], column[1] - column[2], column[2]]


def _spread(labels: Sequence[dict[str, Any]], key: str = "y") -> None:
    """Move labels down from each other, and up again where they would leave the chart."""
    for above, below in pairwise(labels):
        below[key] = max(below[key], above[key] + APART)
    last = 100.0
    for label in reversed(labels):
        label[key] = round(min(label[key], last), 2)
        last = label[key] - APART


def ticks(top: float) -> list[dict[str, Any]]:
    """Lines at round numbers, four at most."""
    step = next(s * 10**n for n in range(9) for s in (1, 2, 5) if top / (s * 10**n) <= 4)
    return [
        {"y": round(100 - 100 * step * n / top, 2), "label": step * n} for n in range(int(top // step) + 1)
    ]
