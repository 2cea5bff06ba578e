"""A milestone whole: its target and dates, what it waits for, what is proposed about it."""

from __future__ import annotations

from typing import Any

from pilothouse.how.delivery.queries import links
from pilothouse.what.roadmap.queries import releases
from pilothouse.when.schedule.pages.standing import when_sentence
from pilothouse.when.schedule.queries import milestones
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.decisions.proposals.queries import proposals_about
from pilothouse.who.rows import Viewer

NO_WORK = "It has no date yet: say what it waits for."


def milestone_context(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """None when there is no such milestone for the viewer."""
    row = next((each for each in milestones(viewer, {}) if each["key"] == key.upper()), None)
    if row is None:
        return None
    needs = [link for link in links(viewer, {"item": row["id"]}) if link["after"]["id"] == row["id"]]
    return {
        "milestone": row,
        "sentence": when_sentence(row, NO_WORK),
        "release": next((each for each in releases(viewer, {}) if each["id"] == row["release"]), None),
        "needs": needs,
        "proposals": proposals_about(viewer, [row["id"]]),
        "activity": activity(viewer, [row["id"], *(link["id"] for link in needs)], limit=10),
    }
