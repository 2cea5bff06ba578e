"""Draws that do not depend on one another: each is a function of (seed, run, id, kind) alone.

So adding a task disturbs nobody else's draws, and two plans can be compared under the same luck.
"""

from __future__ import annotations

from functools import cache, lru_cache
from hashlib import blake2b

import numpy as np
import numpy.typing as npt

from .plan import Range

Floats = npt.NDArray[np.float64]

_STEP = np.uint64(0x9E3779B97F4A7C15)
_SHAPES = 33
_POINTS = 1025
_GRID = 8193


def uniforms(seed: int, kind: str, ids: list[str], first: int, count: int) -> Floats:
    """Numbers in (0, 1) for the runs ``first`` to ``first + count``, one row per id. (splitmix64 of a
    counter.)"""
    keys = _keys(seed, kind, tuple(ids))
    runs = np.arange(first + 1, first + count + 1, dtype=np.uint64)
    bits = keys[:, None] + runs[None, :] * _STEP
    bits ^= bits >> np.uint64(30)
    bits *= np.uint64(0xBF58476D1CE4E5B9)
    bits ^= bits >> np.uint64(27)
    bits *= np.uint64(0x94D049BB133111EB)
    bits ^= bits >> np.uint64(31)
    drawn: Floats = ((bits >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53
    return drawn


@lru_cache(maxsize=8)
def _keys(seed: int, kind: str, ids: tuple[str, ...]) -> npt.NDArray[np.uint64]:
    return np.array([_key(seed, kind, id) for id in ids], dtype=np.uint64)


def _key(seed: int, kind: str, id: str) -> int:
    return int.from_bytes(blake2b(f"{seed}\0{kind}\0{id}".encode(), digest_size=8).digest(), "little")


class Ranges:
    """Three-point estimates as Beta-PERT distributions, sampled by table.

    Shapes are 1 + 4(m-a)/(b-a) and 1 + 4(b-m)/(b-a). Quantiles are interpolated between tables of 33 shapes
    at 1,025 probabilities each; a range of no width is its value."""

    def __init__(self, ranges: list[Range]) -> None:
        low, likely, high = (
            np.array([getattr(range, name) for range in ranges], dtype=float)
            for name in ("optimistic", "likely", "pessimistic")
        )
        width = high - low
        shape = np.where(width > 0, (likely - low) / np.where(width > 0, width, 1.0), 0.0) * (_SHAPES - 1)
        below = np.minimum(shape.astype(np.int64), _SHAPES - 2)
        part = (shape - below)[:, None]
        tables = quantiles()
        self._table = (tables[below] * (1 - part) + tables[below + 1] * part) * width[:, None] + low[:, None]

    def at(self, probabilities: Floats) -> Floats:
        """The value at each probability, one row per range."""
        place = probabilities * (_POINTS - 1)
        cell = place.astype(np.int64)
        place -= cell
        cell += (np.arange(len(cell), dtype=np.int64) * _POINTS)[:, None]
        flat = self._table.reshape(-1)
        value: Floats = flat[cell]
        value += (flat[cell + 1] - value) * place
        return value


@cache
def quantiles() -> Floats:
    """For each shape (mode at 0, 1/32 ... 1 of the range) the quantile function at evenly spaced
    probabilities."""
    x = np.linspace(0.0, 1.0, _GRID)
    even = np.linspace(0.0, 1.0, _POINTS)
    rows = []
    for mode in np.linspace(0.0, 1.0, _SHAPES):
        density = x ** (4 * mode) * (1 - x) ** (4 * (1 - mode))
        mass = np.concatenate(([0.0], np.cumsum((density[1:] + density[:-1]) / 2)))
        rows.append(np.interp(even, mass / mass[-1], x))
    return np.array(rows)


def pert_mean(range: Range) -> float:
    """(a + 4m + b) / 6."""
    return (range.optimistic + 4 * range.likely + range.pessimistic) / 6
