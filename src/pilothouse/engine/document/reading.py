"""Reading a plan: every fault at once. What the parts say by themselves, then what they say of each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from ..plan import Allocation, Group, Plan
from ..precedence import cycle_in_words, find_cycles
from .faults import Place, PlanErrors, Reading, did_you_mean, shown
from .format import PLAN
from .kinds import SPACES, find_zone
from .load import load_json
from .writing import write_plan


def read_plan(data: str | bytes | dict[str, Any]) -> Plan:
    """The plan of a document: JSON text (UTF-8) or its parsed value.

    Raises ``PlanErrors`` with every fault found, each with its path and what to write instead.
    """
    value = data if isinstance(data, dict) else load_json(data)
    reading = Reading(_zone(value))
    root = Place(reading)
    plan = PLAN.read(value, root)
    if isinstance(plan, Plan):
        _look_up(reading)
        if _check_parents(plan, reading):
            _check_cycles(plan, reading)
        _check_allocations(plan.allocations, root)
    if reading.faults:
        raise PlanErrors(reading.faults)
    assert isinstance(plan, Plan)
    return plan


def validate(plan: Plan) -> Plan:
    """The plan itself when a document of it could be read, else ``PlanErrors``. For plans built by hand."""
    read_plan(write_plan(plan))
    return plan


def _zone(value: Any) -> ZoneInfo:
    header = value.get("project") if isinstance(value, dict) else None
    name = header.get("timezone") if isinstance(header, dict) else None
    return find_zone(name) or ZoneInfo("UTC")


def _look_up(reading: Reading) -> None:
    """Every reference must name something of the right kind."""
    for at, name, kinds in reading.references:
        kind, _ = reading.declared.get((SPACES.get(kinds[0], kinds[0]), name), ("", at))
        if kind in kinds:
            continue
        wanted = _either(kinds)
        if kind:
            at.fault(f"{shown(name)} is a {kind}; write the id of a {wanted}")
        else:
            known = (word for (_, word), (what, _) in reading.declared.items() if what in kinds)
            at.fault(f"there is no {wanted} {shown(name)}{did_you_mean(name, known)}")


def _either(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} or {last}" if first else last


def _item_place(reading: Reading, id: str, key: str) -> str:
    declared = reading.declared.get(("item", id))
    return f"{declared[1].parent}.{key}" if declared else key


def _check_parents(plan: Plan, reading: Reading) -> bool:
    """Whether no group lies in itself; each loop is named once."""
    fine = True
    parents = {group.id: group.parent for group in plan.groups}
    done: set[str] = set()
    for group in plan.groups:
        loop = _loop(group, parents, done)
        if loop:
            fine = False
            way = " lies in ".join([*loop, loop[0]])
            reading.fault(_item_place(reading, loop[0], "parent"), f"{way}; take one of them out")
    return fine


def _loop(group: Group, parents: dict[str, str | None], done: set[str]) -> list[str]:
    way: dict[str, int] = {}
    at: str | None = group.id
    while at is not None and at in parents and at not in done:
        way[at] = len(way)
        done.add(at)
        at = parents[at]
    return list(way)[way[at] :] if at in way else []


def _check_cycles(plan: Plan, reading: Reading) -> None:
    """Rings through an id that is used twice are left out: which of the two waits is not known yet."""
    for cycle in find_cycles(plan):
        if reading.used_twice.isdisjoint(cycle):
            reading.fault(_item_place(reading, cycle[0], "depends_on"), cycle_in_words(plan, cycle))


def _check_allocations(allocations: tuple[Allocation, ...], root: Place) -> None:
    """A person's allocations to one project may not overlap: which share would hold?"""
    for index, other in _overlapping(allocations):
        (root / "allocations" / index).fault(
            f"overlaps allocations[{other}] of the same person and project; end one where the other begins"
        )


def _overlapping(allocations: tuple[Allocation, ...]) -> Iterator[tuple[int, int]]:
    order = sorted(range(len(allocations)), key=lambda k: (_whose(allocations[k]), allocations[k].start))
    for before, after in pairwise(order):
        one, two = allocations[before], allocations[after]
        if _whose(one) == _whose(two) and two.start < one.end:
            yield max(before, after), min(before, after)


def _whose(allocation: Allocation) -> tuple[str, str]:
    return allocation.person, allocation.project
