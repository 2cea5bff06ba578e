"""How long deciding takes, by kind of decision and month: of decisions, never of persons."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, Q

from pilothouse.who import clock
from pilothouse.who.decisions.models import ChangeSet
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

SINCE = timedelta(days=366)
MOST = 8
"""So many families are told, those decided most often."""
SAYS = ("accept", "decline", "fine", "object")


@dataclass(frozen=True)
class Month:
    """Days from suggestion to decision of one month's decisions: how many, half within, 85 of 100 within."""

    first: date
    count: int
    likely: float
    safe: float


@dataclass(frozen=True)
class Pace:
    """A kind of decision with its months, the oldest first, and all of them together."""

    name: str
    months: tuple[Month, ...]
    whole: Month


def pace(viewer: Viewer) -> list[Pace]:
    """The last year, by the month in which it was suggested; a kind decided most often first."""
    zone = ZoneInfo(workspace_of(viewer).timezone)
    decided: dict[str, list[tuple[date, float]]] = defaultdict(list)
    for family, made, said in _decided(viewer):
        local = made.astimezone(zone)
        decided[family].append((local.date().replace(day=1), (said - made).total_seconds() / 86400))
    if not decided:
        return []
    names = Rights(workspace_of(viewer)).family_names()
    often = sorted(decided, key=lambda family: (-len(decided[family]), family))[:MOST]
    return [_pace(names.get(family, family), decided[family]) for family in often]


def _decided(viewer: Viewer) -> Any:
    """(family, when it was suggested, when the last say was given) of what was decided in the last year."""
    given = Max("voices__at", filter=Q(voices__verdict__in=SAYS))
    rows = ChangeSet.objects.seen_by(viewer).filter(state__in=("accepted", "declined"))
    rows = rows.filter(made_at__gte=clock.now() - SINCE).exclude(family="")
    return rows.annotate(said=given).filter(said__isnull=False).values_list("family", "made_at", "said")


def _pace(name: str, rows: list[tuple[date, float]]) -> Pace:
    months: dict[date, list[float]] = defaultdict(list)
    for first, days in rows:
        months[first].append(days)
    told = tuple(_month(first, months[first]) for first in sorted(months))
    return Pace(name[:1].upper() + name[1:], told, _month(min(months), [days for _, days in rows]))


def _month(first: date, days: list[float]) -> Month:
    ordered = sorted(days)
    safe = ordered[max(-(-85 * len(ordered) // 100) - 1, 0)]
    return Month(first, len(ordered), round(median(ordered), 1), round(safe, 1))
