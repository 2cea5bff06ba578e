"""Rows of the Roadmap under the goals, releases or projects they are for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import dateformat

from pilothouse.when.schedule.pages.overlay import Overlay
from pilothouse.when.schedule.pages.roadmap_rows import Features
from pilothouse.when.schedule.queries import projects
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import key_order
from pilothouse.who.rows import Viewer
from pilothouse.who.words import odds
from pilothouse.why.strategy.queries import goal_rows

Row = dict[str, Any]
NOTHING = {"goal": "Serves no goal", "release": "In no release", "project": "In no project"}


def grouped(viewer: Viewer, rows: list[Row], by: str, known: Features, over: Overlay | None) -> list[Row]:
    """{title, href, note, rows, later}, in the order of goals, targets or projects; those of none last."""
    by = by if by in NOTHING else "goal"
    heads = {"goal": _goals, "release": _releases, "project": _projects}[by](viewer, known)
    inside: dict[str, list[Row]] = {id: [] for id in heads}
    for row in rows:
        inside.setdefault(row[by] if row[by] in heads else "", []).append(row)
    nothing = {"title": NOTHING[by], "href": "", "note": ""}
    return [
        heads.get(id, nothing) | {"id": id or "none"} | _parts(members)
        for id, members in inside.items()
        if members
    ]


def _parts(rows: list[Row]) -> Row:
    """What has a bar, that of a proposal included, and what comes later."""
    placed = [row for row in rows if row["stage"] != "later" or row["proposed"]]
    return {"rows": with_places(placed), "later": [row for row in rows if row not in placed]}


def with_places(rows: list[Row]) -> list[Row]:
    """Rows with where they can be moved: past their neighbours here, to the ends of their backlog."""
    by_unit: dict[str, list[Row]] = {}
    for row in rows:
        by_unit.setdefault(row["unit"], []).append(row)
    for here in by_unit.values():
        for at, row in enumerate(here):
            row["places"] = {
                "top": row["first"] if row["first"] != row["key"] else None,
                "up": here[at - 1]["key"] if at else None,
                "down": here[at + 1]["following"] if at + 1 < len(here) else None,
                "bottom": "" if row["following"] else None,
            }
    return rows


def _goals(viewer: Viewer, known: Features) -> dict[str, Row]:
    goals = {row["key"]: row for row in goal_rows(viewer).values()}
    carried = {} if known.guest else panels(viewer, "goal", [row["id"] for row in goals.values()])
    return {
        key: {
            "title": goals[key]["title"],
            "href": f"i/{key}",
            "note": _heading(goals[key], carried.get(goals[key]["id"], {}), known),
        }
        for key in sorted(goals, key=key_order)
    }


def _heading(goal: Row, carried: Mapping[str, Any], known: Features) -> str:
    """Where the first measure stands, and where it would be with what the open features of the plan claim."""
    if not goal["measures"]:
        return ""
    measure = goal["measures"][0]
    claimed = [
        effect["effect"]["likely"]
        for feature in carried.get("features", ())
        if feature["id"] in known.work and not known.work[feature["id"]].ended
        for effect in feature["effects"]
        if effect["measure"] == measure["id"]
    ]
    now = f"{measure['value']:g} {measure['measured_in']}".strip()
    return f"{now}, heading for {round(measure['value'] + sum(claimed), 2):g}" if claimed else now


def _releases(viewer: Viewer, known: Features) -> dict[str, Row]:
    found = {}
    for row in known.releases.values():
        chance = known.found.dates(row["id"])["chance"]
        target = f"target {_day(row['target'])}" if row["target"] else ""
        share = f"{odds(chance)} by then" if target and chance is not None else ""
        note = ", ".join(part for part in (target, share) if part)
        found[row["key"]] = {"title": row["title"], "href": f"releases/{row['key']}", "note": note}
    return found


def _projects(viewer: Viewer, known: Features) -> dict[str, Row]:
    return {
        row["id"]: {
            "title": row["title"],
            "href": f"projects/{UUID(row['id'])}",
            "note": f"safe to say {_day(row['p85_day'])}" if row["p85_day"] else "",
        }
        for row in projects(viewer, {"state": "active"})
    }


def _day(text: str) -> str:
    return dateformat.format(date.fromisoformat(text[:10]), "j M")
