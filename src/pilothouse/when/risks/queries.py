"""Reading risks as plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.when.risks.models import Risk, RiskTask
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
PLAIN = (
    *("category", "cause", "event", "effect", "probability", "delay", "cost"),
    *("trigger", "response", "response_kind", "response_cost"),
    *("residual", "residual_delay", "residual_cost", "state"),
)


def risks(viewer: Viewer, filters: Mapping[str, str]) -> Rows:
    """Risks, the likeliest first; ``state``, ``task`` (one it would delay) and ``review_by`` (a day on which
    or before which its review is due) narrow them."""
    rows = Risk.objects.seen_by(viewer).order_by("-probability", "pk")
    if filters.get("state"):
        rows = rows.filter(state=filters["state"])
    if filters.get("review_by"):
        rows = rows.filter(review_on__lte=filters["review_by"])
    if filters.get("task"):
        delaying = RiskTask.objects.seen_by(viewer).filter(task=filters["task"])
        rows = rows.filter(pk__in=delaying.values_list("risk_id", flat=True))
    return _told(viewer, rows)


def risks_at(viewer: Viewer, tasks: Iterable[UUID]) -> Rows:
    """Open risks that would delay any of these tasks, the likeliest first."""
    delaying = RiskTask.objects.seen_by(viewer).filter(task__in=list(tasks)).values("risk")
    rows = Risk.objects.seen_by(viewer).filter(state="open", pk__in=delaying)
    return _told(viewer, rows.order_by("-probability", "pk"))


def open_risks_of(viewer: Viewer, units: Iterable[UUID]) -> Rows:
    """The open risks of these units themselves, the likeliest first."""
    rows = Risk.objects.seen_by(viewer).filter(state="open", item__unit__in=list(units))
    return _told(viewer, rows.order_by("-probability", "pk"))


def risks_told(viewer: Viewer, ids: Iterable[UUID]) -> Rows:
    """Those risks that the viewer may see, in no order."""
    return _told(viewer, Risk.objects.seen_by(viewer).filter(pk__in=list(ids)))


def _told(viewer: Viewer, rows: Any) -> Rows:
    found = list(rows.values("item_id", "owner_id", "review_on", *PLAIN))
    ids = [row["item_id"] for row in found]
    titles, names = heads(viewer, ids), member_names(viewer)
    delayed = _delayed(viewer, ids) if found else {}
    return [
        titles[row["item_id"]].row()
        | {name: row[name] for name in PLAIN}
        | {
            "owner": str(row["owner_id"] or ""),
            "owner_name": names.get(row["owner_id"], ""),
            "review_on": row["review_on"] and row["review_on"].isoformat(),
            "tasks": delayed.get(row["item_id"], []),
        }
        for row in found
        if row["item_id"] in titles
    ]


def _delayed(viewer: Viewer, risks: list[UUID]) -> dict[UUID, Rows]:
    rows = list(RiskTask.objects.seen_by(viewer).filter(risk__in=risks).values_list("risk_id", "task_id"))
    titles = heads(viewer, [task for _, task in rows])
    found: dict[UUID, Rows] = defaultdict(list)
    for risk, task in rows:
        if task in titles:
            found[risk].append(titles[task].row())
    return found
