"""A plan in days turned into what macros/gantt.jinja draws: positions in percent on one time axis."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from pilothouse.ui.filters import day, number
from pilothouse.ui.scale import TimeScale

MOST_COLUMNS = 56
"""So many columns the load table has at most; a longer plan shows the peak of several weeks in each."""
COLUMNS_AT_ONCE = 13
"""So many the load table has when the whole of a long plan is to be seen."""
MOST_CELLS = 280
"""So many cells the load table has; people who carry less are left out unless ``everybody`` is asked for."""
WEEKS_A_STEP, MOST_STEPS = 6, 18
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Chart:
    """``bars`` by row id; ``size`` is how many times six weeks the chart is wide, 0 for as wide as there is
    room; ``heat`` as heat_table takes it; ``span`` is the same for charts on the same axis."""

    axis: dict[str, Any]
    bars: dict[str, dict[str, Any]]
    heat: dict[str, Any]
    size: int
    span: str


def gantt(page: Row) -> Chart:
    """Positions of everything in ``page``, whose moments are dates with both ends included.

    ``rows``  {id, kind, start, likely, safe, slack, progress, critical, base: (first, last), proposed:
    (first, last), label}; ``load``  {name, weeks: {monday: {percent, needed, available}}, peak, over};
    ``today``, ``target``, ``closed`` spans of days, ``months`` to see the whole at once, ``all`` rows the
    axis is for when ``rows`` are some of them, ``everybody`` to see the load of all."""
    scale, step = _scale(page)
    axis = scale.axis(page["today"], page.get("target"), page.get("closed"))
    if step > 1:
        axis["weeks"] = scale.weeks()[::step]
    bars = {row["id"]: bar for row in page["rows"] if (bar := bar_of(row, scale))}
    size = 0 if page.get("months") else -(-(scale.width // 7) // WEEKS_A_STEP)
    span = f"{scale.start:%Y%m%d}-{scale.end:%Y%m%d}"
    return Chart(axis, bars, _heat(page, scale, step), min(size, MOST_STEPS), span)


def _scale(page: Row) -> tuple[TimeScale, int]:
    """Whole weeks around every bar, as many as the load table takes evenly; and the weeks in its columns."""
    days = sorted(_days(page))
    scale = TimeScale.of(days[0], max(days[-1], days[0] + timedelta(weeks=11)))
    weeks = scale.width // 7
    step = -(-weeks // (COLUMNS_AT_ONCE if page.get("months") and weeks > 26 else MOST_COLUMNS))
    return replace(scale, end=scale.end + timedelta(weeks=-weeks % step)), step


def _days(page: Row) -> Iterator[date]:
    yield page["today"]
    for row in page.get("all", page["rows"]):
        found = [row.get("start"), row.get("likely"), row.get("safe"), *(row.get("base") or ())]
        yield from (each for each in (*found, *(row.get("proposed") or ())) if each)
    if page.get("target"):
        yield page["target"] + timedelta(days=7)


def bar_of(row: Row, scale: TimeScale) -> dict[str, Any] | None:
    """One row's marks; None for what has no dates. Work that is only proposed has nothing but its strip."""
    ahead = row.get("proposed")
    if row.get("likely") is None:
        return ahead and {
            "x": scale.x(ahead[0]),
            "likely": scale.x(ahead[0]),
            "proposed": _strip(ahead, scale),
        }
    x, likely = scale.x(row.get("start") or row["likely"]), scale.x(row["likely"], 1)
    safe = scale.x(row["safe"], 1) if row.get("safe") else None
    slack = row.get("slack")
    return {
        "x": x,
        "likely": likely,
        "safe": safe,
        "done": round(x + (likely - x) * row.get("progress", 0), 2),
        "slack": scale.x(slack, 1) if slack and slack > (row.get("safe") or row["likely"]) else None,
        "critical": row.get("critical") or 0,
        "base": _strip(row.get("base"), scale),
        "proposed": _strip(row.get("proposed"), scale),
        "group": row["kind"] == "group",
        "milestone": row["kind"] == "milestone",
        "title": row.get("label", ""),
    }


def _strip(span: Sequence[date] | None, scale: TimeScale) -> dict[str, float] | None:
    if not span:
        return None
    x = scale.x(span[0])
    return {"x": x, "width": round(scale.x(span[1], 1) - x, 2)}


def _heat(page: Row, scale: TimeScale, step: int) -> dict[str, Any]:
    mondays = [scale.start + timedelta(weeks=n) for n in range(scale.width // 7)]
    columns = [mondays[n : n + step] for n in range(0, len(mondays), step)]
    most = len(page["load"]) if page.get("everybody") else max(MOST_CELLS // len(columns), 5)
    return {
        "weeks": [day(column[0]) for column in columns],
        "step": step,
        "people": len(page["load"]),
        "rows": [
            {
                "person": {"name": each["name"]},
                "peak": each["peak"],
                "over": each["over"],
                "cells": [_cell(each, column) for column in columns],
            }
            for each in page["load"][:most]
        ],
    }


def _cell(person: Row, weeks: Iterable[date]) -> dict[str, Any]:
    """The fullest of these weeks; closed when nobody could work in any."""
    known = [week for monday in weeks if (week := person["weeks"].get(monday))]
    week = max(known, key=lambda each: each["percent"] or 0, default=None)
    if week is None or (week["percent"] is None and not week["needed"]):
        return {"value": 0, "closed": True, "label": ""}
    hours = f"{number(week['needed'])} h of work for {number(week['available'])} h"
    return {"value": week["percent"] or 0, "closed": not week["available"], "label": hours}
