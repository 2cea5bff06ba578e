"""Who could do a task: three ways to choose with the days each costs, and all who could."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from pilothouse.engine.precedence import CycleError
from pilothouse.engine.staffing import Advice, Candidate, Way, advise
from pilothouse.when.schedule.names import Called, seen_names
from pilothouse.when.schedule.queries import rows_of
from pilothouse.who.changes import listed
from pilothouse.who.items.queries import Head, head_by_key
from pilothouse.who.rows import Viewer

SECONDS = 4.0
"""After so long the page shows who has been tried by then."""
LABELS: dict[Way, str] = {"fastest": "fastest", "growth": "growth", "bus_factor": "bus factor"}
Row = dict[str, Any]


def staffing_context(viewer: Viewer, key: str) -> Row | None:
    """What the page takes; None when there is no such task or the plan does not hold it."""
    head = head_by_key(viewer, key)
    if head is None or head.kind != "task":
        return None
    plan, end = rows_of(viewer).plan, monotonic() + SECONDS
    try:
        found = advise(plan, str(head.id), stop=lambda: monotonic() > end)
    except (KeyError, CycleError):
        return None
    task = next(each for each in plan.tasks if each.id == str(head.id))
    asked = {id for id in (task.project, task.skill) if id}
    names = seen_names(viewer, {*_ids(found), *asked})
    rows = {
        each.person: _row(each, names) | {"now": each.people == found.now}
        for each in found.candidates
        if each.person in names
    }
    skill = names[task.skill].name if task.skill in names else ""
    return {
        "head": head,
        "headline": headline(head, rows.values()),
        "given": bool(task.people),
        "skill": skill,
        "level": task.level,
        "finish": names[task.project].name if task.project in names else "the whole plan",
        "ways": _ways(found, rows, skill),
        "candidates": list(rows.values()),
        "now": [names[id].name for id in found.now if id in names],
        "complete": found.complete,
    }


def headline(head: Head, rows: Iterable[Row]) -> str:
    """Whether somebody else would end it sooner."""
    rows = list(rows)
    if not rows:
        return f"Nobody is found who could do {head.title}"
    best = min(rows, key=lambda row: row["days"])
    if best["days"] < 0:
        return f"{best['name']} would end {head.title} {days_text(-best['days'])} sooner"
    if len(rows) == 1:
        return f"Only {rows[0]['name']} could do {head.title}"
    return f"Nobody would end {head.title} sooner than {best['name']}"


def days_text(days: float) -> str:
    """So many working days, in words."""
    return f"{days:.1f}".removesuffix(".0") + (" working day" if days == 1 else " working days")


def moved_text(days: float) -> str:
    """By how much something moves, in words: as it stands, sooner, later."""
    if abs(days) < 0.05:
        return "as it stands"
    return f"{days_text(abs(days))} {'sooner' if days < 0 else 'later'}"


def _ids(found: Advice) -> set[str]:
    ids = set(found.now)
    for each in found.candidates:
        ids |= {each.person, *each.people, *each.later}
    return ids


def _ways(found: Advice, rows: Mapping[str, Row], skill: str) -> list[Row]:
    """Whom the ways choose, once each, with why."""
    told: dict[str, Row] = {}
    for way, each in found.ways.items():
        if each.person in rows:
            row = told.setdefault(each.person, {**rows[each.person], "way": [], "why": []})
            row["way"].append(LABELS[way])
            row["why"].append(_why(way, each, row["name"], skill))
    return [row | {"way": listed(row["way"]).capitalize()} for row in told.values()]


def _row(each: Candidate, names: Mapping[str, Called]) -> Row:
    later = sorted(each.later.items(), key=lambda item: -item[1])
    return {
        "id": each.person,
        "name": names[each.person].name,
        "people": each.people,
        "with": [names[id].name for id in each.people if id != each.person and id in names],
        "level": each.level,
        "lacks": each.lacks,
        "hours": each.hours,
        "days": each.days,
        "ends": moved_text(each.days),
        "finish": moved_text(each.finish_days),
        "later": [{"text": names[id].name, "days": days_text(days)} for id, days in later if id in names],
    }


def _why(way: Way, each: Candidate, name: str, skill: str) -> str:
    if way == "fastest":
        return f"With {name} it ends soonest."
    if way == "growth":
        knows = f"{name} is at level {each.level} in {skill or 'it'}"
        helped = ", one below what is asked for: somebody has to help" if each.lacks else ""
        return f"{knows}{helped}, and has most to learn from it."
    had = f"{each.hours:.0f} hours" if each.hours >= 1 else "none"
    return f"{name} has least of such work so far, {had}: it spreads what people know."
