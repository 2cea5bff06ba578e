"""The figures of an option: whether they are a first estimate, and whether others tell something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import hypot, sqrt
from typing import Any

from pilothouse.commands import Refused
from pilothouse.who.decisions.models import ChangeSet, Option

RUNS = 2000
"""Simulated runs a side of an impact; both sides share their random numbers."""
SIGMAS = 3
"""Figures from few runs hold if those from many lie within so many of their standard errors."""
LEAST = {"date": 0.5, "percent": 1.0, "money": 100.0}
"""Working days, points and money below which nobody decides otherwise."""

Line = Mapping[str, Any]


class NotRefined(Refused):
    """Somebody decides on a first estimate: the whole figures are computed before it counts."""

    def __init__(self, change: ChangeSet) -> None:
        super().__init__(
            f"The figures of {change.key} were a first estimate. They are computed to the end now "
            "and tell something else: look at them and decide again.",
            status=409,
            look=change.key,
        )
        self.change = change


def is_first_estimate(option: Option) -> bool:
    """Whether its impact was simulated with fewer runs than people decide on."""
    return option.impact is not None and 0 < option.runs < RUNS


def differ(was: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> bool:
    """Whether two impacts tell different things: any figure, when both had as many runs; beyond the noise of
    the first estimate, when one refines the other."""
    if was is None or now is None:
        return was is not now
    if was.get("runs") == now.get("runs"):
        return bool(was["lines"] != now["lines"])
    return any(_apart(one, two) for one, two in _pairs(was["lines"], now["lines"]))


def _pairs(was: list[Line], now: list[Line]) -> Iterator[tuple[Line, Line]]:
    """Lines of the same figure. What few runs could not tell yet stood as unchanged; tasks that move are a
    selection, which more runs may make otherwise."""
    known, found = (
        {_figure(line): line for line in lines if line["kind"] != "moved"} for lines in (was, now)
    )
    for figure in known | found:
        one, two = known.get(figure), found.get(figure)
        yield one or _still(two or {}), two or _still(one or {})


def _figure(line: Line) -> tuple[Any, Any]:
    return line["measure"], line["subject"]


def _still(line: Line) -> Line:
    """That figure without a change."""
    return {**line, "after": line["before"], "change": 0.0, "noise": 0.0}


def _apart(one: Line, two: Line) -> bool:
    if one["change"] is None or two["change"] is None:
        return one["change"] is not two["change"]
    noise = hypot(one.get("noise", 0.0), two.get("noise", 0.0))
    least = LEAST.get(two["unit"], 0.05)
    if abs(two["change"] - one["change"]) > max(SIGMAS * noise, least):
        return True
    return two["unit"] == "percent" and _level_apart(one["after"], two["after"])


def _level_apart(one: float | None, two: float | None) -> bool:
    """Whether a chance in per cent is another one than a hundred runs can tell it."""
    if one is None or two is None:
        return one is not two
    return abs(one - two) > SIGMAS * 100 * max(sqrt(two / 100 * (1 - two / 100) / 100), 0.01)
