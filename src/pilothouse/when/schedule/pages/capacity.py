"""What people are asked for against what they have by skill and person, and the last day to hire."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from pilothouse.engine.bottleneck import (
    Hire,
    Short,
    holds_back,
    latest_hire,
    shortages,
    singles,
    skill_loads,
)
from pilothouse.engine.overpromised import overpromised
from pilothouse.engine.plan import Milestone, Plan, Project, Release
from pilothouse.engine.precedence import CycleError
from pilothouse.engine.scheduling.result import SkillLoad, WeekLoad
from pilothouse.engine.simulation import Cancelled
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.names import Called, seen_names
from pilothouse.when.schedule.pages.staffing import days_text
from pilothouse.when.schedule.queries import rows_of
from pilothouse.who.items.queries import heads
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer

SECONDS, HIRE_SECONDS = 4.0, 20.0
MOST_WEEKS = 13
Row = dict[str, Any]
Load = SkillLoad | WeekLoad
Dated = Project | Release | Milestone


def capacity_context(viewer: Viewer, asked: Mapping[str, str]) -> Row:
    """What the page takes; ``asked`` may name a ``skill`` and what it is ``for``, to find the hiring date."""
    plan = rows_of(viewer).plan
    try:
        loads, found, people = _computed(viewer)
    except CycleError:
        loads, found, people = (), (), ()
    names = seen_names(viewer, _ids(plan, loads, people))
    known = [each for each in found if each.skill in names]
    mondays = sorted({each.week for each in loads} | {each.week for each in people})[:MOST_WEEKS]
    targets = _targets(plan, names)
    short = {each.skill: each for each in known}
    return {
        "headline": headline(known, names),
        "lede": _lede(holds_back(tuple(known)), names),
        "weeks": mondays,
        "skills": [
            row | _skill(short[row["id"]], plan)
            for row in _heat(loads, mondays, names, lambda each: each.skill)
            if row["id"] in short
        ],
        "people": _heat(people, mondays, names, lambda each: each.person),
        "overpromised": _overpromised(plan, names),
        "singles": _singles(viewer, plan, names),
        "choices": [(each.skill, names[each.skill].name) for each in known],
        "targets": [(each.id, names[each.id].name) for each in targets],
        "asked": asked,
        "hire": _hire(plan, asked, short, {each.id: each for each in targets}, names),
    }


def headline(found: Iterable[Short], names: Mapping[str, Called]) -> str:
    """The bottleneck in a sentence."""
    found = tuple(found)
    if not found:
        return "No open work asks for a skill"
    most = holds_back(found)
    if most is None:
        return "No skill holds the plan back: one more person would not end it sooner"
    name = names[most.skill].name
    sooner = f"one more would end the plan {days_text(most.days)} sooner"
    return f"{name[:1].upper()}{name[1:]} is the bottleneck: {sooner}"


@once
def _computed(viewer: Viewer) -> tuple[tuple[SkillLoad, ...], tuple[Short, ...], tuple[WeekLoad, ...]]:
    rows, end = rows_of(viewer), monotonic() + SECONDS
    return skill_loads(rows.plan), shortages(rows.plan, stop=lambda: monotonic() > end), rows.load


def _ids(plan: Plan, loads: Iterable[SkillLoad], people: Iterable[WeekLoad]) -> set[str]:
    dated: tuple[Dated, ...] = (*plan.projects, *plan.releases, *plan.milestones)
    return (
        {each.skill for each in loads}
        | {each.person for each in people}
        | {each.id for each in dated}
        | {each.id for each in plan.people}
    )


def _lede(short: Short | None, names: Mapping[str, Called]) -> str:
    if short is None:
        return ""
    worst = short.worst
    return (
        f"In the week of {_day_text(worst.week)} {worst.needed_hours:.0f} hours of "
        f"{names[short.skill].name} are asked for and {worst.available_hours:.0f} are there."
    )


def _skill(short: Short, plan: Plan) -> Row:
    able = sum(person.skills.get(short.skill, 0) >= 3 for person in plan.people)
    brings = f"{days_text(short.days)} sooner" if short.days else "no sooner"
    return {"able": able, "percent": short.percent, "brings": brings}


def _heat(loads: Iterable[Load], mondays: list[date], names: Mapping[str, Called], of: Any) -> list[Row]:
    """A row a skill or person, the fullest first, with a cell for each week."""
    weeks: dict[str, dict[date, Load]] = defaultdict(dict)
    for each in loads:
        weeks[of(each)][each.week] = each
    rows = [
        {
            "id": id,
            "name": names[id].name,
            "peak": max((each.percent or 0 for each in known.values()), default=0),
            "cells": [_cell(known.get(monday)) for monday in mondays],
        }
        for id, known in weeks.items()
        if id in names
    ]
    return sorted(rows, key=lambda row: (-row["peak"], row["name"]))


def _cell(load: Load | None) -> Row:
    if load is None or not (load.available_hours or load.needed_hours):
        return {"value": 0, "closed": True}
    label = f"{load.needed_hours:.0f} h of work for {load.available_hours:.0f} h"
    return {"value": load.percent or 0, "closed": not load.available_hours, "label": label}


def _overpromised(plan: Plan, names: Mapping[str, Called]) -> list[Row]:
    """Who is promised for more than all of their time, the soonest first; a project that the viewer may not
    see counts without its name."""
    found = sorted(overpromised(plan), key=lambda each: (each.start, -each.total))
    return [
        {
            "id": each.person,
            "person": names[each.person].name,
            "total": each.total,
            "start": each.start,
            "last": each.end - timedelta(days=1),
            "shares": [
                {"id": project if project in names else "", "share": share, "name": _project(project, names)}
                for project, share in each.shares.items()
            ],
        }
        for each in found
        if each.person in names
    ]


def _project(id: str, names: Mapping[str, Called]) -> str:
    return names[id].name if id in names else "another project"


def _singles(viewer: Viewer, plan: Plan, names: Mapping[str, Called]) -> list[Row]:
    found = [each for each in singles(plan) if each.skill in names and each.person in names]
    seen = heads(viewer, [UUID(id) for each in found for id in each.tasks])
    return [
        {
            "skill": names[each.skill].name,
            "id": each.person,
            "person": names[each.person].name,
            "hours": each.hours,
            "count": len(each.tasks),
            "tasks": [head for id in each.tasks if (head := seen.get(UUID(id)))][:3],
        }
        for each in found
    ]


def _targets(plan: Plan, names: Mapping[str, Called]) -> list[Dated]:
    """What has a date to keep, the soonest first."""
    dated: tuple[Dated, ...] = (*plan.projects, *plan.releases, *plan.milestones)
    found = [each for each in dated if each.target is not None and each.id in names]
    return sorted(found, key=lambda each: (each.target or 0, names[each.id].name))


def _hire(
    plan: Plan,
    asked: Mapping[str, str],
    short: Mapping[str, Short],
    targets: Mapping[str, Dated],
    names: Mapping[str, Called],
) -> Row | None:
    """Until when to hire whoever is asked about, in words; None when nothing was asked."""
    skill, target = asked.get("skill", ""), targets.get(asked.get("for", ""))
    if skill not in short or target is None or target.target is None:
        return None
    end = monotonic() + HIRE_SECONDS
    try:
        found = latest_hire(plan, skill, target.target, target.id, stop=lambda: monotonic() > end)
    except Cancelled:
        return {"said": "This plan is too large to try so many hires while you wait: try it in a scenario."}
    called = (names[target.id].name, names[skill].name)
    start = found.start.isoformat() if found.start else ""
    return {"said": hire_text(found, target.target, called, plan.timezone), "start": start, "skill": skill}


def hire_text(found: Hire, by: int, called: tuple[str, str], zone: str) -> str:
    """The answer in a sentence or two; ``called`` are the thing with the date and the skill."""
    name, skill = called
    promise = f"its target is {_day(by, zone)}"
    if found.holds_without(by):
        return f"Nobody is needed: {name} is safe to say for {_day(found.without, zone)}, {promise}."
    without = f"Without anybody {name} is safe to say for {_day(found.without, zone)}, {promise}."
    if found.start is None:
        then = f"With one more for {skill} from today it is {_day(found.at_once, zone)}"
        return f"{without} {then}: hiring for {skill} alone does not hold it."
    then = f"{name} is then safe to say for {_day(found.then, zone)}"
    return f"Hire for {skill} by {_day_text(found.start)}: {then}. A week later its target is lost. {without}"


def _day(moment: int | None, zone: str) -> str:
    return "no date" if moment is None else _day_text(day(moment, zone))


def _day_text(on: date | None) -> str:
    return f"{on:%-d %B %Y}" if on else "no date"
