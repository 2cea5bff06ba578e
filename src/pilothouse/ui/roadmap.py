"""A roadmap's rows turned into what macros/roadmap.jinja draws: positions in percent on one time axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from pilothouse.ui.filters import day, short
from pilothouse.ui.scale import TimeScale

Row = Mapping[str, Any]
RIGHT = 74.0
"""A name that would begin right of this share of the width ends where its bar does."""
ROOM = 0.14
"""The share of the time shown that is left free on the right, for dates beside bars."""
LEAST = timedelta(weeks=20)
MARK = 18
"""Pixels of a line of milestones."""


def roadmap_chart(chart: Row) -> dict[str, Any]:
    """``axis``, ``bars`` by row id and ``marks``.

    ``chart`` has ``rows`` {id, stage, start, early, likely, safe, latest, share, base, proposed}, ``marks``
    {likely, safe, ...}, ``today``, ``target`` and ``back``, the earliest day that is of interest."""
    days = sorted(_days(chart))
    first = max(days[0], chart["back"])
    last = max(days[-1], first + LEAST)
    scale = TimeScale.of(first, last + (last - first) * ROOM)
    bars = {row["id"]: bar for row in chart["rows"] if (bar := bar_of(row, scale, chart))}
    axis = scale.axis(chart["today"], chart.get("target"))
    return {"axis": axis | {"months": _few(axis["months"])}, "bars": bars, "marks": _marks(chart, scale)}


def _few(months: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Names of as many months as there is room for."""
    step = -(-len(months) // 16)
    return [month | {"label": month["label"] if n % step == 0 else ""} for n, month in enumerate(months)]


def _days(chart: Row) -> Iterator[date]:
    yield chart["today"]
    if chart.get("target"):
        yield chart["target"]
    for row in (*chart["rows"], *chart["marks"]):
        found = [row.get(name) for name in ("start", "likely", "safe", "latest")]
        yield from (each for each in (*found, *(row.get("proposed") or ())) if each)


def bar_of(row: Row, scale: TimeScale, chart: Row) -> dict[str, Any] | None:
    """One row's marks; None for what has no dates."""
    ahead = row.get("proposed")
    likely = row.get("likely")
    if likely is None:
        return ahead and {
            "x": scale.x(ahead[0]),
            "title_end": _crowded(scale.x(ahead[0])),
            "pending": _span(ahead, scale),
        }
    x = scale.x(row.get("start") or likely)
    ends = {name: scale.x(row.get(name) or likely, 1) for name in ("early", "likely", "safe", "latest")}
    end = ends["likely"] if row["stage"] == "done" else ends["latest"]
    return ends | {
        "x": x,
        "worked": round(x + (ends["early"] - x) * row["share"], 2) if row["share"] else None,
        "done": row["stage"] == "done",
        "base": _span(row.get("base"), scale),
        "pending": _span(ahead, scale),
        "title_end": _crowded(x),
        "words": _words(row),
        "words_x": end,
        "late": bool(row.get("target") and likely > row["target"]),
    }


def _words(row: Row) -> str:
    """The two dates beside a bar."""
    if row["stage"] == "done":
        return f"done {short(row['likely'])}"
    if row.get("safe") is None or row["safe"] == row["likely"]:
        return short(row["likely"])
    return f"{short(row['likely'])} to {short(row['safe'])}"


def _crowded(x: float) -> bool:
    return x > RIGHT


def _span(days: tuple[date, date] | None, scale: TimeScale) -> dict[str, float] | None:
    if not days:
        return None
    x = scale.x(days[0])
    width = round(scale.x(days[1], 1) - x, 2)
    return {"x": x, "width": width} if width > 0 else None


def _marks(chart: Row, scale: TimeScale) -> list[dict[str, Any]]:
    """Diamonds, each on a line of its own, with what is known of them in words."""
    found = []
    for place, mark in enumerate(chart["marks"]):
        likely = scale.x(mark["likely"], 1)
        over = mark["likely"] < chart["today"]
        safe = scale.x(mark["safe"], 1) if mark.get("safe") and not over else None
        note = "done" if over else f"P50 {short(mark['likely'])}"
        if not over and mark.get("target") and mark.get("chance") is not None:
            note = f"{round(mark['chance'])}% by {short(mark['target'])}"
        row = {
            "x": likely,
            "safe": safe,
            "y": place * MARK + MARK // 2,
            "title": mark["title"],
            "key": mark["key"],
        }
        found.append(row | {"note": note, "over": over, "left": likely > 22, "tip": day(mark["likely"])})
    return found
