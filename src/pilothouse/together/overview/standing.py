"""Where things stand: the release, dates against targets, goals, people over 100%, what today brings."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from pilothouse.together.overview.since import before
from pilothouse.what.roadmap.queries import releases
from pilothouse.when.risks.exposure import exposure
from pilothouse.when.risks.queries import risks
from pilothouse.when.schedule.pages.chance import Curve
from pilothouse.when.schedule.queries import milestones, projects, stored
from pilothouse.who import clock
from pilothouse.who.people.queries import leaves, member_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.tree import goal_tree

Row = dict[str, Any]
OVER = 100.0001
NEAR = timedelta(days=14)


def today_of(viewer: Viewer) -> date:
    """The day it is where the workspace is."""
    return clock.today(workspace_of(viewer).timezone)


def dated(viewer: Viewer) -> list[Row]:
    """Releases, then projects, that are still to come and have dates, with their days and chance."""
    found = stored(viewer)
    rows = [row | {"kind": "release"} for row in releases(viewer, {}) if row["state"] == "planned"]
    rows += [row | {"kind": "project", "key": ""} for row in projects(viewer, {"state": "active"})]
    told = [_dated(row, found.dates(row["id"])) for row in rows]
    return [row for row in told if row["likely"]]


def _dated(row: Row, dates: Row) -> Row:
    return {
        "id": row["id"],
        "key": row["key"],
        "kind": row["kind"],
        "title": row["title"],
        "target": _day(row["target"]),
        "likely": _day(dates["p50_day"]),
        "safe": _day(dates["p85_day"]),
        "chance": dates["chance"],
    }


def the_release(viewer: Viewer) -> Row | None:
    """The first thing with a target, or the first with a date: its chance now and before today, its curve."""
    rows = dated(viewer)
    first = next((row for row in rows if row["target"]), next(iter(rows), None))
    if first is None:
        return None
    found = stored(viewer)
    steps = found.result.get("curves", {}).get(first["id"])
    was = before(viewer, first["id"])
    curve = {"days": Curve(steps, found.zone).days()} if steps else None
    marks = {name: first[name] for name in ("likely", "safe", "target", "chance")}
    return first | {"was": was and was["chance"], "curve": curve and curve | marks}


def measures(viewer: Viewer, most: int = 5) -> list[Row]:
    """Measures of the goals that have a past, in the order of the goals."""
    rows = [measure | {"goal": goal["key"]} for goal in goal_tree(viewer) for measure in goal["measures"]]
    return rows[:most]


def over(viewer: Viewer, most: int = 6) -> list[Row]:
    """People whose work needs more than they have in one of the next weeks, the fullest first."""
    names = {str(id): name for id, name in member_names(viewer).items()}
    weeks: dict[str, list[Row]] = defaultdict(list)
    until = (today_of(viewer) + NEAR * 2).isoformat()
    for week in stored(viewer).result.get("load", ()):
        if week["week"][:10] <= until and (week["percent"] or 0) > OVER and week["person"] in names:
            weeks[week["person"]].append(week)
    rows = [
        {
            "name": names[id],
            "peak": max(w["percent"] for w in found),
            "weeks": len(found),
            "first": _day(found[0]["week"]),
        }
        for id, found in weeks.items()
    ]
    return sorted(rows, key=lambda row: (-row["peak"], row["name"]))[:most]


def due_risks(viewer: Viewer, most: int = 5) -> list[Row]:
    """Open risks whose review is due within two weeks, with what they weigh."""
    rows = risks(viewer, {"state": "open", "review_by": (today_of(viewer) + NEAR).isoformat()})
    told = [row | {"days": exposure(row, "delay") / 8, "review": _day(row["review_on"])} for row in rows]
    return sorted(told, key=lambda row: (row["review_on"], -row["days"]))[:most]


def away(viewer: Viewer) -> list[Row]:
    """Who is away today or within the week, from when to when."""
    today = today_of(viewer)
    names = {str(id): name for id, name in member_names(viewer).items()}
    rows = [row for row in leaves(viewer, {}) if today.isoformat() <= row["last"]]
    return [
        {
            "name": names[row["member"]],
            "kind": row["kind"],
            "first": _day(row["first"]),
            "last": _day(row["last"]),
        }
        for row in rows
        if row["first"] <= (today + NEAR / 2).isoformat() and row["member"] in names
    ]


def near_milestones(viewer: Viewer) -> list[Row]:
    """Milestones whose target or likely day is within two weeks, or past while they are not reached."""
    until = today_of(viewer) + NEAR
    rows = [
        {
            "key": row["key"],
            "title": row["title"],
            "target": _day(row["target"]),
            "likely": _day(row["p50_day"]),
            "chance": row["chance"],
        }
        for row in milestones(viewer, {})
    ]
    near = [row for row in rows if any(day and day <= until for day in (row["target"], row["likely"]))]
    return sorted(near, key=lambda row: str(row["target"] or row["likely"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text[:10]) if text else None
