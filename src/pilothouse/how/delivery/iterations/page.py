"""The Iterations page: what a team takes on, against what it has time for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.engine.capacity import Focus, capacity
from pilothouse.how.delivery.boards.cards import ORDER
from pilothouse.how.delivery.boards.page import units_with_boards
from pilothouse.how.delivery.iterations.days import focus_of, people_days
from pilothouse.how.delivery.iterations.work import hours_of
from pilothouse.how.delivery.models import Iteration, IterationTask, Task
from pilothouse.how.delivery.queries import assignees
from pilothouse.who import clock
from pilothouse.who.items.queries import heads
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]
PAST = 12
"""So many iterations of before are listed."""


def iterations_context(viewer: Viewer, query: Mapping[str, str]) -> Row:
    """The iteration asked for, or the one that runs, of a team or project."""
    units = units_with_boards(viewer)
    rows = list(Iteration.objects.seen_by(viewer).order_by("-start", "pk"))
    unit = _unit(units, rows, query.get("of", ""))
    mine = [row for row in rows if unit and row.unit_id == unit.pk]
    today = clock.today(workspace_of(viewer).timezone)
    shown = next((row for row in mine if str(row.pk) == query.get("iteration")), None) or _current(
        mine, today
    )
    told = _told(viewer, shown, unit, today) if shown and unit else None
    return {
        "unit": unit,
        "units": [(str(each.pk), each.name) for each in units],
        "iteration": told,
        "headline": _headline(told, unit),
        "others": [_line(row) for row in mine if shown is None or row.pk != shown.pk][:PAST],
    }


def _unit(units: list[Unit], rows: list[Iteration], of: str) -> Unit | None:
    """The one asked for, else the one with the newest iteration, else the first."""
    known = {unit.pk: unit for unit in units}
    asked = next((unit for unit in units if str(unit.pk) == of), None)
    newest = next((known[row.unit_id] for row in rows if row.unit_id in known), None)
    return asked or newest or next(iter(units), None)


def _current(rows: list[Iteration], today: date) -> Iteration | None:
    """The one that runs, else the next one, else the last one."""
    running = next((row for row in rows if row.state == "open" and row.start <= today < row.end), None)
    open_ = [row for row in rows if row.state == "open"]
    return running or (open_[-1] if open_ else next(iter(rows), None))


def _told(viewer: Viewer, row: Iteration, unit: Unit, today: date) -> Row:
    def read(model: Any) -> Any:
        return model.objects.seen_by(viewer)

    people = people_days(read, unit, row.start, row.end)
    available, found = sum(person.days for person in people), focus_of(read, unit, row.start)
    room = capacity(available, found)
    work = _work(viewer, row, room)
    return {
        "id": str(row.pk),
        "name": row.name,
        "goal": row.goal,
        "first": row.start,
        "last": row.last,
        "state": row.state,
        "begun": row.start <= today,
        "over": row.state == "open" and row.end <= today,
        "people": people,
        "available": available,
        "focus": found,
        "provenance": provenance(found),
        "capacity": room,
        "taken": sum(line["days"] for line in work if not line["returned"]),
        "work": work,
        "done": [line for line in work if line["done"]],
        "returned": [line for line in work if line["returned"]],
        "measured": (row.available, row.done) if row.state == "closed" else None,
    }


def provenance(found: Focus) -> str:
    """Where the focus factor comes from."""
    if not found.past:
        return "the usual one, as no iteration was closed yet"
    last = found.past[-1]
    return f"{last.name} finished {last.done:g} of {last.available:g} person-days"


def _work(viewer: Viewer, row: Iteration, room: float) -> list[Row]:
    """What was taken, in its order; the first line beyond the capacity says so."""
    taken = IterationTask.objects.seen_by(viewer).filter(iteration=row)
    outcomes = dict(taken.values_list("task_id", "outcome"))
    rows = Task.objects.seen_by(viewer).filter(pk__in=list(outcomes)).order_by(*ORDER["open"])
    values = ("item_id", "effort", "duration_h", "people_needed", "state", "blocked_since")
    found = list(rows.values(*values))
    known, people = heads(viewer, outcomes), assignees(viewer, outcomes)
    lines, total, beyond = [], 0.0, False
    for task in found:
        if task["item_id"] not in known:
            continue
        days = hours_of(task) / HOURS_PER_DAY
        total += days
        crosses = total > room and not beyond
        beyond |= crosses
        outcome = outcomes[task["item_id"]]
        lines.append(
            known[task["item_id"]].row()
            | {
                "days": days,
                "total": total,
                "line": crosses,
                "beyond": beyond,
                "people": [{"name": p["title"]} for p in people.get(task["item_id"], [])],
                "state": task["state"],
                "blocked": task["blocked_since"] is not None,
                "done": outcome == "done" or (not outcome and task["state"] == "done"),
                "returned": outcome == "returned",
            }
        )
    return lines


def _headline(told: Row | None, unit: Unit | None) -> str:
    """What the page answers: does it fit, or what came of it?"""
    if told is None:
        return f"No iteration of {unit.name} is planned" if unit else "No team or project is there yet"
    if told["state"] != "open":
        return _came_of_it(told)
    if told["over"]:
        return f"{told['name']} is over and not closed yet"
    room = told["capacity"] - told["taken"]
    if not told["work"]:
        return f"{told['name']} has room for {_days(told['capacity'])}"
    if round(room, 1) < 0:
        return f"{told['name']} holds {_days(-room)} more than there is time for"
    return f"{told['name']} fits, with room for {_days(max(room, 0.0))} more"


def _came_of_it(told: Row) -> str:
    done, back = len(told["done"]), len(told["returned"])
    if told["state"] == "cancelled":
        return f"{told['name']} was cancelled"
    if not done + back:
        return f"{told['name']} was closed with no work in it"
    if not back:
        return f"{told['name']} finished all it took on"
    return f"{told['name']} finished {counted(done, 'task')}, {number(back)} returned to the backlog"


def _days(days: float) -> str:
    said = f"{round(days, 1):g}"
    return f"{said} {'day' if said == '1' else 'days'}"


def _line(row: Iteration) -> Row:
    share = row.done / row.available if row.done is not None and row.available else None
    return {
        "id": str(row.pk),
        "name": row.name,
        "first": row.start,
        "last": row.last,
        "state": capital(row.state),
        "available": row.available,
        "done": row.done,
        "focus": share,
    }
