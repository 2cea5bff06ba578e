"""A plan as a Microsoft Project XML file, and what such a file cannot hold of it."""

from __future__ import annotations

from collections.abc import KeysView

from pilothouse.engine.plan import Plan, Range, Task
from pilothouse.engine.scheduling.result import Schedule
from pilothouse.interchange.clock import Clock
from pilothouse.interchange.mspdi.write_calendars import Resources, write_calendars, write_resources
from pilothouse.interchange.mspdi.write_tasks import HIGHEST_PRIORITY, TaskWriter, document_order_kept
from pilothouse.interchange.mspdi.xml_out import XmlOut
from pilothouse.interchange.values import Ledger, Loss

SAVE_VERSION = 14
MINUTES_PER_DAY = 480


def write_mspdi(plan: Plan, schedule: Schedule | None = None) -> bytes:
    """The plan as a file that Microsoft Project opens; with a schedule its dates and chosen people too.

    Reading it back gives an equal plan in all that ``mspdi_losses`` does not name; ids are kept when they
    came from such a file. Raises ``ValueError`` for an unknown time zone."""
    out = XmlOut(Clock(plan.timezone))
    resources = Resources.of(plan)
    writer = TaskWriter.of(out, plan, resources, schedule)
    with out.inside("Project"):
        _head(out, plan, resources, schedule)
        write_calendars(out, plan, resources)
        writer.write_tasks()
        write_resources(out, plan, resources)
        writer.write_assignments()
    return out.data()


def _head(out: XmlOut, plan: Plan, resources: Resources, schedule: Schedule | None) -> None:
    out.put("SaveVersion", SAVE_VERSION)
    out.put("Title", plan.name)
    out.put("ScheduleFromStart", True)
    out.when("StartDate", plan.start)
    out.when("FinishDate", schedule.finish if schedule else None)
    out.put("CurrencyCode", plan.currency)
    out.put("CalendarUID", resources.calendar_uids[resources.calendars[0].id])
    out.put("MinutesPerDay", MINUTES_PER_DAY)
    out.when("StatusDate", plan.as_of)
    out.put("NewTasksAreManual", False)


def mspdi_losses(plan: Plan) -> tuple[Loss, ...]:
    """What a Microsoft Project XML file cannot hold of a plan, in plain words."""
    ledger = Ledger()
    crews = Resources.of(plan).crews
    for task in plan.tasks:
        _task_losses(task, crews.keys(), ledger)
    for person in plan.people:
        for skill in person.skills:
            if skill not in crews:
                ledger.loss("people", "Skill", "left out", f"{person.name}: {skill}")
    if not document_order_kept(plan):
        ledger.loss("tasks", "Order of tasks across groups", "the order of the outline")
    if plan.target is not None:
        ledger.loss("project", "Target of the plan", "left out")
    for part in ("pools", "releases", "goals", "projects", "allocations", "risks", "history"):
        for each in getattr(plan, part):
            ledger.loss(part, part.removesuffix("s").capitalize(), "left out", getattr(each, "name", ""))
    return ledger.losses()


def _task_losses(task: Task, crews: KeysView[str], ledger: Ledger) -> None:
    remaining = task.progress.remaining_hours if task.progress else None
    if any(_is_range(each) for each in (task.effort_hours, task.duration_hours, remaining)):
        ledger.loss("tasks", "Estimate in a range", "its likely value", task.name)
    if task.skill and not task.people and task.skill not in crews:
        ledger.loss("tasks", "Task for a skill", "assigned to nobody, unless a schedule is given", task.name)
    if task.uses:
        ledger.loss("tasks", "Pool that a task uses", "left out", task.name)
    if not task.effort_hours.likely and not task.duration_hours and task.not_before is None:
        ledger.loss("tasks", "Task without work", "a milestone", task.name)
    if not 0 <= task.priority <= HIGHEST_PRIORITY or task.priority % 1:
        ledger.loss("tasks", "Priority", f"a whole number from 0 to {HIGHEST_PRIORITY}", task.name)


def _is_range(estimate: Range | None) -> bool:
    return estimate is not None and estimate.optimistic != estimate.pessimistic
