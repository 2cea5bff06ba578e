"""Backlogs in their order with dates, and what a goal is told about the features that carry it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pilothouse.what.backlog.models import Claim, Feature
from pilothouse.what.backlog.queries import features
from pilothouse.what.roadmap.queries import releases
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import heads
from pilothouse.who.once import once
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


@once
def ranked(viewer: Viewer) -> dict[str, Any]:
    """Every product's features in order, and how many of the next release are safe to say by its target."""
    rows = [row for row in features(viewer, {}) if row["state"] != "dropped"]
    known = panels(viewer, Feature.kind, [row["id"] for row in rows])
    goals = heads(viewer, {UUID(row["goal"]) for row in rows if row["goal"]})
    names = unit_names(viewer)
    by_unit: dict[str, Rows] = defaultdict(list)
    for row in rows:
        head = goals.get(UUID(row["goal"])) if row["goal"] else None
        line = row | {"goal_key": head.key if head else "", "known": known.get(row["id"], {})}
        by_unit[row["unit"]].append(line)
    backlogs = [
        {"unit": unit, "name": names.get(UUID(unit), ""), "features": neighboured(lines)}
        for unit, lines in by_unit.items()
    ]
    return {"backlogs": sorted(backlogs, key=lambda b: b["name"]), "next": next_release(viewer, rows, known)}


def neighboured(lines: Rows) -> Rows:
    """Each with its place from 1, and above which it goes when moved ``up`` or ``down`` ("" the end)."""
    keys = [line["key"] for line in lines]
    last = len(keys) - 1
    return [
        line
        | {
            "place": at + 1,
            "up": keys[at - 1] if at > 0 else None,
            "down": (keys[at + 2] if at + 2 <= last else "") if at < last else None,
        }
        for at, line in enumerate(lines)
    ]


def next_release(viewer: Viewer, rows: Rows, known: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
    """The open release with the nearest target: how many of its features, how many safe to say by then.

    None without such a release, or while dates are being computed."""
    for release in releases(viewer, {}):
        ends = [known.get(row["id"], {}).get("p85_day") for row in rows if row["release"] == release["id"]]
        if release["target"] and release["state"] != "released" and ends and all(ends):
            safe = sum(end <= release["target"] for end in ends)
            return release | {"features": len(ends), "safe": safe}
    return None


def features_of_goals(viewer: Viewer, goals: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """A facet: the features that carry each goal, in their order, with their dates and claimed effects."""
    wanted = {str(id) for id in goals}
    rows = [row for row in features(viewer, {}) if row["goal"] in wanted and row["state"] != "dropped"]
    known = panels(viewer, Feature.kind, [row["id"] for row in rows])
    effects = _effects(viewer, [row["id"] for row in rows])
    found: dict[UUID, dict[str, Any]] = defaultdict(lambda: {"features": []})
    for row in rows:
        line = row | {"known": known.get(row["id"], {}), "effects": effects[row["id"]]}
        found[UUID(row["goal"])]["features"].append(line)
    return dict(found)


def _effects(viewer: Viewer, ids: list[str]) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    claims = Claim.objects.seen_by(viewer).filter(feature__in=ids).order_by("pk")
    for feature, measure, effect in claims.values_list("feature_id", "measure_id", "effect"):
        found[str(feature)].append({"measure": str(measure), "effect": effect})
    return found
