"""Rights lent to others: who may speak in whose place today. What was lent cannot be lent on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Held = Mapping[str, tuple[str, ...]]
Lent = dict[tuple[str, str], dict[str, str]]
"""(role, who borrowed it) to whom it is from and until when."""


@dataclass(frozen=True)
class Loan:
    """One delegation as rights know it; ``unit`` none is everywhere, no families are all."""

    giver: str
    to: str
    unit: Any
    families: tuple[str, ...]
    first: date
    last: date

    def covers(self, family: str, units: Iterable[Any], day: date) -> bool:
        """Whether it lends a say on that family in one of these units on that day."""
        here = self.unit is None or self.unit in units
        return here and self.first <= day <= self.last and (not self.families or family in self.families)


def with_loans(
    held: Held, loans: Iterable[Loan], family: str, units: Iterable[Any], day: date
) -> tuple[dict[str, tuple[str, ...]], Lent]:
    """Holders of roles with those they lent them to, who come after them."""
    found, lent = dict(held), Lent()
    active = [loan for loan in loans if loan.covers(family, units, day)]
    for role, members in held.items() if active else ():
        for loan in active:
            if loan.giver in members and loan.to not in found[role]:
                found[role] = (*found[role], loan.to)
                lent[role, loan.to] = {"of": loan.giver, "until": loan.last.isoformat()}
    return found, lent
