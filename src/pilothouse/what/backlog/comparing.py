"""Two features side by side: what each is said to bring and to cost, and what would tell them apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log
from typing import Any
from uuid import UUID

from pilothouse.what.backlog.models import Feature
from pilothouse.what.backlog.queries import claims_of, feature_rows, scores_of, talked_about
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import head_by_key
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
FACTORS = ("reach", "impact", "confidence", "effort")
CLEAR = 1.25
"""A range whose end is less than this times its start tells nothing more when it is narrowed."""


def compare_context(viewer: Viewer, keys: Sequence[str]) -> Row:
    """What the template takes: up to two features, and the sentence on top."""
    found = [head for key in dict.fromkeys(keys) if (head := head_by_key(viewer, key))]
    ids = [head.id for head in found if head.kind == Feature.kind][:2]
    rows = feature_rows(viewer, ids)
    known = panels(viewer, Feature.kind, [str(id) for id in ids])
    scores = scores_of(viewer, ids)
    sides = [_side(viewer, rows[id], known.get(str(id), {}), scores.get(id, [])) for id in ids if id in rows]
    return {"sides": sides, "headline": headline(sides), "more": len(found) > 2}


def _side(viewer: Viewer, row: Row, known: Row, scores: list[Row]) -> Row:
    factors = {name: spread([score["factors"].get(name) for score in scores]) for name in FACTORS}
    effort = known.get("effort") or row["effort"]
    return row | {
        "known": known,
        "score": talked_about(scores),
        "scored_by": [score["member"] for score in scores],
        "factors": factors,
        "left": effort,
        "claims": claims_of(viewer, UUID(row["id"])),
        "narrow": narrows(factors, len(scores), effort),
    }


def spread(values: Sequence[float | None]) -> tuple[float, float] | None:
    """The lowest and the highest that people said; None when nobody said anything."""
    said = [value for value in values if value is not None]
    return (min(said), max(said)) if said else None


def narrows(
    factors: Mapping[str, tuple[float, float] | None], scorers: int, effort: Mapping[str, float] | None
) -> str:
    """What would narrow its score most: what is missing, else where the widest range is."""
    if not scorers:
        return "a first score"
    if effort is None:
        return "an effort range"
    wide = {name: _width(*ends) for name, ends in factors.items() if ends}
    wide["effort range"] = _width(effort["optimistic"], effort["pessimistic"])
    name = max(wide, key=lambda each: wide[each])
    if wide[name] <= log(CLEAR):
        return "a second person\u2019s score" if scorers == 1 else "nothing: what is known agrees"
    return "a narrower effort range" if name == "effort range" else f"talking about its {name}"


def _width(low: float, high: float) -> float:
    """How far apart two figures are, as the logarithm of how many times."""
    return log(max(high, 1e-6) / max(low, 1e-6))


def headline(sides: Sequence[Row]) -> str:
    """Which of the two scores higher, as far as that can be said."""
    if len(sides) < 2:
        return "Choose two features to compare"
    scored = [side for side in sides if side["score"]]
    if not scored:
        return "Neither feature has a score yet"
    if len(scored) == 1:
        return f"Only {scored[0]['title']} has a score"
    low, high = sorted(scored, key=lambda side: float(side["score"]["middle"]))
    if low["score"]["middle"] == high["score"]["middle"]:
        return "Both features score the same"
    if low["score"]["high"] >= high["score"]["low"]:
        return f"{high['title']} scores higher, but the ranges overlap"
    return f"{high['title']} scores higher, whoever you ask"
