"""What the next release will hold, and what a goal is told about the features that carry it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pilothouse.what.backlog.models import Claim, Feature
from pilothouse.what.backlog.queries import features_told
from pilothouse.what.roadmap.queries import releases
from pilothouse.who.items.panels import panels
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


CANDIDATES = 5
"""So many coming releases are looked at for one that can be told about."""


@once
def next_release(viewer: Viewer) -> dict[str, Any] | None:
    """The open release with the nearest target: how many of its features, how many safe to say by then.

    None without such a release, or while dates are being computed."""
    coming = [row for row in releases(viewer, {}) if row["target"] and row["state"] != "released"][
        :CANDIDATES
    ]
    wanted = Feature.objects.seen_by(viewer).filter(release__in=[row["id"] for row in coming])
    held: dict[str, list[str]] = defaultdict(list)
    for release, feature in wanted.exclude(state="dropped").values_list("release_id", "pk"):
        held[str(release)].append(str(feature))
    for release in coming:
        known = panels(viewer, Feature.kind, held[release["id"]])
        ends = [known.get(feature, {}).get("p85_day") for feature in held[release["id"]]]
        if ends and all(ends):
            safe = sum(end <= release["target"] for end in ends)
            return release | {"features": len(ends), "safe": safe}
    return None


def features_of_goals(viewer: Viewer, goals: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """A facet: the features that carry each goal, in their order, with their dates and claimed effects."""
    carrying = Feature.objects.seen_by(viewer).filter(goal__in=list(goals)).exclude(state="dropped")
    rows = features_told(viewer, carrying.order_by("rank", "pk"))
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
