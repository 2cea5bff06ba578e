"""What a proposal holds up, as a sentence: "holds up 2.5 days a week of Aria; €1.4k a day"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from pilothouse.ui.filters import money, number

NAMED = 2
"""So many people are named; of more it is told how many."""


def held_words(held: Any, currency: str = "EUR") -> str:
    """The sentence of a ``Holding``; "" while it is not known."""
    if held is None or not held.known:
        return ""
    if held.nothing:
        return "holds up nothing that is planned"
    return "; ".join(_parts(held, currency))


def _parts(held: Any, currency: str) -> Iterator[str]:
    if held.people:
        yield "holds up " + _people(held.people)
    if held.money:
        yield f"{money(held.money, currency)} a day of time that stands idle"
    if held.later:
        name, days = held.later
        yield f"each day of waiting moves {name} {_days(days)}"
    if not held.people and not held.later:
        few = held.tasks == 1
        yield f"{held.tasks} {'task' if few else 'tasks'} could start, and nobody is idle meanwhile"


def _people(people: Sequence[tuple[str, float]]) -> str:
    """ "2.5 days a week of Aria, 1 of Ben and 3 others": who loses most first."""
    (first, days), rest = people[0], people[1:]
    named = [f"{_days(days)} a week of {first.split()[0]}"]
    named += [f"{_count(more)} of {name.split()[0]}" for name, more in rest[: NAMED - 1]]
    others = len(rest[NAMED - 1 :])
    if others:
        return ", ".join(named) + f" and {others} {'other' if others == 1 else 'others'}"
    return " and ".join(named)


def _days(days: float) -> str:
    count = _count(days)
    return f"{count} {'day' if count == '1' else 'days'}"


def _count(days: float) -> str:
    """To a tenth; little is still something."""
    return number(max(days, 0.1), 1)
