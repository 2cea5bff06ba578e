"""What the pages of scenarios show: a computed sentence, figures side by side, chances by date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils import dateformat

from pilothouse.when.schedule.moments import day, minute_of
from pilothouse.when.schedule.pages.days import plain_day
from pilothouse.when.schedule.queries import rows_of
from pilothouse.when.schedule.scenarios.first import estimated
from pilothouse.when.schedule.scenarios.outlook import NOTHING, Outlook, outlook
from pilothouse.who.decisions.scenarios.queries import ScenarioRow, chosen, scenario, scenarios
from pilothouse.who.rows import Viewer

Context = dict[str, Any]
LETTERS = "ABCD"
MOST = len(LETTERS)
"""So many side by side: more cannot be told apart."""


@dataclass(frozen=True)
class Shown:
    """A scenario with its figures; ``first`` while they are an estimate."""

    row: ScenarioRow
    letter: str
    label: str
    impact: Context | None
    first: bool


def list_context(viewer: Viewer) -> Context:
    """All scenarios the viewer may see, each with its most telling figures."""
    rows = scenarios(viewer)
    mine = [row for row in rows if row.mine and row.draft]
    others = [row for row in rows if not row.mine and row.draft]
    over = [row for row in rows if not row.draft]
    return {
        "mine": [_shown(viewer, row) for row in mine],
        "others": [_shown(viewer, row) for row in others],
        "over": over,
        "headline": _list_sentence(len(mine), len(others)),
    }


def one_context(viewer: Viewer, id: UUID) -> Context | None:
    """One scenario; None when the viewer may not see it."""
    row = scenario(viewer, id)
    if row is None:
        return None
    return {**vars(_shown(viewer, row)), "headline": sentence(viewer, row)}


def compare_context(viewer: Viewer, ids: Sequence[str], of: str = "") -> Context:
    """Now and up to four scenarios beside each other: by default one's own newest."""
    rows = chosen(viewer, ids)[:MOST] if ids else [row for row in scenarios(viewer) if row.draft][:MOST]
    shown = [_shown(viewer, row, letter) for letter, row in zip(LETTERS, rows, strict=False)]
    chart = _chart(viewer, shown, of)
    return {
        "options": shown,
        "chart": chart,
        "others": [row for row in scenarios(viewer) if row.draft and row not in rows],
        "headline": _compare_sentence(shown),
        "computing": any(each.row.computing for each in shown),
    }


def sentence(viewer: Viewer, row: ScenarioRow) -> str:
    """What it would do, in one line."""
    if not row.edits:
        return f"“{row.title}” holds no edit yet"
    if row.fault:
        return f"“{row.title}” cannot be planned"
    line = _telling(_impact(viewer, row))
    if line is None:
        return f"“{row.title}” {'is being computed' if row.computing else 'moves no date'}"
    if not line["change"] or not line["clear"]:
        return f"“{row.title}” leaves {line['name']} safe to say by {_day(line['after'])}"
    days = abs(round(line["change"]))
    way = "sooner" if line["change"] < 0 else "later"
    far = f"{days} {'day' if days == 1 else 'days'} {way}" if days else f"a little {way}"
    return f"“{row.title}” makes {line['name']} safe to say by {_day(line['after'])}, {far}"


def _shown(viewer: Viewer, row: ScenarioRow, letter: str = "") -> Shown:
    first = row.computing and not row.computed_at
    return Shown(row, letter, row.title, _impact(viewer, row), first)


def _impact(viewer: Viewer, row: ScenarioRow) -> Context | None:
    """The simulated impact; until there is one, the first estimate."""
    return row.impact if row.computed_at else estimated(viewer, row)


def _telling(impact: Context | None) -> Context | None:
    """The safe date that changes most, else the first one."""
    lines = [line for line in (impact or {}).get("lines", ()) if line["kind"] == "p85" and line["after"]]
    return max(lines, key=lambda line: abs(line["change"] or 0), default=None)


def _list_sentence(mine: int, others: int) -> str:
    if not mine and not others:
        return "Nothing is being tried out"
    own = "You try out nothing" if not mine else f"You try out {_count(mine, 'scenario')}"
    return f"{own}, {_count(others, 'more is', 'more are')} shared with you" if others else own


def _compare_sentence(shown: Sequence[Shown]) -> str:
    """Which brings the first release soonest."""
    if not shown:
        return "There is nothing to compare yet"
    found = [(line["after"], each.row.title) for each in shown if (line := _first_safe(each.impact))]
    if not found:
        return "None of these moves a date" if len(shown) > 1 else f"“{shown[0].row.title}” moves no date"
    line = next(line for each in shown if (line := _first_safe(each.impact)))
    when, title = min(found)
    if len({after for after, _ in found}) == 1 and len(found) > 1:
        return f"All bring {line['name']} by {_day(when)}"
    if line["before"] and line["before"] <= when:
        return f"None brings {line['name']} sooner than {_day(line['before'])}, as planned"
    return f"“{title}” brings {line['name']} soonest: safe to say by {_day(when)}"


def _first_safe(impact: Context | None) -> Context | None:
    lines = (impact or {}).get("lines", ())
    return next((line for line in lines if line["kind"] == "p85" and line["after"]), None)


def _chart(viewer: Viewer, shown: Sequence[Shown], of: str) -> Context | None:
    """Finishes of one release or project: now, and in each scenario that was simulated."""
    priced = [(each, each.row.impact) for each in shown if each.row.impact]
    if not priced:
        return None
    ahead = [(each, _outlook(viewer, impact, "after_hash")) for each, impact in priced]
    now = _outlook(viewer, priced[0][1], "before_hash")
    things = {
        line["subject"]: line["name"]
        for _, impact in priced
        for line in impact["lines"]
        if line["kind"] == "p85" and line["subject"] and line["subject"] in now.finishes
    }
    if not things:
        return None
    about = of if of in things else next(iter(things))
    plan = rows_of(viewer).plan
    targets = {each.id: each.target for each in plan.releases}
    targets |= {each.id: each.target for each in plan.projects}
    series = [{"name": "Now", "letter": "", "days": now.finishes[about]}]
    series += [
        {"name": each.row.title, "letter": each.letter, "days": found.finishes[about]}
        for each, found in ahead
        if about in found.finishes
    ]
    target = day(targets.get(about), plan.timezone)
    return {"about": about, "name": things[about], "things": things, "series": series, "target": target}


def _outlook(viewer: Viewer, impact: Context, side: str) -> Outlook:
    if not impact.get(side):
        return NOTHING
    return outlook(viewer.workspace, impact[side], int(impact["seed"]), minute_of(impact["as_of"]))


def _day(value: Any) -> str:
    when = plain_day(value[:10]) if isinstance(value, str) else value
    return dateformat.format(when, "j F") if when else ""


def _count(number: int, one: str, many: str = "") -> str:
    return f"one {one}" if number == 1 else f"{number} {many or one + 's'}"
