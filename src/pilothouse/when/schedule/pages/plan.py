"""The Plan page: rows, load, axis and sentence as its template draws them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.pages.beside import Beside
from pilothouse.when.schedule.pages.days import first_day, last_day, plain_day, span
from pilothouse.when.schedule.pages.filters import NO_BASELINE, Filters, narrowed, with_groups
from pilothouse.when.schedule.pages.headline import Carrier, Facts, headline
from pilothouse.when.schedule.pages.long import WINDOW, window_of
from pilothouse.when.schedule.pages.overlay import Overlay, overlay
from pilothouse.when.schedule.plan_page import plan_page
from pilothouse.when.schedule.queries import baselines, rows_of, status
from pilothouse.who import clock
from pilothouse.who.decisions.proposals.queries import proposals
from pilothouse.who.decisions.scenarios.queries import scenarios
from pilothouse.who.items.queries import heads
from pilothouse.who.once import once
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
CRITICAL = 0.2
"""Rows critical in fewer runs are left out of the critical path, and may show slack."""
SELECTED = 500
"""So many can be changed at a time."""
PLAIN: Row = {
    "level": 1,
    "parent": None,
    "state": "open",
    "people": [],
    "assigned": True,
    "remaining": None,
    "progress": 0.0,
    "critical": 0.0,
    "unscheduled": "",
    "after": "",
    "slack": None,
    "start": None,
    "likely": None,
    "safe": None,
    "base": None,
    "days_later": None,
}
"""A row with nothing in it."""


@dataclass(frozen=True)
class Place:
    """The project a page is about: its unit's id, name and target; all empty for the whole plan."""

    id: str | None = None
    name: str = ""
    target: date | None = None


def places(viewer: Viewer) -> list[Place]:
    """The active projects the viewer may see, in their order."""
    plan, names = rows_of(viewer).plan, unit_names(viewer)
    known = sorted(plan.projects, key=lambda each: (each.rank, each.id))
    return [
        Place(each.id, names[UUID(each.id)], day(each.target, plan.timezone))
        for each in known
        if UUID(each.id) in names
    ]


def place_named(viewer: Viewer, text: str) -> Place | None:
    """The project with that unit id or name; None when there is none the viewer may see."""
    wanted = text.casefold()
    found = (each for each in places(viewer) if wanted in (each.id, each.name.casefold(), _slug(each.name)))
    return next(found, None)


def _slug(title: str) -> str:
    return "-".join(title.casefold().split())


def plan_context(viewer: Viewer, place: Place, filters: Filters, size: int = WINDOW) -> dict[str, Any]:
    """Everything the Plan page's template takes, less the shell; of a long plan ``size`` rows."""
    whole = _whole(viewer, place, filters.compare, filters.overlay)
    wanted = narrowed(viewer, whole["rows"], filters)
    if filters.kept.wanted("path")[0]:
        wanted = critical_path(wanted)
    window, state = window_of(wanted, filters, size), status(viewer)
    return whole | {
        "window": window,
        "rows": window.rows,
        "chart": whole["chart"]
        | {
            "rows": window.rows,
            "all": wanted,
            "months": filters.scale == "months",
            "everybody": filters.load == "all",
        },
        "status": state | {"ago": clock.ago(state["computed_at"])},
        "selectable": viewer.kind != "guest" and any(row["item"] == "task" for row in window.rows),
        "matching": _matching(wanted, window.rows, filters),
        "open_proposals": [row for row in proposals(viewer, state="open") if row.impact],
        "scenarios": [row for row in scenarios(viewer) if row.impact and row.draft],
        "place": place,
    }


def _matching(wanted: list[Row], shown: list[Row], filters: Filters) -> list[str]:
    """Keys of all tasks that match where only some of them are shown, for "select all"."""
    found = [row["key"] for row in wanted if row["item"] == "task" and row["key"]]
    is_more = len(wanted) > len(shown) and filters.kept.narrowed
    return found if is_more and len(found) <= SELECTED else []


@once
def _whole(viewer: Viewer, place: Place, compare: str, overlaid: str) -> dict[str, Any]:
    """What stays the same whichever rows are looked at: windows of a long plan follow each other quickly."""
    known_items = heads(viewer)
    page = plan_page(viewer, place.id, compare if compare not in ("", NO_BASELINE) else None)
    plan, known = rows_of(viewer).plan, places(viewer)
    ahead = overlay(viewer, overlaid)
    beside = Beside(viewer, plan, known_items)
    rows = _Rows(beside, ahead, with_base=compare != NO_BASELINE).all(page)
    target = place.target or (known[0].target if len(known) == 1 else None)
    return {
        "headline": headline(facts_of(page, rows, target, plan)),
        "rows": rows,
        "chart": {
            "load": [_loaded(each) for each in page["load"]],
            "today": clock.today(plan.timezone),
            "target": target,
            "closed": beside.closed(rows),
        },
        "load": page["load"],
        "baseline": page["baseline"] if compare != NO_BASELINE else None,
        "baselines": baselines(viewer, {"project": place.id} if place.id else {}),
        "overlay": ahead,
        "projects": known,
        "unscheduled": [row for row in rows if row["unscheduled"] and row["kind"] != "group"],
        "broken": beside.broken(page),
    }


class _Rows:
    """Query rows with their moments as days, and what stands beside them."""

    def __init__(self, beside: Beside, ahead: Overlay | None, with_base: bool) -> None:
        self.beside, self.ahead, self.with_base = beside, ahead, with_base

    def all(self, page: Mapping[str, Any]) -> list[Row]:
        """The outline, then releases with their dates."""
        releases = [row for row in page["targets"] if row["kind"] == "release" and row["p50"]]
        rows = [self._row(row) for row in page["rows"]]
        _begin_with_their_first(rows)
        return rows + self._proposed({row["id"] for row in rows}) + [self._release(row) for row in releases]

    def _proposed(self, known: set[str]) -> list[Row]:
        """Work that the proposal would add: rows with nothing but its strip, not true yet."""
        if self.ahead is None:
            return []
        return [
            PLAIN
            | {
                "id": id,
                "title": self.beside.title(id) or self.ahead.title,
                "key": self.beside.key(id),
                "kind": "proposed",
                "item": "",
                "proposed": days,
                "label": f"{self.ahead.key}, if accepted",
            }
            for id, days in self.ahead.dates.items()
            if id not in known
        ]

    def _row(self, row: Row) -> Row:
        safe = plain_day(row["p85_day"])
        return row | {
            **self._dates(row),
            "item": self.beside.kind(row["id"]),
            "after": self.beside.after(row["id"]),
            "slack": self._slack(row) if (row["criticality"] or 0) < CRITICAL else None,
            "label": f"{row['title']}, safe to say {safe:%d %b}" if safe else row["title"],
        }

    def _release(self, row: Row) -> Row:
        label = f"{row['title']}, target {row['target'][:10]}" if row["target"] else row["title"]
        return row | PLAIN | self._dates(row) | {"kind": "milestone", "item": "release", "label": label}

    def _dates(self, row: Row) -> Row:
        proposed = self.ahead.dates.get(row["id"]) if self.ahead else None
        base = span(first_day(row["base_start"]), last_day(row["base_p50"])) if self.with_base else None
        if base is None and self.with_base and row["base_p50"]:
            day = last_day(row["base_p50"])
            base = span(day, day)
        later = row["days_later"] if self.with_base else None
        return {
            "start": first_day(row["start"]),
            "likely": plain_day(row["p50_day"]),
            "safe": plain_day(row["p85_day"]),
            "base": base,
            "proposed": proposed,
            "critical": row["criticality"] or 0.0,
            "days_later": later,
        }

    def _slack(self, row: Row) -> date | None:
        """Until when its links let it slip; nothing for a group or what is done."""
        if row["kind"] != "task" or row["state"] == "done" or not row["p50"] or not row["float_hours"]:
            return None
        return self.beside.later(row["p50"], row["float_hours"])


def _begin_with_their_first(rows: list[Row]) -> None:
    """Give groups the first start of what lies in them, and their baseline strip, too."""
    groups = {row["id"]: row for row in rows if row["kind"] == "group"}
    for row in reversed(rows):
        group = groups.get(row["parent"] or "")
        if group is None or not row["likely"]:
            continue
        group["start"] = min(filter(None, (group["start"], row["start"])), default=None)
        if group["base"] and row["base"]:
            group["base"] = (min(group["base"][0], row["base"][0]), group["base"][1])


def critical_path(rows: list[Row]) -> list[Row]:
    """Rows critical in a fifth of runs, or in half as many as the most critical one, with their groups."""
    most = max((row["critical"] for row in rows if row["kind"] != "milestone"), default=0.0)
    kept = {row["id"] for row in rows if row["critical"] and row["critical"] >= min(CRITICAL, most / 2)}
    kept |= {row["id"] for row in rows if row["item"] == "release" or row["kind"] == "proposed"}
    return with_groups(rows, kept)


def _loaded(person: Row) -> Row:
    weeks = {
        date.fromisoformat(week["week"][:10]): {
            "percent": week["percent"],
            "needed": week["needed_hours"],
            "available": week["available_hours"],
        }
        for week in person["weeks"]
    }
    return {"name": person["name"], "peak": person["peak"], "over": person["weeks_over"], "weeks": weeks}


def facts_of(page: Mapping[str, Any], rows: Iterable[Row], target: date | None, plan: Plan) -> Facts:
    """What the sentence on top is made of."""
    work = [row for row in rows if row["kind"] == "task"]
    sets, finish = page["facts"]["sets_the_date"], page["finish"]
    likely, safe = last_day(finish["p50"]), last_day(finish["p85"])
    return Facts(
        rows=len(work),
        dated=sum(1 for row in work if row["likely"]),
        done=sum(1 for row in work if row["state"] == "done"),
        sets=sets["title"] if sets else "",
        criticality=sets["criticality"] if sets else 0.0,
        carrier=_carrier(page["facts"]["over"], rows, sets["id"] if sets else None),
        likely=likely,
        safe=safe,
        target=target,
        chance=finish.get("chance"),
        late=_weekdays(target, likely) if target and likely and likely > target else 0,
    )


def _carrier(over: list[Row], rows: Iterable[Row], sets: str | None) -> Carrier | None:
    """Who is over 100 % for most weeks, those first who work on what sets the date."""
    inside = {person["id"] for row in rows if sets in (row["id"], row["parent"]) for person in row["people"]}
    first = max(over, key=lambda each: (each["id"] in inside, each["weeks_over"]), default=None)
    return Carrier(first["name"].split()[0], first["weeks_over"], first["id"] in inside) if first else None


def _weekdays(first: date, last: date) -> int:
    days = (date.fromordinal(n) for n in range(first.toordinal() + 1, last.toordinal() + 1))
    return sum(day.weekday() < 5 for day in days)
