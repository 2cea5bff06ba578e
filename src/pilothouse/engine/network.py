"""The critical path method on a bare network: durations, four link types, lags; no calendars, no people.

Forward pass, backward pass, total and free float of the precedence diagramming method. Time 0 is the start of
the project. Linear in tasks and links; results do not depend on the order of the input.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from .plan import LinkType
from .precedence import CycleError, rings

__all__ = ["Activity", "Arc", "CycleError", "Network", "critical_path", "in_order"]

Side = Literal["start", "finish"]
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Arc:
    """A link from ``before`` to ``after`` with a lag in the unit of the durations; negative is a lead."""

    before: str
    after: str
    type: LinkType = "FS"
    lag: float = 0.0


@dataclass(frozen=True, slots=True)
class Activity:
    """Earliest and latest times of one task and what it may slip: in all, and without moving another."""

    earliest_start: float
    earliest_finish: float
    latest_start: float
    latest_finish: float
    free_float: float

    @property
    def total_float(self) -> float:
        return self.latest_start - self.earliest_start

    @property
    def critical(self) -> bool:
        return self.total_float <= _TOLERANCE * max(1.0, abs(self.latest_finish))


@dataclass(frozen=True, slots=True)
class Network:
    """A computed network: its length and each task's times."""

    length: float
    activities: dict[str, Activity]

    @property
    def critical(self) -> tuple[str, ...]:
        """Tasks without float, by start, finish and id."""
        found = [(a.earliest_start, a.earliest_finish, id) for id, a in self.activities.items() if a.critical]
        return tuple(id for _, _, id in sorted(found))


def critical_path(durations: Mapping[str, float], arcs: Iterable[Arc] = ()) -> Network:
    """Times and floats of every task; starts are floored at 0.

    Raises ``KeyError`` for an arc to an unknown task, ``ValueError`` for a negative duration and
    ``CycleError``, which names the members of a ring in order.
    """
    _refuse_negative(durations)
    leaving: dict[str, list[Arc]] = {id: [] for id in durations}
    entering: dict[str, list[Arc]] = {id: [] for id in durations}
    for arc in arcs:
        entering[arc.after].append(arc)
        leaving[arc.before].append(arc)
    order = in_order({id: [arc.before for arc in entering[id]] for id in durations})
    start = _forward(order, durations, entering)
    length = max((start[id] + durations[id] for id in order), default=0.0)
    late = _backward(order, durations, leaving, length)
    activities = {id: _activity(id, durations, leaving[id], start, late, length) for id in durations}
    return Network(length, activities)


def in_order(waits_for: Mapping[str, list[str]]) -> list[str]:
    """All names, each after those it waits for. ``CycleError`` when they wait in a ring."""
    followers: dict[str, list[str]] = {id: [] for id in waits_for}
    missing = {id: len(before) for id, before in waits_for.items()}
    for id, before in waits_for.items():
        for each in before:
            followers[each].append(id)
    order = [id for id, count in missing.items() if not count]
    for id in order:
        for after in followers[id]:
            missing[after] -= 1
            if not missing[after]:
                order.append(after)
    if len(order) < len(missing):
        ring = rings({(id, ""): [(each, "") for each in before] for id, before in waits_for.items()})[0]
        raise CycleError(tuple(id for id, _ in ring))
    return order


def _refuse_negative(durations: Mapping[str, float]) -> None:
    for id, duration in durations.items():
        if not duration >= 0:
            raise ValueError(f"The duration of {id!r} is {duration}; give one of 0 or more.")


def _forward(
    order: list[str], durations: Mapping[str, float], entering: dict[str, list[Arc]]
) -> dict[str, float]:
    start: dict[str, float] = {}
    for id in order:
        bounds = [0.0]
        for arc in entering[id]:
            begins = start[arc.before]
            bound = arc.lag + (begins if arc.type in ("SS", "SF") else begins + durations[arc.before])
            bounds.append(bound if arc.type in ("FS", "SS") else bound - durations[id])
        start[id] = max(bounds)
    return start


def _backward(
    order: list[str], durations: Mapping[str, float], leaving: dict[str, list[Arc]], length: float
) -> dict[str, float]:
    """The latest start of each task."""
    late: dict[str, float] = {}
    for id in reversed(order):
        bounds = [length]
        for arc in leaving[id]:
            follower = late[arc.after]
            bound = (follower if arc.type in ("FS", "SS") else follower + durations[arc.after]) - arc.lag
            bounds.append(bound if arc.type in ("FS", "FF") else bound + durations[id])
        late[id] = min(bounds) - durations[id]
    return late


def _activity(
    id: str,
    durations: Mapping[str, float],
    leaving: list[Arc],
    start: dict[str, float],
    late: dict[str, float],
    length: float,
) -> Activity:
    finish = start[id] + durations[id]
    slacks = [length - finish]
    for arc in leaving:
        follower = start[arc.after] + (durations[arc.after] if arc.type in ("FF", "SF") else 0.0)
        slacks.append(follower - arc.lag - (finish if arc.type in ("FS", "FF") else start[id]))
    return Activity(start[id], finish, late[id], late[id] + durations[id], max(0.0, min(slacks)))
