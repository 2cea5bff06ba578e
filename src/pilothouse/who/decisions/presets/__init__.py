"""Matrices a workspace can start from, kept as data."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def preset(name: str) -> dict[str, Any]:
    """The preset of that name, such as ``seed-default``."""
    return tomllib.loads((resources.files(__package__) / f"{name}.toml").read_text("utf-8"))


def limit_of(row: dict[str, Any], tolerance: dict[str, float]) -> dict[str, float]:
    """What the row's decider settles alone: the tolerance, or nothing."""
    return dict.fromkeys(tolerance, 0.0) if row.get("alone") == "always ask" else dict(tolerance)
