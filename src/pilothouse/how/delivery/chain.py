"""The pages of features and tasks as plain values: the chain, its deciders, the work, proposals, history."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import Size
from pilothouse.how.delivery.checklists.queries import checklist_items
from pilothouse.how.delivery.feature_page import feature_page, goals_up
from pilothouse.how.delivery.models import Assignment, Task
from pilothouse.how.delivery.outline.queries import inside, totals
from pilothouse.how.delivery.progress import done, hours_worked
from pilothouse.how.delivery.queries import links, task_rows, uses
from pilothouse.how.delivery.recurring.queries import comes_back
from pilothouse.how.delivery.worklogs.queries import hours_of_task, running_timer
from pilothouse.how.engineering.queries import done_of
from pilothouse.what.backlog.models import Feature
from pilothouse.what.backlog.queries import feature_rows
from pilothouse.what.roadmap.queries import release_of
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.decisions.gate.undoable import with_undo
from pilothouse.who.decisions.proposals.queries import asked_for, proposals_about
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.items.panels import panels
from pilothouse.who.items.queries import head_by_key, heads
from pilothouse.who.once import once
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
FAMILIES = {
    "why": "feature.request",
    "what": "feature.request",
    "how": "technical.implementation",
    "when": "schedule.change",
}
"""Which right a link of the chain shows."""
UNITS = {
    "feature": ("item__unit", "release__delivered_by", "release__item__unit"),
    "task": ("item__unit", "feature__release__delivered_by"),
}
"""Where the unit that decides about a feature or a task is found."""
SIDES = {"before": "needs", "after": "blocks"}
RECENT = 10
"""Entries of history on a page."""


def feature(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """All that a feature's page shows; None when there is no such feature for the viewer."""
    page = _feature(viewer, key)
    return page and page | {"proposals": proposals_about(viewer, page["inside"])}


@once
def _feature(viewer: Viewer, key: str) -> dict[str, Any] | None:
    head = head_by_key(viewer, key)
    page = feature_page(viewer, head.id) if head and head.kind == Feature.kind else None
    if head is None or page is None:
        return None
    row, work = page["feature"], page["tasks"]
    inside = {row["id"], *(task["id"] for task in work)}
    dates = panels(viewer, Task.kind, [task["id"] for task in work])
    worked = hours_worked(viewer, [task["id"] for task in work if task["started"] and not task["finished"]])
    sums, unit = totals(work, worked), unit_of(viewer, Feature, head.id)
    hanging = {*beside(viewer, work, page["links"]), *(claim["id"] for claim in page["claims"])}
    return page | {
        "goal": page["why"][0] if page["why"] else None,
        "dates": drifted({name: value for panel in page["facets"] for name, value in panel.items()}),
        "release": release_of(viewer, row["release"]),
        "deciders": deciders(viewer, unit),
        "tasks": [
            task
            | {"done": done(task, worked), "dates": dates.get(task["id"], {})}
            | {"whole": sums.get(task["id"])}
            for task in in_outline(work)
        ],
        "team": team(work),
        **outside(viewer, page["links"], inside),
        "inside": inside,
        "proposed": proposed_tasks(viewer, row),
        "activity": with_undo(viewer, activity(viewer, inside | hanging, limit=RECENT)),
    }


def task(viewer: Viewer, key: str) -> dict[str, Any] | None:
    """All that a task's page shows; None when there is no such task for the viewer."""
    page = _task(viewer, key)
    return page and page | {"proposals": proposals_about(viewer, [page["task"]["id"]])}


@once
def _task(viewer: Viewer, key: str) -> dict[str, Any] | None:
    head = head_by_key(viewer, key)
    row = task_rows(viewer, [head.id]).get(head.id) if head and head.kind == Task.kind else None
    if head is None or row is None:
        return None
    of = feature_rows(viewer, [UUID(row["feature"])]).get(UUID(row["feature"])) if row["feature"] else None
    at_work = links(viewer, {"item": row["id"]})
    known = drifted(panels(viewer, Task.kind, [head.id]).get(row["id"], {}))
    within = inside(viewer, head.id)
    parts = [part for part in within if part["parent"] == row["id"]]
    unit = unit_of(viewer, Task, head.id)
    worked = hours_worked(viewer, [head.id, *(part["id"] for part in within)])
    sums = totals(within, worked)
    whole = sums.get(row["id"], {})
    share = whole["done"] if whole else done(row, worked)
    return {
        "task": row | {"done": 1.0 if row["finished"] else share, "dates": known},
        "whole": whole,
        "outlined": outlined(viewer, within, sums, worked),
        "feature": of,
        "goals": goals_up(viewer, of["goal"] if of else ""),
        "parts": parts,
        "ends_with": next((part for part in parts if part["id"] == known.get("ends_with")), None),
        "needs": [link | {"item": link["before"]} for link in at_work if link["after"]["id"] == row["id"]],
        "blocks": [link | {"item": link["after"]} for link in at_work if link["before"]["id"] == row["id"]],
        "uses": uses(viewer, {"task": row["id"]}),
        "worked": hours_of_task(viewer, head.id),
        "done_checks": done_of(viewer, head.id, unit),
        "checklist": checklist_items(viewer, {"task": row["id"]}),
        "comes_back": comes_back(viewer, head.id),
        "timer": running_timer(viewer),
        "project": str(unit.pk) if unit.kind == "project" else "",
        "risks": known.get("risks", []),
        "deciders": deciders(viewer, unit),
        "activity": with_undo(
            viewer, activity(viewer, [row["id"], *beside(viewer, [row], at_work)], limit=RECENT)
        ),
    }


def outlined(
    viewer: Viewer, work: Rows, sums: Mapping[str, Any], worked: Mapping[str, float]
) -> list[dict[str, Any]]:
    """Tasks in their outline with their dates, how far each is, and what groups add up to."""
    dates = panels(viewer, Task.kind, [row["id"] for row in work])
    lines = []
    for row in in_outline(work):
        whole = sums.get(row["id"])
        share = 1.0 if row["finished"] else whole["done"] if whole else done(row, worked)
        lines.append(row | {"done": share, "whole": whole, "dates": dates.get(row["id"], {})})
    return lines


def unit_of(viewer: Viewer, model: Any, id: UUID) -> Any:
    """The unit whose rights hold for that feature or task."""
    return model.objects.seen_by(viewer).select_related(*UNITS[model.kind]).get(pk=id).unit_of_decision()


def deciders(viewer: Viewer, unit: Any) -> dict[str, dict[str, Any]]:
    """Who decides each question of the chain: their name, and whether it is the viewer."""
    rights = Rights(workspace_of(viewer))
    verdicts = {family: rights.judge(family, unit, Size()) for family in set(FAMILIES.values())}
    names = {str(id): name for id, name in member_names(viewer).items()}
    found = {}
    for question, family in FAMILIES.items():
        deciding = [id for id in verdicts[family].deciders if id in names]
        first = str(viewer.member) if str(viewer.member) in deciding else next(iter(deciding), None)
        if first:
            found[question] = {"name": names[first], "you": first == str(viewer.member)}
    return found


def beside(viewer: Viewer, work: Rows, at_work: Rows) -> list[str]:
    """Ids of what hangs on these tasks: who is assigned, and the links at them."""
    assigned = Assignment.objects.seen_by(viewer).filter(task__in=[row["id"] for row in work])
    return [*map(str, assigned.values_list("pk", flat=True)), *(link["id"] for link in at_work)]


def drifted(dates: Mapping[str, Any]) -> dict[str, Any]:
    """Dates with ``drift``: by how many calendar days the likely one moved from the baseline's."""
    if not dates.get("p50") or not dates.get("base_p50"):
        return dict(dates)
    now, then = (datetime.fromisoformat(dates[name]).date() for name in ("p50", "base_p50"))
    return {**dates, "drift": (now - then).days}


def team(work: Iterable[Mapping[str, Any]]) -> Rows:
    """Everybody on any of these tasks, once, by name."""
    people = {person["id"]: person for row in work for person in row["people"]}
    return sorted(
        ({"id": p["id"], "name": p["title"]} for p in people.values()), key=lambda p: str(p["name"])
    )


def in_outline(work: Rows) -> Rows:
    """Tasks with those inside a group right below it, each with its ``depth`` from 0."""
    inside: dict[str, Rows] = {}
    known = {row["id"] for row in work}
    for row in work:
        inside.setdefault(row["parent"] if row["parent"] in known else "", []).append(row)

    def below(parent: str, depth: int) -> Rows:
        return [
            line
            for row in inside.get(parent, [])
            for line in (row | {"depth": depth, "group": row["id"] in inside}, *below(row["id"], depth + 1))
        ]

    return below("", 0)


def outside(viewer: Viewer, at_work: Rows, inside: set[str]) -> dict[str, Rows]:
    """What lies beyond the links that leave the feature, ``needs`` before it and ``blocks`` after it: the
    feature there, else the item itself."""
    leaving = [
        link for link in at_work if (link["before"]["id"] in inside) != (link["after"]["id"] in inside)
    ]
    ends = {side: [link[side] for link in leaving if link[side]["id"] not in inside] for side in SIDES}
    there = Task.objects.seen_by(viewer).filter(pk__in=[row["id"] for rows in ends.values() for row in rows])
    owners = {str(id): feature for id, feature in there.values_list("pk", "feature_id")}
    known = heads(viewer, owners.values())
    found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in SIDES.values()}
    for side, rows in ends.items():
        for row in rows:
            owner = owners.get(row["id"])
            above = known.get(owner) if owner else None
            line = above.row() if above else row
            found[SIDES[side]][line["id"]] = line
    return {name: list(lines.values()) for name, lines in found.items()}


def proposed_tasks(viewer: Viewer, row: Mapping[str, Any]) -> Rows:
    """Tasks that open proposals would add to the feature: not true yet."""
    return [
        {"proposal": key, "title": payload["title"], "effort": payload.get("effort")}
        for key, payload in asked_for(viewer, "task.add")
        if payload.get("feature") in (row["id"], row["key"])
    ]
