"""The matrix as values: rules, those of one unit, and those that hold in a unit, the nearest one's first.

A unit's matrix may say as little as one row: what it does not say is inherited from the unit above, and what
no unit says is as in the preset of the workspace.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import Size
from pilothouse.who.decisions.rights.presets import limit_of, preset

Limit = Mapping[str, float]
RuleKey = tuple[str, str]
LISTS = ("approves", "consults", "informs")


@dataclass(frozen=True)
class Rule:
    """Who decides a family in a band, and with whom. ``follows``: its limit is the tolerance that holds."""

    family: str
    band: str
    decides: str
    approves: tuple[str, ...]
    consults: tuple[str, ...]
    informs: tuple[str, ...]
    alone_limit: Limit
    consult_days: int
    follows: bool
    id: str = ""

    @property
    def key(self) -> RuleKey:
        """Family and band."""
        return self.family, self.band

    def limit(self, tolerance: Limit) -> Limit:
        """What its decider settles alone where that tolerance holds."""
        return tolerance if self.follows else self.alone_limit

    @property
    def always_asks(self) -> bool:
        """Whether its decider settles nothing alone."""
        return always_asks(self.alone_limit)


@dataclass(frozen=True)
class Matrix:
    """The newest matrix of a unit, or (number 0) a preset."""

    unit: UUID | None
    number: int
    preset: str
    tolerance: Limit
    rules: Mapping[RuleKey, Rule]
    duties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    made_at: datetime | None = None


@dataclass(frozen=True)
class InForce:
    """A rule where it holds, and the matrix that says it."""

    rule: Rule
    matrix: Matrix


def in_force(matrices: Iterable[Matrix]) -> dict[RuleKey, InForce]:
    """The rules that hold where these matrices do, nearest first; in the order of the farthest."""
    line = list(matrices)
    return {key: InForce(rule, m) for m in reversed(line) for key, rule in m.rules.items()}


def ruling(matrices: Iterable[Matrix], key: RuleKey) -> InForce | None:
    """The one rule of that family and band that holds where these matrices do, nearest first."""
    return next((InForce(matrix.rules[key], matrix) for matrix in matrices if key in matrix.rules), None)


@cache
def matrix_of(name: str) -> Matrix:
    """The preset as a matrix."""
    data = preset(name)
    tolerance = data["tolerance"]
    rules = {(row["family"], row["band"]): rule_of(row, tolerance) for row in data["row"]}
    return Matrix(None, 0, name, tolerance, rules, data["duties"])


def rule_of(row: Mapping[str, Any], tolerance: Limit, id: str = "") -> Rule:
    """A row of a preset or a table as a rule."""
    limit = row["alone_limit"] if "alone_limit" in row else limit_of(row, tolerance)
    lists = {name: tuple(row[name]) for name in LISTS}
    return Rule(
        family=row["family"],
        band=row["band"],
        decides=row["decides"],
        alone_limit=limit,
        consult_days=row["consult_days"],
        follows=dict(limit) == dict(tolerance),
        id=id,
        **lists,
    )


def exceeds(size: Size, limit: Limit) -> bool:
    """Whether a size is past a limit; what could not be computed always is. Sooner and cheaper never is."""
    return not size.known or (
        size.days > limit.get("days", 0) + 1e-9
        or size.cost > limit.get("cost", 0) + 1e-9
        or abs(size.effort) > limit.get("effort", 0) + 1e-9
    )


def always_asks(limit: Limit) -> bool:
    """A limit of nothing at all means: ask, whatever the size."""
    return not any(limit.values())
