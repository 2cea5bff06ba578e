"""An impact as people read it: lines in one fixed order, the release or project concerned first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from pilothouse.engine.document import read_plan
from pilothouse.engine.impact import Change, Impact, impact
from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.moments import iso, minute_of
from pilothouse.when.schedule.names import Called
from pilothouse.when.schedule.sizes import concerns

MOST_MOVED = 20
MOST_PEOPLE = 8
KINDS = {"p50": "p50", "p85": "p85", "chance_of_target": "chance", "cost_p50": "cost", "cost_p85": "cost"}
UNITS = {
    "p50": ("date", 2),
    "p85": ("date", 2),
    "chance_of_target": ("percent", 1),
    "cost_p50": ("money", 2),
    "cost_p85": ("money", 2),
    "peak_load": ("load", 1),
    "weeks_over_100": ("weeks", 0),
    "days": ("days", 2),
    "money": ("money", 2),
}
NAMES = {
    "cost_p50": "Cost at completion, likely",
    "cost_p85": "Cost at completion, safe to say",
    "days": "Risk exposure in person-days",
    "money": "Risk exposure in money",
}


def lines_of(
    found: Impact, before: Plan, after: Plan, unit: str | None, names: Mapping[str, Called]
) -> list[dict[str, Any]]:
    """Dates, chance, cost, goals, people, risks, then other work that moves."""
    concerned = concerns(before, unit) | concerns(after, unit)
    words = _Words(before.timezone, names)
    return [words.line(kind, change) for kind, change in _ordered(found, before, after, concerned)]


def subjects_of(found: Impact) -> set[str]:
    """Ids of everything an impact may name."""
    return {change.id for change in (*found.changes, *found.moved) if change.id}


def recomputed(
    stored: Mapping[str, Any], before: dict[str, Any], after: dict[str, Any]
) -> list[dict[str, Any]]:
    """The lines of a stored impact computed anew from its two plan documents."""
    as_of = minute_of(stored["as_of"])
    one, two = (replace(read_plan(document), as_of=as_of) for document in (before, after))
    found = impact(one, two, stored["runs"], stored["seed"])
    names = {
        line["subject"]: Called(line["name"], line["key"]) for line in stored["lines"] if line["subject"]
    }
    return lines_of(found, one, two, stored["unit"], names)


def _ordered(found: Impact, before: Plan, after: Plan, concerned: set[str]) -> Iterator[tuple[str, Change]]:
    yield from _dates(found, before, after, concerned)
    yield from (
        ("cost", c) for c in found.changes if c.measure in ("cost_p50", "cost_p85") and (c.before or c.after)
    )
    yield from (("goal", c) for c in found.changes if c.kind == "goal" and c.measure == "p85")
    yield from (("load", c) for c in _people(found.changes))
    yield from (("risk", c) for c in found.changes if c.kind == "risk" and (c.before or c.after))
    moved = sorted(found.moved, key=lambda c: (-abs(c.change or 1e9), c.id))
    yield from (("moved", c) for c in moved[:MOST_MOVED])


def _dates(found: Impact, before: Plan, after: Plan, concerned: set[str]) -> Iterator[tuple[str, Change]]:
    """Releases, then projects that deliver none: those concerned whole, of others what changes clearly."""
    releases = {
        release.id: release.project for plan in (before, after) for release in plan.releases if release.tasks
    }
    mine = [c for c in found.changes if c.kind == "release" and c.id in releases]
    mine += [c for c in found.changes if c.kind == "project" and c.id not in releases.values()]
    mine = [c for c in mine if (c.before, c.after) != (None, None)]
    if not mine:
        mine = [replace(c, id="") for c in found.changes if c.kind == "plan" and c.measure in KINDS]
        mine = [c for c in mine if not c.measure.startswith("cost")]
        concerned = {""}
    yield from ((KINDS[c.measure], c) for c in mine if c.id in concerned)
    yield from (
        (KINDS[c.measure], c) for c in mine if c.id not in concerned and c.clear and c.before != c.after
    )


def _people(changes: Iterable[Change]) -> list[Change]:
    """Those whose load changes, most first."""
    of_people = [c for c in changes if c.kind == "person" and c.change]
    weight: dict[str, float] = {}
    for change in of_people:
        weight[change.id] = max(weight.get(change.id, 0.0), abs(change.change or 0.0))
    first = sorted(weight, key=lambda id: (-weight[id], id))[:MOST_PEOPLE]
    return sorted((c for c in of_people if c.id in first), key=lambda c: (first.index(c.id), c.measure))


class _Words:
    def __init__(self, timezone: str, names: Mapping[str, Called]) -> None:
        self.timezone, self.names = timezone, names

    def line(self, kind: str, change: Change) -> dict[str, Any]:
        unit, digits = UNITS[change.measure]
        called = (
            self.names.get(change.id, Called(""))
            if change.id
            else Called(NAMES.get(change.measure, "All work"))
        )
        moved = _rounded(change.change, unit, digits)
        return {
            "kind": kind,
            "measure": change.measure,
            "subject": change.id or None,
            "name": called.name,
            "key": called.key,
            "before": self._value(change.before, unit, digits),
            "after": self._value(change.after, unit, digits),
            "change": moved,
            "unit": unit,
            "clear": change.clear,
            "noise": round(change.noise * (100 if unit == "percent" else 1), 4),
            "better": _better(unit, moved) if change.clear else None,
        }

    def _value(self, value: float | None, unit: str, digits: int) -> Any:
        return iso(value, self.timezone) if unit == "date" else _rounded(value, unit, digits)


def _rounded(value: float | None, unit: str, digits: int) -> float | None:
    if value is None:
        return None
    return round(float(value) * (100 if unit == "percent" else 1), digits)


def _better(unit: str, change: float | None) -> bool | None:
    """Sooner, cheaper, less loaded and less exposed is better; a higher chance is."""
    if not change:
        return None
    return (change > 0) == (unit == "percent")
