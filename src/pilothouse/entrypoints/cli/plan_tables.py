"""Results as tables for people: dates as they are said, names without anything a terminal would obey."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table

from pilothouse.engine.document.times import to_datetime, write_offset
from pilothouse.engine.plan import Plan

if TYPE_CHECKING:
    from pilothouse.engine.forecast import Forecast, Outlook
    from pilothouse.engine.impact import Change, Impact
    from pilothouse.engine.scheduling.explain import Explanation
    from pilothouse.engine.scheduling.result import Schedule

PIPE_WIDTH = 160


class Page:
    """Writes about one plan: its names and its time zone."""

    def __init__(self, plan: Plan) -> None:
        width = None if sys.stdout.isatty() else PIPE_WIDTH
        self.console = Console(markup=False, highlight=False, emoji=False, width=width)
        self.plan, self.zone = plan, ZoneInfo(plan.timezone)
        parts: tuple[tuple[Any, ...], ...] = (
            (plan.tasks, plan.groups, plan.milestones, plan.releases, plan.goals, plan.projects, plan.people)
        )  # fmt: skip
        self.names = {item.id: item.name for part in parts for item in part}

    def name(self, id: str) -> str:
        """The name behind an id, with the id when they differ."""
        name = printable(self.names.get(id, ""))
        return printable(id) if not name or name == id else f"{name} ({printable(id)})"

    def date(self, moment: float | None) -> str:
        """A moment in the plan's zone, such as ``Mon 2 Feb 2026 09:00``."""
        if moment is None:
            return "never"
        when = to_datetime(int(moment), self.zone)
        return f"{when:%a} {when.day} {when:%b %Y %H:%M}"

    def say(self, text: str) -> None:
        self.console.print(printable(text), soft_wrap=True)

    def table(self, title: str, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
        """A table, left out when it has no rows."""
        table = Table(*columns, title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        if table.row_count:
            self.console.print(table)


def printable(text: str) -> str:
    """The text with everything that is no letter, sign or space shown as a box."""
    return "".join(letter if letter.isprintable() else "\N{WHITE SQUARE}" for letter in text)


def show_schedule(plan: Plan, done: Schedule) -> None:
    """Dates of every task, what has none and why, and the wishes that are not kept."""
    page = Page(plan)
    page.say(
        f"{plan.name}: {done.status}, finish {page.date(done.finish)}, cost {done.cost:,.0f} {plan.currency}"
    )
    page.table(
        "Tasks",
        ("Task", "Start", "Finish", "People", "Critical", "Float h"),
        (
            (
                page.name(task.id),
                page.date(task.start),
                page.date(task.finish),
                ", ".join(printable(page.names.get(id) or id) for id in task.people),
                "yes" if task.critical else "",
                "" if task.total_float_hours is None else f"{task.total_float_hours:g}",
            )
            for task in done.tasks
        ),
    )
    page.table(
        "Milestones", ("Milestone", "Date"), ((page.name(m.id), page.date(m.finish)) for m in done.milestones)
    )
    page.table(
        "Not scheduled", ("What", "Why"), ((page.name(u.id), printable(u.reason)) for u in done.unscheduled)
    )
    page.table(
        "Wished for and not kept",
        ("What", "Wanted", "Finish", "Working hours late"),
        (
            (page.name(b.id), page.date(b.wanted), page.date(b.finish), f"{b.late_hours:g}")
            for b in done.broken
        ),
    )


def show_forecast(plan: Plan, done: Forecast) -> None:
    """Likely (P50) and safe to say (P85) dates."""
    page = Page(plan)
    page.say(
        f"{plan.name}: likely {page.date(done.finish['p50'])}, safe to say {page.date(done.finish['p85'])}"
    )
    if done.chance_of_target is not None:
        why = ", as some of it cannot be scheduled" if done.unscheduled else ""
        page.say(f"Chance of the target {page.date(plan.target)}: {_percent(done.chance_of_target)}{why}")
    cost = {key: f"{value:,.0f}" for key, value in done.cost.items() if key in ("p50", "p85")}
    page.say(f"Cost: likely {cost.get('p50')}, safe to say {cost.get('p85')} {plan.currency}")
    for title in ("Projects", "Releases", "Goals", "Milestones", "Groups", "Tasks"):
        _show_outlooks(page, title, getattr(done, title.lower()))
    page.table(
        "Not scheduled", ("What", "Why"), ((page.name(u.id), printable(u.reason)) for u in done.unscheduled)
    )


def _show_outlooks(page: Page, title: str, outlooks: Iterable[Outlook]) -> None:
    page.table(
        title,
        ("What", "Likely", "Safe to say", "Chance of target", "Criticality"),
        (
            (
                page.name(each.id),
                page.date(each.finish["p50"]),
                page.date(each.finish["p85"]),
                _percent(each.chance_of_target),
                _percent(each.criticality),
            )
            for each in outlooks
        ),
    )


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def show_impact(plan: Plan, done: Impact) -> None:
    """Every figure before and after; what lies within the noise is called no clear change."""
    page = Page(plan)
    columns = ("What", "Figure", "Before", "After", "Change")
    page.table("Impact", columns, (_change(page, change) for change in done.changes))
    page.table("Tasks that move", columns, (_change(page, change) for change in done.moved))


def _change(page: Page, change: Change) -> tuple[str, ...]:
    what = page.name(change.id) if change.id else page.plan.name or "plan"
    figures = (_figure(page, change.measure, value) for value in (change.before, change.after))
    return (f"{change.kind} {what}", change.measure.replace("_", " "), *figures, _difference(change))


def _figure(page: Page, measure: str, value: float | None) -> str:
    if value is None:
        return "none"
    if measure in ("p50", "p85"):
        return page.date(value)
    return _percent(value) if measure == "chance_of_target" else f"{value:,.6g}"


def _difference(change: Change) -> str:
    if change.change is None:
        return ""
    if not change.clear:
        return "no clear change"
    if change.measure == "chance_of_target":
        return f"{100 * change.change:+.0f} points"
    return f"{change.change:+,.6g}" + (" working days" if change.measure in ("p50", "p85") else "")


def explanation_document(plan: Plan, done: Explanation) -> dict[str, Any]:
    """An explanation as plain values, moments with their offset."""
    zone = ZoneInfo(plan.timezone)
    document = done.to_json()
    for part in (document, *document["reasons"]):
        for key in ("start", "finish", "until"):
            if part.get(key) is not None:
                part[key] = write_offset(part[key], zone)
    return {"format": "pilothouse-explanation/1", **document}
