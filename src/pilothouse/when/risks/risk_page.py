"""A risk whole: what it weighs, its proposals and its history; and the open risks of a project."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.when.risks.exposure import exposure, worth
from pilothouse.when.risks.issues import issues
from pilothouse.when.risks.models import Risk
from pilothouse.when.risks.queries import open_risks_of, risks_told
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.decisions.proposals.queries import proposals_about
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import head_by_key
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer


def risk_page(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """None when there is no such risk for the viewer."""
    head = head_by_key(viewer, key)
    if head is None or head.kind != Risk.kind:
        return None
    (row,) = risks_told(viewer, [head.id])
    return {
        "risk": row | {"unit_name": unit_names(viewer).get(UUID(row["unit"]), "")},
        "sentence": weight(row),
        "worth": worth(row),
        "added": panels(viewer, "risk", [row["id"]]).get(row["id"]),
        "issues": [each for each in issues(viewer, {}) if each["risk"] and each["risk"]["id"] == row["id"]],
        "proposals": proposals_about(viewer, [row["id"]]),
        "activity": activity(viewer, [row["id"]], limit=10),
    }


def weight(row: Mapping[str, Any]) -> str:
    """What a risk weighs, in a sentence."""
    if row["state"] == "happened":
        return "It happened: what it costs is no longer a chance but a fact."
    if row["state"] == "closed":
        return "It can no longer happen, and weighs nothing."
    share = f"{round(100 * row['probability'])}%"
    if not row["delay"]:
        return f"It happens with a chance of {share}; without a range of delay it moves no date."
    days = exposure(row, "delay") / HOURS_PER_DAY
    least, most = (row["delay"][end] / HOURS_PER_DAY for end in ("optimistic", "pessimistic"))
    span = f"{least:g} days" if least == most else f"{least:g} to {most:g} days"
    return f"It weighs {days:.2g} days: a chance of {share} that it costs {span}. Every run draws it anew."


def risks_of_units(viewer: Viewer, units: Iterable[UUID]) -> dict[UUID, dict[str, Any]]:
    """A facet: the open risks of each project."""
    found: dict[UUID, dict[str, Any]] = defaultdict(lambda: {"risks": []})
    for row in open_risks_of(viewer, units):
        found[UUID(row["unit"])]["risks"].append(row)
    return dict(found)
