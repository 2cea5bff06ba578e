"""What kind of thing a change was, told from the rows it touched: the cause a moved date is put down to."""

from __future__ import annotations

from collections.abc import Iterable

from pilothouse.commands import Difference
from pilothouse.engine.drift import Cause
from pilothouse.when.schedule.watched import touches

WORK = frozenset({"delivery.task", "backlog.feature"})
OF_MODEL: dict[str, Cause] = {
    "people.timeoff": "absence",
    "people.calendar": "absence",
    "people.calendarday": "absence",
    "risks.risk": "risk",
    "risks.risktask": "risk",
    "delivery.worklog": "slip",
}
PROGRESS = frozenset({"started", "finished", "remaining"})
EFFORT = frozenset({"effort", "duration_h"})
SCOPE = frozenset({"deleted_at", "release_id"})
WEEK = frozenset({"calendar_id", "fraction"})
FIRST: tuple[Cause, ...] = ("risk", "scope", "absence", "slip", "estimate", "decision")
"""A change that is several kinds of thing at once is the first of these."""


def cause_of(differences: Iterable[Difference]) -> Cause | None:
    """None when the plan reads nothing of it."""
    differences = list(differences)
    if not touches(differences):
        return None
    found = {_one(difference) for difference in differences}
    return next(cause for cause in FIRST if cause in found)


def _one(difference: Difference) -> Cause:
    model, columns = difference.model, difference.columns
    if model in WORK:
        return _of_work(difference)
    if model == "people.member" and columns & WEEK and difference.before is not None:
        return "absence"
    return OF_MODEL.get(model, "decision")


def _of_work(difference: Difference) -> Cause:
    columns = difference.columns
    if difference.before is None or difference.after is None or columns & SCOPE:
        return "scope"
    if columns & PROGRESS:
        return "slip"
    if columns & EFFORT:
        return "estimate"
    return "scope" if difference.model == "backlog.feature" and "state" in columns else "decision"
