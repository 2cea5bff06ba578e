"""What would take weeks over 100 % from somebody: ways in words, each an option to suggest."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any
from uuid import UUID

from pilothouse.engine.leveling import Leveling, Move, Strain, Way, level
from pilothouse.engine.precedence import CycleError
from pilothouse.when.schedule.names import Called, seen_names
from pilothouse.when.schedule.pages.staffing import days_text, moved_text
from pilothouse.when.schedule.queries import rows_of
from pilothouse.who.changes import listed
from pilothouse.who.items.queries import heads
from pilothouse.who.once import once
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted

SECONDS = 4.0
"""After so long the page shows what has been found by then."""
Row = dict[str, Any]


def leveling_context(viewer: Viewer, member: UUID) -> Row | None:
    """What the page takes; None when the plan holds nobody of that id whom the viewer may see."""
    names = seen_names(viewer, [str(member)])
    try:
        found = _found(viewer, str(member))
    except (KeyError, CycleError):
        return None
    if str(member) not in names:
        return None
    name = names[str(member)].name
    ids = {id for way in found.ways for move in way.moves for id in (move.task, *move.people)}
    names |= seen_names(viewer, ids | {id for way in found.ways for id in way.later})
    ways = [way for way in found.ways if all(move.task in names for move in way.moves)]
    return {
        "name": name,
        "headline": headline(name, found.now, ways),
        "now": found.now,
        "ways": [_way(way, str(member), names) for way in ways],
        "complete": found.complete,
    }


def headline(name: str, now: Strain, ways: Iterable[Way]) -> str:
    """How far the best way brings somebody."""
    if not now.weeks:
        return f"{name} is asked for no more than there is"
    best = min((way.strain for way in ways), key=lambda each: (each.weeks, each.hours), default=None)
    over = f"{name} is over 100% for {counted(now.weeks, 'week')}"
    if best is None:
        return f"{over}, and nobody else who knows the work has room"
    if not best.weeks:
        return f"{over}: it can be none"
    if best.weeks < now.weeks:
        return f"{over}: it can be {counted(best.weeks, 'week')}"
    return f"{over}: it can be {round(now.hours - best.hours)} hours less"


@once
def _found(viewer: Viewer, person: str) -> Leveling:
    plan, end = rows_of(viewer).plan, monotonic() + SECONDS
    features = {str(id) for id in heads(viewer, kind="feature")}
    return level(plan, person, stop=lambda: monotonic() > end, fixed=features)


def _way(way: Way, person: str, names: Mapping[str, Called]) -> Row:
    tasks = listed([names[move.task].name for move in way.moves])
    label = f"Others take over {tasks}" if way.kind == "hand_over" else f"Help with {tasks}"
    later = [f"{names[id].name} by {days_text(days)}" for id, days in way.later.items() if id in names]
    return {
        "steps": [_step(way, move, person, names) for move in way.moves],
        "strain": way.strain,
        "moved": capital(f"the plan ends {moved_text(way.days)}") if way.days is not None else "",
        "later": listed(later),
        "option": json.dumps({"label": label[:200], "edits": [_edit(move) for move in way.moves]}),
    }


def _edit(move: Move) -> Row:
    return {"name": "task.assign", "payload": {"task": move.task, "members": list(move.people)}}


def _step(way: Way, move: Move, person: str, names: Mapping[str, Called]) -> list[dict[str, str]]:
    """A change as a sentence; the task is a link."""
    new = names.get(move.people[-1], Called("Somebody")).name
    verb = "takes over" if way.kind == "hand_over" else f"helps {names[person].name.split()[0]} with"
    task = names[move.task]
    return [{"text": f"{new} {verb} ", "key": ""}, {"text": task.name, "key": task.key}]
