"""The Board: where work waits. Columns stand for the states of tasks; moves are their commands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

from pilothouse.engine.flow import Ages
from pilothouse.how.delivery.boards.cards import AT_ONCE, Cards, cards, pace
from pilothouse.how.delivery.boards.columns import Layout, Slot, layout, move
from pilothouse.how.delivery.boards.words import Over, headline, lede
from pilothouse.how.delivery.models import Board, Place
from pilothouse.what.backlog.models import Feature
from pilothouse.who.items.models import Label
from pilothouse.who.items.queries import heads
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.models import Goal

Row = dict[str, Any]
OFFERED = 200
"""So many features are offered to filter by; the rest is found by their key in the address."""
_NOBODY = {"goal": "Serves no goal", "person": "Nobody yet"}


def board_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """Everything the template takes, less the shell."""
    units = units_with_boards(viewer)
    unit = next((unit for unit in units if str(unit.pk) == query.get("of", "")), None)
    found = layout(lambda model: model.objects.seen_by(viewer), unit)
    filters = Narrowing.read(path, query, _fields(viewer), **_usual(found))
    board, ages = Cards(viewer, unit, found, filters), pace(viewer, unit)
    counts = board.counts(ages)
    columns = [_column(board, slot, counts, ages) for slot in found.slots]
    whole = {state: sum(counts[s.name] for s in found.slots if s.state == state) for state in STATE_NAMES}
    told = {**counts, **{STATE_NAMES[state]: count for state, count in whole.items()}}
    started = next(slot.name for slot in found.slots if slot.state == "started")
    return {
        "filters": filters,
        "unit": unit,
        "board": str(found.id or ""),
        "expedite_limit": found.expedite_limit,
        "units": [(str(each.pk), each.name) for each in units],
        "columns": columns,
        "current": filters["column"] if found.named(filters["column"]) else started,
        "lane_names": Board.LANES,
        "lanes": [
            *_expedite(board, columns, counts, ages),
            *_lanes(viewer, board, columns, filters["lanes"]),
        ],
        "headline": headline(told, ages.usual, _over(columns)),
        "lede": lede(ages.usual),
        "empty_board": not sum(whole.values()) + counts["expedite"],
        "usual": ages.usual,
    }


STATE_NAMES = {"open": "todo", "started": "doing", "done": "done"}


def units_with_boards(viewer: Viewer) -> list[Unit]:
    """Projects by rank, then teams."""
    rows = Unit.objects.seen_by(viewer).filter(kind__in=("project", "team"))
    return list(rows.order_by("kind", "rank", "name"))


def _usual(found: Layout) -> dict[str, str]:
    started = next(slot.name for slot in found.slots if slot.state == "started")
    first = {slot.name: "0" for slot in found.slots}
    return {"of": "", "lanes": found.lanes, "column": started, "saved": "", **first}


def _column(board: Cards, slot: Slot, counts: Row, ages: Ages) -> Row:
    text, count = board.filters[slot.name], counts[slot.name]
    first = int(text) if text.isdecimal() and int(text) < count else 0
    rows = cards(board.viewer, board.column(slot, first), ages, board.now) if count else []
    after = first + AT_ONCE
    full = slot.limit is not None and count >= slot.limit
    return {
        "name": slot.name,
        "label": slot.label,
        "id": str(slot.id or ""),
        "takes": _takes(board.layout, slot),
        "count": count,
        "limit": slot.limit,
        "hard": slot.hard,
        "full": full,
        "over": full and count > (slot.limit or 0),
        "asks": full and not slot.hard and slot.state == "started",
        "blocked": counts[f"{slot.name}_blocked"],
        "cards": rows,
        "first": first,
        "last": first + len(rows),
        "before": str(max(first - AT_ONCE, 0)) if first else None,
        "after": str(after) if after < count else None,
    }


def _takes(found: Layout, to: Slot) -> str:
    """The commands by which a column takes cards: "todo:task.start doing:task.finish"."""
    known = ((source, move(source, to)) for source in found.slots)
    return " ".join(f"{source.name}:{command[0]}" for source, command in known if command)


def _over(columns: list[Row]) -> Over | None:
    """The first column that holds more than was agreed."""
    found = next((column for column in columns if column["over"]), None)
    return Over(found["label"], found["count"], found["limit"]) if found else None


def _expedite(board: Cards, columns: list[Row], counts: Row, ages: Ages) -> Iterator[Row]:
    """The lane of what goes before everything else; finished cards stand with the others."""
    if not board.layout.expedites:
        return
    shown = cards(board.viewer, board.expedited(), ages, board.now) if counts["expedite"] else []
    ids = [UUID(card["id"]) for card in shown]
    places = board.read(Place).filter(board=board.layout.id, task__in=ids) if ids else ()
    at = {str(place.task_id): place.column_id for place in places}
    slots = {card["id"]: _slot_of(board.layout, card, at.get(card["id"])) for card in shown}
    yield {
        "title": "Expedite",
        "expedite": True,
        "count": counts["expedite"],
        "url": "",
        "cells": [_lane_of(column, shown, slots) for column in columns],
    }


def _lane_of(column: Row, shown: list[Row], slots: Mapping[str, str]) -> Row:
    inside = [card for card in shown if slots[card["id"]] == column["name"]]
    return _cell(column, inside, len(inside)) | {"limit": None, "full": False, "over": False, "asks": False}


def _slot_of(found: Layout, card: Row, column: UUID | None) -> str:
    same = [slot for slot in found.slots if STATE_NAMES[slot.state] == card["state"]]
    return next((slot.name for slot in same if slot.id == column), same[0].name)


def _lanes(viewer: Viewer, board: Cards, columns: list[Row], by: str) -> list[Row]:
    """Lanes with true counts and those of the shown cards that lie in them; one without a name for all."""
    if by not in _NOBODY:
        return [{"title": "", "cells": [column | {"more": 0} for column in columns]}]
    counts: dict[UUID | None, dict[str, int]] = {}
    for id, name, count in board.lanes(by):
        counts.setdefault(id, {})[name] = count
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
