"""How a forecast has moved: the last one of each day."""

from __future__ import annotations

from typing import Any

from pilothouse.when.schedule.models import Forecast
from pilothouse.when.schedule.moments import day
from pilothouse.who.rows import Viewer

PARTS = ("releases", "milestones", "goals", "projects")
MOST_READ, MOST_SHOWN = 60, 12


def moved(viewer: Viewer, id: str, zone: str) -> list[dict[str, Any]]:
    """Likely and safe-to-say days of a release, milestone, goal or project, newest first, each state once."""
    columns = [f"result__{part}" for part in PARTS]
    newest = Forecast.objects.seen_by(viewer).order_by(*Forecast.NEWEST)
    found: list[dict[str, Any]] = []
    for at, *parts in newest.values_list("at", *columns)[:MOST_READ]:
        outlook = next((each for part in parts for each in part or () if each["id"] == id), None)
        if outlook is None:
            continue
        finish = outlook["finish"]
        row = {"likely": day(finish["p50"], zone), "safe": day(finish["p85"], zone)}
        if found and all(found[-1][name] == row[name] for name in row):
            found[-1]["at"] = at
        else:
            found.append(row | {"at": at})
    return found[:MOST_SHOWN]
