"""How the open exposure of the register rose and fell day by day, from history alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from pilothouse.commands.fields import HOURS_PER_DAY
from pilothouse.engine.risk import burn_down
from pilothouse.when.risks.exposure import exposure
from pilothouse.when.risks.models import Risk
from pilothouse.who import clock
from pilothouse.who.decisions.models import RowChange
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

LONGEST = 180
"""So many days back it reaches at most."""
LEAST = 2
"""Fewer days show no course."""


def burned(viewer: Viewer, only: Collection[str] | None = None) -> dict[str, Any] | None:
    """Days, and the open exposure in days of delay at the end of each; ``only`` these risks. None while there
    is no course to show."""
    zone = workspace_of(viewer).timezone
    today = clock.today(zone)
    steps = [step for step in _steps(viewer, zone) if only is None or step[0] in only]
    if not steps:
        return None
    first = max(steps[0][1], today - timedelta(days=LONGEST))
    count = (today - first).days + 1
    places = {risk: place for place, risk in enumerate(dict.fromkeys(risk for risk, _, _ in steps))}
    taken = [(places[risk], (day - first).days, weight) for risk, day, weight in steps]
    sums = burn_down(taken, count)
    if count < LEAST or not sums.any():
        return None
    days = [first + timedelta(days=at) for at in range(count)]
    return {"days": days, "sums": [round(float(each), 2) for each in sums]}


def _steps(viewer: Viewer, zone: str) -> Iterator[tuple[str, date, float]]:
    """Each change of a risk: which one, on which day, and what it weighed from then on.

    Those in the bin had their weight too; asked for by their rows, as history is found by no table's name."""
    known = Risk.everything.filter(workspace=viewer.workspace)
    changes = RowChange.objects.seen_by(viewer).filter(model="risks.risk", row__in=known.values("pk"))
    rows = changes.order_by("entry__revision", "position").values_list("row", "entry__at", "after")
    standing: dict[str, dict[str, Any]] = {}
    for row, at, after in rows:
        now = standing.setdefault(str(row), {"probability": 0.0, "delay": None, "state": "open"})
        now |= {"state": "deleted"} if after is None else after
        yield str(row), at.astimezone(ZoneInfo(zone)).date(), _weight(now)


def _weight(row: Mapping[str, Any]) -> float:
    gone = row["state"] != "open" or row.get("deleted_at")
    return 0.0 if gone else exposure(row, "delay") / HOURS_PER_DAY
