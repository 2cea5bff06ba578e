"""Several scenarios put before those who decide as one proposal, each an option of it."""

from __future__ import annotations

from collections.abc import Sequence

from pilothouse.commands import Outcome, Refused
from pilothouse.who.decisions.proposals.side_by_side import suggest_options
from pilothouse.who.decisions.scenarios.commands import ApplyScenario
from pilothouse.who.decisions.scenarios.queries import ScenarioRow, chosen
from pilothouse.who.rows import Viewer


def suggest_side_by_side(ids: Sequence[str], viewer: Viewer, channel: str, why: str = "") -> Outcome:
    """One proposal with an option for each. Refuses before anything is done what does not work today."""
    rows = [row for row in chosen(viewer, ids) if row.mine and row.draft]
    _refuse_unready(rows)
    titles = " or ".join(row.title for row in rows)
    options = [(row.title, [ApplyScenario(scenario=row.id)]) for row in rows]
    return suggest_options(titles, options, viewer, channel, why)


def _refuse_unready(rows: Sequence[ScenarioRow]) -> None:
    if len(rows) < 2:
        raise Refused("Choose at least two scenarios of your own. A single one is suggested on its page.")
    for row in rows:
        if not row.edits:
            raise Refused(f"{row.title} holds no edit yet, so it is no option.")
        if row.broken or row.fault:
            raise Refused(f"{row.title} does not work on today's plan: {_why(row)} Mend it first.")


def _why(row: ScenarioRow) -> str:
    return row.fault or next(edit["broken"] for edit in row.edits if edit["broken"])
