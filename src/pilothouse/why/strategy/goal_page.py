"""A goal whole: what it is for, what it is measured by, what serves it, what was proposed and done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.decisions.proposals.queries import proposals_about
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number
from pilothouse.why.strategy.tree import carried, goal_tree

Row = dict[str, Any]


def goal_context(viewer: Viewer, key: str) -> Row | None:
    """None when there is no such goal for the viewer."""
    goals = goal_tree(viewer)
    goal = next((row for row in goals if row["key"] == key.upper()), None)
    if goal is None:
        return None
    (goal,) = carried(viewer, [goal])
    ids = [goal["id"], *(measure["id"] for measure in goal["measures"])]
    return {
        "goal": goal,
        "parent": next((row for row in goals if row["id"] == goal["parent"]), None),
        "below": [row for row in goals if row["parent"] == goal["id"]],
        "sentence": standing(goal),
        "proposals": proposals_about(viewer, ids),
        "activity": activity(viewer, ids, limit=10),
    }


def standing(goal: Mapping[str, Any]) -> str:
    """How far the first measure is, and what carries the goal further."""
    open_rows = [row for row in goal["features"] if row["state"] != "done"]
    verb = "carries" if len(open_rows) == 1 else "carry"
    carriers = f"{capital(counted(len(open_rows), 'feature'))} still {verb} it."
    rest = carriers if open_rows else "No open feature carries it."
    if not goal["measures"]:
        return f"Nothing measures it yet. {rest}"
    reached = sum(measure["reached"] >= 1 for measure in goal["measures"])
    if reached == len(goal["measures"]):
        return "It is reached."
    if len(goal["measures"]) > 1:
        some = capital(number(reached)) if reached else "None"
        return f"{some} of {counted(len(goal['measures']), 'measure')} reached. {rest}"
    share = goal["measures"][0]["reached"]
    way = "further away than at the start" if share < 0 else f"{round(100 * share)}% of the way"
    return f"{goal['measures'][0]['title']} is {way}. {rest}"
