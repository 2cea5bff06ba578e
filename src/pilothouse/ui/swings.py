"""A tornado: days sooner to the left, later to the right, of one thing at a time. Positions in per cent of
the width for macros/swings.jinja."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

LABEL = 16.0
"""Per cent of the width kept free on either side for the figures."""


def tornado(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """``rows`` have days ``sooner`` (nothing or negative) and ``later``, the widest first."""
    left = -min((row["sooner"] for row in rows), default=0.0)
    right = max((row["later"] for row in rows), default=0.0)
    step = (100 - 2 * LABEL) / ((left + right) or 1.0)
    zero = LABEL + left * step

    def drawn(row: dict[str, Any]) -> dict[str, Any]:
        sooner, later = -row["sooner"] * step, row["later"] * step
        ends = {"from": zero - sooner, "left": sooner, "right": later, "to": zero + later}
        return row | {name: round(value, 2) for name, value in ends.items()}

    return {"zero": round(zero, 2), "rows": [drawn(row) for row in rows]}
