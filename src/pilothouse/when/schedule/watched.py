"""The columns the plan is made of: a change of anything else leaves dates, and proposals, as they are."""

from __future__ import annotations

from collections.abc import Iterable

from pilothouse.commands import Difference

WATCHED: dict[str, frozenset[str]] = {
    model: frozenset(columns.split()) | ({"deleted_at"} if model != "people.workspace" else frozenset())
    for model, columns in {
        "people.workspace": "timezone currency",
        "people.unit": "kind parent_id rank",
        "people.calendar": "week",
        "people.calendarday": "calendar_id date hours",
        "people.member": "kind calendar_id fraction plannable",
        "people.memberskill": "member_id skill_id level",
        "people.allocation": "member_id unit_id share start end",
        "people.timeoff": "member_id start end",
        "people.rate": "member_id per_hour currency start",
        "people.pool": "capacity calendar_id",
        "items.item": "unit_id prefix number",
        "roadmap.release": "delivered_by_id target",
        "backlog.feature": "parent_id rank release_id goal_id effort skill_id state",
        "delivery.task": (
            "feature_id parent_id position effort remaining duration_h people_needed skill_id level expedite "
            "not_before must_finish_by started finished"
        ),
        "delivery.assignment": "task_id member_id",
        "delivery.pooluse": "task_id pool_id units",
        "delivery.dependency": "before_id after_id type lag_h elapsed",
        "delivery.worklog": "task_id on hours",
        "risks.risk": "probability delay cost state",
        "risks.risktask": "risk_id task_id",
        "schedule.project": "unit_id start target state calendar_id",
        "schedule.milestone": "target release_id",
    }.items()
}
"""By model label; columns are attribute names, as in row differences. Titles and names are not among them."""

ITEM = "items.item"
"""A new base row alone is nothing to plan: the row of its room decides."""


def touches(differences: Iterable[Difference]) -> bool:
    """Whether the plan reads any of what changed."""
    return any(_read(difference) for difference in differences)


def _read(difference: Difference) -> bool:
    watched = WATCHED.get(difference.model, frozenset())
    if difference.before is not None and difference.after is not None:
        return bool(difference.columns & watched)
    row = difference.after or difference.before or {}
    if difference.model == "backlog.feature":
        return row.get("release_id") is not None
    return bool(watched) and difference.model != ITEM
