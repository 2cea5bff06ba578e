"""Making the tasks of work that comes back: as far ahead as it says, each day once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from pilothouse.commands import Scope
from pilothouse.how.delivery.checklists.commands import lines_of
from pilothouse.how.delivery.commands import new_task
from pilothouse.how.delivery.models import (
    Assignment,
    ChecklistItem,
    Occurrence,
    Recurrence,
    RecurringPerson,
    WorkLog,
)
from pilothouse.how.delivery.recurring.rules import days
from pilothouse.who import clock
from pilothouse.who.changes import derived, set_list
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.ranks import ranks_after

MOST = 100
"""So many tasks are made at once at most."""


def today(ctx: Scope) -> date:
    """The day it is where the workspace is."""
    return clock.today(ctx.workspace.timezone)


def due_days(recurrence: Recurrence, day: date) -> list[date]:
    """The days to be made on a day: those after the last one made, never in the past, up to the horizon."""
    if recurrence.stopped_on is not None:
        return []
    since = max(recurrence.first, day)
    if recurrence.made_until is not None:
        since = max(since, recurrence.made_until + timedelta(days=1))
    return days(recurrence.rule, recurrence.first, since, day + timedelta(days=recurrence.horizon_days))


def make_due(ctx: Scope, recurrence: Recurrence) -> int:
    """Make what is due and not there yet; how many tasks."""
    due = due_days(recurrence, today(ctx))
    if not due:
        return 0
    if len(due) > MOST:
        words = f"That makes {len(due)} tasks at once, {MOST} are the most."
        ctx.refuse(f"{words} Look fewer days ahead.", "horizon_days")
    known = set(ctx.find(Occurrence, recurrence=recurrence, on__in=due).values_list("on", flat=True))
    wanted = [day for day in due if day not in known]
    for day in wanted:
        _make(ctx, recurrence, day)
    ctx.update(recurrence, made_until=due[-1])
    return len(wanted)


def ahead(ctx: Scope, recurrence: Recurrence) -> Iterable[Occurrence]:
    """Occurrences from today on whose tasks nobody has begun."""
    rows = ctx.find(Occurrence, recurrence=recurrence, on__gte=today(ctx), task__started=None)
    for occurrence in rows.exclude(task=None).select_related("task__item").order_by("on"):
        if not ctx.find(WorkLog, task=occurrence.task).exists():
            yield occurrence


def take_away(ctx: Scope, occurrence: Occurrence) -> None:
    """Bin a task that was made; the note of its day goes with it."""
    if occurrence.task is not None:
        bin_item(ctx, occurrence.task)


def title_on(recurrence: Recurrence, day: date) -> str:
    """What the task of a day is called."""
    return f"{recurrence.title[:480]}, {day.day} {day:%b %Y}"


def as_told(recurrence: Recurrence) -> dict[str, Any]:
    """Columns of its tasks."""
    return {"effort": recurrence.effort, "skill": recurrence.skill, "level": recurrence.level}


def people_of(ctx: Scope, recurrence: Recurrence) -> list[str]:
    """Ids of who does it."""
    rows = ctx.find(RecurringPerson, recurrence=recurrence).order_by("member__name")
    return [str(id) for id in rows.values_list("member_id", flat=True)]


def _make(ctx: Scope, recurrence: Recurrence, day: date) -> None:
    one = (recurrence.edition, day.isoformat())
    people = people_of(ctx, recurrence)
    values = as_told(recurrence) | {"people_needed": max(1, len(people))}
    values["not_before"] = clock.start_of_day(day, ctx.workspace.timezone)
    task = new_task(
        ctx,
        derived(recurrence.pk, "task", *one),
        title_on(recurrence, day),
        recurrence.unit,
        recurrence.feature,
        None,
        **values,
    )
    set_list(ctx, Assignment, {"task": task}, "member", people)
    lines = lines_of(recurrence.checklist)
    for place, (text, rank) in enumerate(zip(lines, ranks_after(None, len(lines)), strict=True)):
        ctx.save(ChecklistItem(id=derived(task.pk, "line", place), task=task, text=text, position=rank))
    ctx.save(
        Occurrence(id=derived(recurrence.pk, "occurrence", *one), recurrence=recurrence, on=day, task=task)
    )
