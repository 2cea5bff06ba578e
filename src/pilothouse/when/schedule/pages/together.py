"""How likely several targets hold at once, from the same runs: people and links they share count."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from pilothouse.when.schedule.queries import Stored

Row = dict[str, Any]


def together(found: Stored, things: Sequence[Row], wanted: Sequence[str]) -> Row | None:
    """What may be picked, what is, and, for two or more, the chance that all hold beside what it would be if
    they had nothing to do with each other. None while fewer than two things have a target."""
    runs = found.row.runs if found.row else 0
    kept = found.result.get("kept", {})
    offered = [row | {"name": row["key"] or row["id"]} for row in things if row["id"] in kept]
    if len(offered) < 2:
        return None
    asked = {name.upper() for name in wanted}
    picked = [row for row in offered if row["name"].upper() in asked]
    held = [_held(kept[row["id"]], runs) for row in picked]
    return {
        "offered": [row | {"picked": row in picked} for row in offered],
        "picked": [row | {"share": float(each.mean())} for row, each in zip(picked, held, strict=True)],
        **_odds(held),
    }


def _odds(held: list[np.ndarray]) -> Row:
    if len(held) < 2:
        return {"all": None}
    every = float(np.logical_and.reduce(held).mean())
    apart = prod(float(each.mean()) for each in held)
    return {"all": every, "apart": apart, "why": _why(every - apart, len(held[0]))}


def _why(more: float, runs: int) -> str:
    """What the difference to separate chances says, where it is more than luck."""
    if abs(more) <= max(0.01, 2 / np.sqrt(runs)):
        return "They hardly have to do with each other."
    if more > 0:
        return "They stand and fall together: work, people or risks that one waits for, the others do too."
    return "What one gains the others lose: they compete for the same people."


def _held(bits: str, runs: int) -> np.ndarray:
    """Run by run whether a target is kept."""
    return np.unpackbits(np.frombuffer(b64decode(bits), dtype=np.uint8), count=runs).astype(bool)
