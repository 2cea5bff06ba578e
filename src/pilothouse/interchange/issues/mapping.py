"""How a source maps to the house: what people may change in a dry run, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping as Table
from dataclasses import asdict, dataclass, field
from typing import Any

from pilothouse.interchange.issues.values import STAGES, Stage
from pilothouse.interchange.values import ReadErrors

HOURS_PER_POINT = 8.0
MOST_HOURS_PER_POINT = 1000.0
DATE_ORDERS = ("", "day first", "month first")


@dataclass(frozen=True, slots=True)
class Mapping:
    """``columns``: a table's column to what it holds (empty: left out). ``states``: a state of the source to
    a stage. ``people``: a user's id to a member (empty: a placeholder). ``dates``: how 03/04/2026 is read."""

    columns: Table[str, str] = field(default_factory=dict)
    states: Table[str, Stage] = field(default_factory=dict)
    people: Table[str, str] = field(default_factory=dict)
    hours_per_point: float = HOURS_PER_POINT
    dates: str = ""

    @classmethod
    def of(cls, said: Table[str, Any]) -> Mapping:
        """From plain JSON. Raises ``ReadErrors`` that names what is not understood."""
        unknown = sorted(set(said) - set(cls.__slots__))
        if unknown:
            raise _fault(f"{unknown[0]!r} is no part of a mapping. Known are: {', '.join(cls.__slots__)}.")
        columns, states, people = (_words(said, name) for name in ("columns", "states", "people"))
        return cls(columns, _stages(states), people, _hours(said), _dates(said))

    def to_json(self) -> dict[str, Any]:
        """As it is remembered and sent: what is as by default is left out."""
        usual = asdict(Mapping())
        return {name: value for name, value in asdict(self).items() if value != usual[name]}


@dataclass(frozen=True, slots=True)
class Offer:
    """What may be changed about a source before it comes in: the mapping as it stands, with every column and
    state, a sample of each column, and whether points are counted. ``shape`` tells tables apart."""

    mapping: Mapping
    shape: str = ""
    samples: Table[str, str] = field(default_factory=dict)
    points: bool = False


def _words(said: Table[str, Any], name: str) -> dict[str, str]:
    value = said.get(name, {})
    if not isinstance(value, dict) or not all(isinstance(x, str) for pair in value.items() for x in pair):
        raise _fault(f'{name!r} must be an object of texts, such as {{"Summary": "title"}}.')
    return value


def _stages(states: dict[str, str]) -> dict[str, Stage]:
    found: dict[str, Stage] = {}
    for state, said in states.items():
        stage = next((stage for stage in STAGES if stage == said), None)
        if stage is None:
            raise _fault(f"The state {state!r} maps to {said!r}. Choose one of: {', '.join(STAGES)}.")
        found[state] = stage
    return found


def _hours(said: Table[str, Any]) -> float:
    value = said.get("hours_per_point", HOURS_PER_POINT)
    try:
        hours = float(value)
    except (TypeError, ValueError):
        hours = -1.0
    if isinstance(value, bool) or not 0 < hours <= MOST_HOURS_PER_POINT:
        raise _fault(f"Hours a point must be a number above 0 and at most {MOST_HOURS_PER_POINT:g}.")
    return hours


def _dates(said: Table[str, Any]) -> str:
    value = said.get("dates", "")
    if value not in DATE_ORDERS:
        raise _fault(f"Dates are read {value!r}. Choose “day first” or “month first”, or leave it out.")
    return str(value)


def _fault(message: str) -> ReadErrors:
    return ReadErrors.single(message, path="mapping")
