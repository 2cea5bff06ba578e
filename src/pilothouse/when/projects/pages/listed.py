"""Projects as a list: dates against targets, cost, risks, baselines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.when.projects.pages.money import costs_of
from pilothouse.when.projects.pages.standing import deciders
from pilothouse.when.schedule.pages.standing import against_targets
from pilothouse.when.schedule.queries import baselines, projects
from pilothouse.who.items.panels import panels
from pilothouse.who.narrowing import Field, Narrowing
from pilothouse.who.rows import Viewer

Row = dict[str, Any]


def projects_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """The list: dates against targets, who decides about them, the last baseline."""
    fields = [
        Field("state", "State", [("active", "active"), ("closed", "closed")]),
        Field("baselined", "Scope", [("yes", "baselined"), ("no", "not baselined")]),
    ]
    filters = Narrowing.read(path, query, fields, saved="")
    known = projects(viewer, {})
    rows = [row | {"baselined": "yes" if row["baselined"] else "no"} for row in known]
    shown = [row for row in rows if all(filters.keeps(name, row[name]) for name in ("state", "baselined"))]
    decided, last = deciders(viewer, [row["id"] for row in shown]), _last_baselines(viewer)
    risks = panels(viewer, "project", [row["id"] for row in shown])
    active = [row for row in known if row["state"] == "active"]
    return {
        "filters": filters,
        "rows": [
            row
            | {
                "decides": decided.get(row["id"], ""),
                "last": last.get(row["id"]),
                "risks": len(risks.get(row["id"], {}).get("risks", [])),
                "cost": costs_of(viewer, row["id"]) if row["state"] == "active" else None,
            }
            for row in shown
        ],
        "headline": against_targets(active, "project", "No project has been started yet"),
    }


def _last_baselines(viewer: Viewer) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for row in baselines(viewer, {}):
        found.setdefault(row["project"], row)
    return found
