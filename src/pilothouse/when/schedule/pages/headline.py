"""The sentence on top of the Plan page, from a few facts: what sets the date, and who carries it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils import dateformat

from pilothouse.who.words import odds

SETS = 0.2
"""Critical in a smaller share of runs, a piece of work does not set the date."""


@dataclass(frozen=True)
class Carrier:
    """Somebody over 100 %: for so many weeks; ``inside`` says whether they work on what sets the date."""

    name: str
    weeks: int
    inside: bool = False


@dataclass(frozen=True)
class Facts:
    """What the sentence is made of. ``sets`` is a title, ``criticality`` its share of runs, ``late`` whole
    working days from the target to the likely finish."""

    rows: int
    dated: int
    done: int = 0
    sets: str = ""
    criticality: float = 0.0
    carrier: Carrier | None = None
    likely: date | None = None
    safe: date | None = None
    target: date | None = None
    chance: float | None = None
    late: int = 0


def headline(facts: Facts) -> str:
    """The sentence; every case has one, the plainest where little is known."""
    if not facts.rows:
        return "Nothing is planned here yet"
    if facts.done == facts.rows:
        return "All planned work is done"
    if not facts.dated:
        return "There are no dates yet"
    if facts.target and facts.likely and facts.safe:
        return _against_target(facts)
    return _sentence(facts, "")


def _against_target(facts: Facts) -> str:
    assert facts.likely
    assert facts.safe
    assert facts.target
    if facts.safe <= facts.target and not facts.carrier:
        return f"On track: {_day(facts.safe)} is safe to say, the target is {_day(facts.target)}"
    if facts.likely <= facts.target:
        return _sentence(facts, _chance(facts.chance))
    late = (
        f"likely {facts.late} {'day' if facts.late == 1 else 'days'} after the target" if facts.late else ""
    )
    return _sentence(facts, late or "likely after the target")


def _sentence(facts: Facts, date: str) -> str:
    """What sets the date, then who carries it, else how it stands against the target."""
    sets = bool(facts.sets) and facts.criticality >= SETS
    first = f"{facts.sets} sets the date" if sets else "No single piece of work sets the date"
    who = facts.carrier
    if who:
        weeks = f"{who.weeks} {'week' if who.weeks == 1 else 'weeks'}"
        return f"{first}, and {who.name} is over 100% for {weeks}{' of it' if who.inside and sets else ''}"
    return f"{first}, {date}" if date else first


def _chance(chance: float | None) -> str:
    return "" if chance is None else f"and {odds(chance)} of runs keep the target"


def _day(day: date) -> str:
    return dateformat.format(day, "j F")
