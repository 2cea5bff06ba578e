"""Reading features, what they claim and how they score, as plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any
from uuid import UUID

from pilothouse.what.backlog.models import Claim, Feature, Score
from pilothouse.what.roadmap.models import Release
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import member_names, skill_names
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.models import Goal, Measure

Rows = list[dict[str, Any]]
TEXTS = ("problem", "outcome", "user_impact", "feasibility")


def features(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Features in their order; ``unit``, ``release``, ``goal`` and ``state`` narrow them."""
    rows = Feature.objects.seen_by(viewer)
    for name in ("release", "goal", "state"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    found = features_told(viewer, rows.order_by("rank", "pk"))
    return [row for row in found if filters.get("unit", row["unit"]) == row["unit"]]


def feature_rows(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """Those features that the viewer may see, by id."""
    rows = Feature.objects.seen_by(viewer).filter(pk__in=list(ids))
    return {UUID(row["id"]): row for row in features_told(viewer, rows)}


def claims_of(viewer: Viewer, feature: UUID) -> Rows:
    """What a feature is said to do to which measure, the effect as a range."""
    rows = list(Claim.objects.seen_by(viewer).filter(feature=feature).order_by("pk"))
    wanted = [row.measure_id for row in rows]
    measures = {row.pk: row for row in Measure.objects.seen_by(viewer).filter(pk__in=wanted)}
    return [
        {
            "id": str(row.pk),
            "measure": str(row.measure_id),
            "measure_title": measures[row.measure_id].name,
            "measured_in": measures[row.measure_id].measured_in,
            "goal": str(measures[row.measure_id].goal_id),
            "effect": row.effect,
            "basis": row.basis,
            "measured": row.measured,
        }
        for row in rows
        if row.measure_id in measures
    ]


def claims(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """All claims, named by feature and measure."""
    titles = heads(viewer, kind=Feature.kind)
    return [
        {
            **claim,
            "key": "",
            "title": f"{titles[feature].title}: {claim['measure_title']}",
            "feature": str(feature),
        }
        for feature in dict.fromkeys(Claim.objects.seen_by(viewer).values_list("feature_id", flat=True))
        if feature in titles
        for claim in claims_of(viewer, feature)
    ]


def scores_of(viewer: Viewer, ids: Iterable[UUID]) -> dict[UUID, Rows]:
    """How features were scored, by whom; RICE is reach x impact x confidence / effort."""
    names = member_names(viewer)
    found: dict[UUID, Rows] = defaultdict(list)
    for row in Score.objects.seen_by(viewer).filter(feature__in=list(ids)).order_by("pk"):
        score = {"method": row.method, "member": names.get(row.member_id, ""), "factors": row.factors}
        found[row.feature_id].append(score | {"score": rice(row.factors)})
    return found


def rice(factors: Mapping[str, float]) -> float | None:
    """Reach x impact x confidence / effort; None until all four are known."""
    if not {"reach", "impact", "confidence", "effort"} <= set(factors):
        return None
    return factors["reach"] * factors["impact"] * factors["confidence"] / factors["effort"]


TALK = 25.0
"""People's scores that differ by more than this, in percent of the highest, are to be talked about."""


def talked_about(scores: Rows) -> dict[str, Any] | None:
    """What people's scores say together: the middle of them, lowest and highest, and whether they differ so
    much that talking helps more than averaging. None without a whole score."""
    values = sorted(row["score"] for row in scores if row["score"] is not None)
    if not values:
        return None
    low, high = values[0], values[-1]
    apart = bool(high) and 100 * (high - low) / high > TALK
    names = [row["member"] for row in scores if row["score"] is not None]
    return {"middle": median(values), "low": low, "high": high, "talk": apart, "by": names}


def features_told(viewer: Viewer, rows: Any) -> Rows:
    """Plain rows of a query of features, in its order."""
    names = ("item_id", "parent_id", "release_id", "goal_id", "skill_id", "rank", "effort", "state", *TEXTS)
    found = list(rows.values(*names))
    titles = heads(
        viewer, [row[n] for row in found for n in ("item_id", "parent_id", "release_id", "goal_id")]
    )
    seen = {
        name: set(model.objects.seen_by(viewer).filter(pk__in=wanted).values_list("pk", flat=True))
        for name, model in (("release", Release), ("goal", Goal))
        if (wanted := {row[f"{name}_id"] for row in found if row[f"{name}_id"]})
    }
    skills = skill_names(viewer)
    told = []
    for row in found:
        if row["item_id"] not in titles:
            continue
        line = titles[row["item_id"]].row() | {n: row[n] for n in ("rank", "effort", "state", *TEXTS)}
        for name in ("release", "goal", "parent"):
            head = titles.get(row[f"{name}_id"]) if row[f"{name}_id"] in seen.get(name, titles) else None
            line |= {name: str(head.id) if head else "", f"{name}_title": head.title if head else ""}
        told.append(
            line | {"skill": str(row["skill_id"] or ""), "skill_name": skills.get(row["skill_id"], "")}
        )
    return told


def _seen(model: Any, viewer: Viewer, ids: set[UUID | None]) -> set[UUID]:
    """Those of the ids that the viewer may see."""
    return set(model.objects.seen_by(viewer).filter(pk__in=ids - {None}).values_list("pk", flat=True))
