"""A sum day by day as a stepped area: positions in per cent for macros/burn.jinja, from the top left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from pilothouse.ui.flow import ticks
from pilothouse.ui.scale import TimeScale


def burn(course: Mapping[str, Any]) -> dict[str, Any]:
    """``days`` and the ``sums`` at the end of each; the table has one row a week and today."""
    days: Sequence[date] = course["days"]
    sums: Sequence[float] = course["sums"]
    scale, top = TimeScale.of(days[0], days[-1]), max(*sums, 1.0) * 1.05
    corners = [
        f"{scale.x(day, part)},{round(100 - 100 * value / top, 2)}"
        for day, value in zip(days, sums, strict=True)
        for part in (0, 1)
    ]
    ends = f"{scale.x(days[-1], 1)},100 {scale.x(days[0])},100"
    weeks = [at for at, day in enumerate(days) if day.weekday() == 6 or at == len(days) - 1]
    return {
        "months": scale.months(),
        "area": " ".join([*corners, ends]),
        "end": scale.x(days[-1], 1),
        "y": round(100 - 100 * sums[-1] / top, 2),
        "last": sums[-1],
        "ticks": ticks(top),
        "table": [{"day": days[at], "sum": sums[at]} for at in weeks],
    }
