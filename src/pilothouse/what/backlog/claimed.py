"""What features are said to do to measures, for decisions that stand on it: facets."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pilothouse.what.backlog.models import Claim
from pilothouse.who.items.queries import heads
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.queries import measures_by_id

Row = dict[str, Any]


def claimed(viewer: Viewer, ids: Iterable[str]) -> dict[str, list[Row]]:
    """By feature, each claim as a line of prediction: the measure as it is, would likely be and at least."""
    found: dict[str, list[Row]] = defaultdict(list)
    rows = list(_claims(viewer, ids))
    names = heads(viewer, {claim.feature_id for claim, _ in rows})
    for claim, measure in rows:
        if head := names.get(claim.feature_id):
            line = {"what": "measure", "subject": str(head.id), "key": head.key}
            found[str(head.id)].append(line | _line(claim.effect, measure))
    return found


def _line(effect: Mapping[str, float], measure: Row) -> Row:
    rises = measure["target"] >= measure["start"]
    return {
        "name": measure["title"],
        "measure": measure["id"],
        "measured_in": measure["measured_in"],
        "rises": rises,
        "on": measure["on"],
        "before": measure["value"],
        "likely": round(measure["value"] + effect["likely"], 6),
        "safe": round(measure["value"] + effect["low" if rises else "high"], 6),
    }


def measured(viewer: Viewer, ids: Iterable[str]) -> dict[str, Row]:
    """By feature, what the measures that it should move are now: ``measures`` by id, with value and day."""
    found: dict[str, Row] = defaultdict(lambda: {"measures": {}})
    for claim, measure in _claims(viewer, ids):
        now = {"value": measure["value"], "on": measure["on"]}
        found[str(claim.feature_id)]["measures"][measure["id"]] = now
    return dict(found)


def _claims(viewer: Viewer, ids: Iterable[str]) -> Iterator[tuple[Claim, Row]]:
    rows = list(Claim.objects.seen_by(viewer).filter(feature__in=[id for id in ids if id]).order_by("pk"))
    measures = measures_by_id(viewer, {row.measure_id for row in rows}) if rows else {}
    yield from ((row, measures[row.measure_id]) for row in rows if row.measure_id in measures)
