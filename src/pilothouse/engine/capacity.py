"""How much a team takes on in an iteration: person-days available times a focus factor (Kniberg 2006)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

USUAL_FOCUS = 0.7
"""Where no iteration was finished yet; 50 to 80 % is typical."""


@dataclass(frozen=True, slots=True)
class Past:
    """A finished iteration: what was done in it and the person-days that were available for it."""

    name: str
    done: float
    available: float


@dataclass(frozen=True, slots=True)
class Focus:
    """A focus factor and where it comes from; without any past it is the usual one."""

    factor: float
    past: tuple[Past, ...] = ()


def focus(past: Sequence[Past], last: int = 1) -> Focus:
    """Done / available over the ``last`` iterations (the newest stand last) that had anybody available."""
    known = tuple(each for each in past if each.available > 0)[-last:]
    if not known:
        return Focus(USUAL_FOCUS)
    return Focus(sum(each.done for each in known) / sum(each.available for each in known), known)


def capacity(available: float, focus: Focus) -> float:
    """What fits into an iteration with so many person-days available."""
    return available * focus.factor
