"""A plan with people's words in it, for sentences about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from pilothouse.engine.plan import Plan
from pilothouse.who.items.queries import heads
from pilothouse.who.people.models import Pool, Skill
from pilothouse.who.people.queries import member_names, unit_names
from pilothouse.who.rows import Viewer

UNSEEN = "something not shared with you"


def named(plan: Plan, viewer: Viewer) -> Plan:
    """The plan with the titles and names the viewer may see for those of its parts; ids stay."""
    names = {str(id): f"{head.key} {head.title}" for id, head in heads(viewer).items()}
    names |= {str(id): name for id, name in (*member_names(viewer).items(), *unit_names(viewer).items())}
    for model in (Skill, Pool):
        names |= {str(pk): name for pk, name in model.objects.seen_by(viewer).values_list("pk", "name")}
    parts = ("people", "pools", "groups", "milestones", "releases", "goals", "projects", "risks")
    renamed: dict[str, Any] = {part: tuple(_renamed(getattr(plan, part), names)) for part in parts}
    tasks = tuple(replace(t, name=names.get(t.id, UNSEEN)) for t in plan.tasks)
    return replace(plan, tasks=tasks, **renamed)


def _renamed(things: Iterable[Any], names: Mapping[str, str]) -> Iterable[Any]:
    return (replace(thing, name=names.get(thing.id, UNSEEN)) for thing in things)
