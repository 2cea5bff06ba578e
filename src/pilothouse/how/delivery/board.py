"""The Board: where work waits. Columns are the states of tasks; moves are their commands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.how.delivery.board_cards import AT_ONCE, Board, Pace, blocked, cards, pace
from pilothouse.how.delivery.models import Task
from pilothouse.what.backlog.models import Feature
from pilothouse.who import clock
from pilothouse.who.items.models import Label
from pilothouse.who.items.queries import head_by_key, heads
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number
from pilothouse.why.strategy.models import Goal

Row = dict[str, Any]
COLUMNS = (("todo", "To do"), ("doing", "In progress"), ("done", "Done in the last two weeks"))
LANES = (("none", "None"), ("goal", "Goal"), ("person", "Person"))
OFFERED = 200
"""So many features are offered to filter by; the rest is found by their key in the address."""
MOVES = {
    "todo": (("doing", "task.start", "Start"), ("done", "task.finish", "Finish")),
    "doing": (("done", "task.finish", "Finish"), ("todo", "task.put_back", "Put back")),
    "done": (("doing", "task.reopen", "Reopen"),),
}
"""From which column to which, by which command."""


def board_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """Everything the template takes, less the shell."""
    usual = {
        "of": "",
        "lanes": "none",
        "column": "doing",
        "saved": "",
        "todo": "0",
        "doing": "0",
        "done": "0",
    }
    filters = Narrowing.read(path, query, _fields(viewer), **usual)
    units = _units(viewer)
    unit = next((unit for unit in units if str(unit.pk) == filters["of"]), None)
    board, usually = Board(viewer, unit, filters), pace(viewer)
    counts = board.counts(usually)
    columns = [_column(board, name, label, counts, usually) for name, label in COLUMNS]
    return {
        "filters": filters,
        "unit": unit,
        "units": [(str(each.pk), each.name) for each in units],
        "columns": columns,
        "current": filters["column"] if filters["column"] in dict(COLUMNS) else "doing",
        "lane_names": LANES,
        "lanes": _lanes(viewer, board, columns, filters["lanes"]),
        "headline": headline(counts, usually),
        "lede": lede(usually),
        "counts": counts,
        "usual": usually,
    }


def move_context(viewer: Viewer, key: str) -> Row | None:
    """The card and where it can go; None when there is no such task for the viewer."""
    head = head_by_key(viewer, key)
    wanted = ("state", "blocked_since", "blocked_why", "unblocker_id")
    row = Task.objects.seen_by(viewer).filter(pk=head.id).values(*wanted).first() if head else None
    if head is None or row is None:
        return None
    column = {"started": "doing", "done": "done"}.get(row["state"], "todo")
    labels = dict(COLUMNS)
    return {
        "head": head,
        "column": labels[column],
        "done": column == "done",
        "blocked": blocked(viewer, row, clock.now()),
        "moves": [
            {
                "to": to,
                "column": labels[to],
                "command": command,
                "label": label,
                "asks": command == "task.reopen",
            }
            for to, command, label in MOVES[column]
        ],
    }


def headline(counts: Mapping[str, int], usual: Pace) -> str:
    """Where work waits, in a sentence; the plainest where little is known."""
    doing, todo, old, stuck = (counts[name] for name in ("doing", "todo", "ageing", "blocked"))
    if stuck:
        is_old = f", {number(old)} {'is' if old == 1 else 'are'} older than most ever get" if old else ""
        return f"{capital(counted(stuck, 'card'))} {'is' if stuck == 1 else 'are'} blocked{is_old}"
    if not doing + todo + counts["done"]:
        return "Nothing is on this board yet"
    if not doing:
        return f"Nothing is in progress, {counted(todo, 'card')} to do" if todo else "All of it is done"
    if usual.p85 is None:
        return f"{capital(counted(doing, 'card'))} in progress, {number(todo)} to do"
    if not old:
        return f"Nothing waits longer than usual: {counted(doing, 'card')} in progress"
    if old == doing:
        all_of = {1: "The one card", 2: "Both cards"}.get(doing, f"All {number(doing)} cards")
        return f"{all_of} in progress took longer than most do"
    verb = "is" if old == 1 else "are"
    return f"{capital(number(old))} of {number(doing)} cards in progress {verb} older than most ever get"


def lede(usual: Pace) -> str:
    """How long cards take."""
    if usual.p85 is None:
        return "Once cards are finished, the age of those in progress is shown against how long they took."
    half, most = (f"{days:g} {'day' if days == 1 else 'days'}" for days in (usual.p50 or 0.0, usual.p85))
    return f"Half of the cards finished last took {half} or less, 85 of 100 took {most} or less."


def _column(board: Board, name: str, label: str, counts: Row, usual: Pace) -> Row:
    text, count = board.filters[name], counts[name]
    first = int(text) if text.isdecimal() and int(text) < count else 0
    rows = cards(board.viewer, board.column(name, first), usual, board.now) if count else []
    after = first + AT_ONCE
    return {
        "name": name,
        "label": label,
        "takes": " ".join(
            f"{source}:{command}" for source, moves in MOVES.items() for to, command, _ in moves if to == name
        ),
        "count": count,
        "blocked": counts[f"{name}_blocked"],
        "cards": rows,
        "first": first,
        "last": first + len(rows),
        "before": str(max(first - AT_ONCE, 0)) if first else None,
        "after": str(after) if after < count else None,
    }


def _lanes(viewer: Viewer, board: Board, columns: list[Row], by: str) -> list[Row]:
    """Lanes with true counts and those of the shown cards that lie in them; one without a name for all."""
    if by not in ("goal", "person"):
        return [{"title": "", "cells": [column | {"more": 0} for column in columns]}]
    counts: dict[UUID | None, dict[str, int]] = {}
    states = {"open": "todo", "started": "doing", "done": "done"}
    for id, state, count in board.lanes(by):
        counts.setdefault(id, {})[states.get(state, "todo")] = count
    names = _names(viewer, by)
    ordered = sorted(counts, key=lambda id: (id not in names, names.get(id, "") if id else ""))
    return [
        {
            "title": names.get(id, "") if id in names else _NOBODY[by],
            "url": board.filters.url(lanes="none", person=str(id or NONE)) if by == "person" else "",
            "cells": [
                _cell(column, _inside(column, by, id), counts[id].get(column["name"], 0))
                for column in columns
            ],
        }
        for id in ordered
    ]


_NOBODY = {"goal": "Serves no goal", "person": "Nobody yet"}


def _names(viewer: Viewer, by: str) -> Mapping[Any, str]:
    if by == "person":
        return member_names(viewer)
    return {id: head.title for id, head in heads(viewer, kind=Goal.kind).items()}


def _inside(column: Row, by: str, id: UUID | None) -> list[Row]:
    if by == "goal":
        return [card for card in column["cards"] if card["goal"] == id]
    return [
        card
        for card in column["cards"]
        if (id in [p["id"] for p in card["people"]] if id else not card["people"])
    ]


def _cell(column: Row, inside: list[Row], count: int) -> Row:
    stuck = sum(card["blocked"] is not None for card in inside)
    return column | {"cards": inside, "count": count, "blocked": stuck, "more": count - len(inside)}


def _units(viewer: Viewer) -> list[Unit]:
    """Projects by rank, then teams."""
    rows = Unit.objects.seen_by(viewer).filter(kind__in=("project", "team"))
    return list(rows.order_by("kind", "rank", "name"))


def _fields(viewer: Viewer) -> list[Field]:
    people = sorted(((str(id), name) for id, name in member_names(viewer).items()), key=lambda each: each[1])
    labels = Label.objects.seen_by(viewer).order_by("name").values_list("name", flat=True)
    return [
        Field("person", "Person", [*people, (NONE, "nobody")]),
        Field("feature", "Feature", [*_features(viewer), (NONE, "no feature")]),
        Field("label", "Label", [*((name, name) for name in labels), (NONE, "no label")]),
        Field("blocked", "Blocked", (("yes", "yes"), ("no", "no"))),
    ]


def _features(viewer: Viewer) -> list[tuple[str, str]]:
    """The first features of the backlog that are still open."""
    rows = Feature.objects.seen_by(viewer).filter(state="planned").order_by("rank", "pk")
    ids = list(rows.values_list("pk", flat=True)[:OFFERED])
    known = heads(viewer, ids)
    return [(known[id].key, known[id].title) for id in ids if id in known]
