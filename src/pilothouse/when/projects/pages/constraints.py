"""The four constraints of a project: scope, time, cost and quality, what was agreed beside what is expected,
and which of them gives."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pilothouse.how.engineering.queries import waivers
from pilothouse.when.projects.pages.money import costs_of
from pilothouse.when.risks.issues import issues
from pilothouse.when.schedule.pages.days import plain_day
from pilothouse.when.schedule.queries import rows_of
from pilothouse.when.schedule.scope_moved import scope_of
from pilothouse.who.changes import listed
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted

Row = dict[str, Any]
Standing = Literal["holds", "strained", "gives", "open"]
EVEN = 50
"""A target that is kept in fewer runs than that, in percent, gives."""
SEVERE = frozenset({"critical", "high"})
CREEP, WAIVED, SLIGHT = 0.10, 0.10, 0.01
"""More scope than CREEP, and more finished work let through than WAIVED, is no longer as agreed; growth up
to SLIGHT is nothing to speak of."""


@dataclass(frozen=True)
class Constraint:
    """``agreed`` and ``expected`` are the figures of both; ``open`` when nothing was agreed or is known.
    ``share`` orders those that give: by how much of what was agreed. ``says`` goes on after its name."""

    name: str
    standing: Standing
    says: str
    agreed: Row
    expected: Row
    share: float = 0.0


def four(viewer: Viewer, project: Row) -> tuple[Constraint, ...]:
    """Scope, time, cost and quality of a project."""
    return (_scope(viewer, project), _time(project), _cost(viewer, project), _quality(viewer, project))


def which_gives(constraints: Iterable[Constraint]) -> str:
    """Which of the four gives, in a sentence."""
    by: dict[str, list[Constraint]] = {"holds": [], "strained": [], "gives": [], "open": []}
    for each in sorted(constraints, key=lambda each: -each.share):
        by[each.standing].append(each)
    worst = by["gives"] or by["strained"]
    rest = _rest(by)
    if not worst:
        return f"{capital(rest)}."
    also = f", and {listed([each.name.lower() for each in worst[1:]])} with it" if worst[1:] else ""
    verb = "gives" if by["gives"] else "is strained"
    return f"{worst[0].name} {verb}{also}: {worst[0].says}." + (f" {capital(rest)}." if rest else "")


def _rest(by: dict[str, list[Constraint]]) -> str:
    """Those that are strained beside one that gives, those that hold, and those that nobody can tell of."""
    if len(by["holds"]) == 4:
        return "all four hold"
    strained = by["strained"] if by["gives"] else []
    told = [
        f"{listed([each.name.lower() for each in those])} {one if len(those) == 1 else many}"
        for those, one, many in (
            (strained, "is strained", "are strained"),
            (by["holds"], "holds", "hold"),
            (by["open"], "cannot be told yet", "cannot be told yet"),
        )
        if those
    ]
    return ", ".join(told)


def _time(project: Row) -> Constraint:
    agreed = {"day": project["target"]}
    expected = {"likely": project["p50_day"], "safe": project["p85_day"], "chance": project["chance"]}
    start, target, safe = (plain_day(project[name]) for name in ("starts", "target", "p85_day"))
    if safe is None or project["chance"] is None or target is None or start is None:
        says = "no target was set" if project["p50_day"] and target is None else "it has no safe date yet"
        return Constraint("Time", "open", says, agreed, expected)
    late, kept = (safe - target).days, f"kept in {round(project['chance'])}% of runs"
    if late <= 0:
        return Constraint("Time", "holds", f"safe to say by its target, {kept}", agreed, expected)
    says = f"safe to say {counted(late, 'day')} after the target, which is {kept}"
    standing: Standing = "gives" if project["chance"] < EVEN else "strained"
    return Constraint("Time", standing, says, agreed, expected, late / max((target - start).days, 1))


def _scope(viewer: Viewer, project: Row) -> Constraint:
    scope = scope_of(viewer, project["id"])
    if scope is None:
        return Constraint("Scope", "open", "no baseline says what was agreed", {}, {})
    days, items = scope["days"], scope["items"]
    creep, loose = days.creep or 0.0, round(items.unapproved)
    moved = f"{_percent(creep)} {'more' if creep > 0 else 'less'} work than agreed" if creep else "as agreed"
    says = moved + (f", {counted(loose, 'item')} of it without approval" if loose else "")
    standing: Standing = "gives" if creep > CREEP else "strained" if loose or creep > SLIGHT else "holds"
    agreed = {"items": items.baseline, "days": days.baseline, "name": scope["baseline"].name}
    return Constraint(
        "Scope", standing, says, agreed, {"items": items.current, "days": days.current}, max(creep, 0.0)
    )


def _cost(viewer: Viewer, project: Row) -> Constraint:
    budget, expected = project["budget"], costs_of(viewer, project["id"]) or {}
    agreed = {"budget": budget}
    if not expected or not budget:
        says = "no budget was set" if expected else "its cost is not known"
        return Constraint("Cost", "open", says, agreed, expected)
    over = expected["p50"] / budget - 1
    says = f"likely {_percent(over)} {'over' if over > 0 else 'under'} its budget"
    if over > 0:
        return Constraint("Cost", "gives", says, agreed, expected, over)
    safe = expected.get("p85", expected["p50"])
    if safe > budget:
        return Constraint("Cost", "strained", f"{says}, though P85 is over it", agreed, expected, over)
    return Constraint("Cost", "holds", says, agreed, expected)


def _quality(viewer: Viewer, project: Row) -> Constraint:
    mine = {task.id: task for task in rows_of(viewer).plan.tasks if task.project == project["id"]}
    known = {*mine, *(task.parent for task in mine.values() if task.parent)}
    done = sum(task.progress is not None and task.progress.finished is not None for task in mine.values())
    waived = sum(row["item"] in known for row in waivers(viewer, {}))
    severe = sum(_hurts(row, project["id"]) for row in issues(viewer, {}))
    expected = {"waived": waived, "severe": severe, "done": done}
    if not done and not severe and not waived:
        return Constraint("Quality", "open", "nothing is finished yet", {}, expected)
    share = waived / max(done, 1)
    says = f"{counted(waived, 'check')} waived, {counted(severe, 'severe issue')} open"
    standing: Standing = "gives" if severe or share > WAIVED else "strained" if waived else "holds"
    return Constraint("Quality", standing, says, {}, expected, share)


def _hurts(issue: Row, project: str) -> bool:
    return issue["unit"] == project and issue["severity"] in SEVERE and not issue["resolved_at"]


def _percent(share: float) -> str:
    return "under 1%" if abs(share) < 0.005 else f"{abs(share):.0%}"
