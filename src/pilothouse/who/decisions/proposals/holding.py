"""What open proposals hold up while they wait, and which of them come first.

It is computed from the plan with their figures; in money for those who may know what people cost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Q

from pilothouse.who import clock
from pilothouse.who.once import once
from pilothouse.who.people.models import Rate
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

DAY = 8.0
"""Hours that people call a day."""


@dataclass(frozen=True)
class Holding:
    """What one proposal holds up, a week of waiting taken to its days.

    ``people`` are names with the days a week they stand idle; ``later`` names the release or project with the
    working days that each day of waiting moves it; ``money`` is a day's, None when the viewer may not know
    what somebody of them costs. ``known`` is False until it has been computed."""

    people: tuple[tuple[str, float], ...] = ()
    later: tuple[str, float] | None = None
    tasks: int = 0
    money: float | None = None
    known: bool = True

    @property
    def blocks(self) -> bool:
        """Whether somebody has nothing else to do meanwhile."""
        return bool(self.people)

    @property
    def nothing(self) -> bool:
        """Whether nothing that is planned waits for it."""
        return not (self.people or self.later or self.tasks)

    @property
    def weight(self) -> tuple[bool, float, float, float]:
        """The heavier is decided first: whoever is blocked, then money, days, hours."""
        idle = sum(days for _, days in self.people)
        return self.blocks, self.money or 0.0, self.later[1] if self.later else 0.0, idle


def holdings(viewer: Viewer, rows: Iterable[Any]) -> dict[str, Holding]:
    """What each of those proposals holds up, by key."""
    told = {row.key: (row.impact or {}).get("waiting", _unknown(row)) for row in rows}
    ids = {person["id"] for waiting in told.values() if waiting for person in waiting["people"]}
    rates = _rates(viewer, frozenset(ids)) if ids else {}
    return {key: _holding(waiting, rates) for key, waiting in told.items()}


def by_waiting(rows: Iterable[Any], held: Mapping[str, Holding]) -> list[Any]:
    """Those blocking people first, then by what their waiting costs, by the day they are due, by age."""
    never = datetime.max.replace(tzinfo=UTC)

    def order(row: Any) -> Any:
        weight = held[row.key].weight
        return (not weight[0], *(-one for one in weight[1:]), row.decide_by or never, row.made_at, row.key)

    return sorted(rows, key=order)


def _unknown(row: Any) -> dict[str, Any] | None:
    """Nothing waits for what does not touch the plan; of a first estimate it is not known yet."""
    return None if row.impact else {"days": 5.0, "tasks": 0, "people": [], "later": []}


def _holding(waiting: Mapping[str, Any] | None, rates: Mapping[str, float]) -> Holding:
    if waiting is None:
        return Holding(known=False)
    days = waiting["days"] or 1.0
    people = waiting["people"]
    money = sum(person["hours"] * rates.get(person["id"], 0.0) for person in people) / days
    known = bool(people) and all(person["id"] in rates for person in people)
    return Holding(
        people=tuple((person["name"], person["hours"] / DAY * 5 / days) for person in people),
        later=next(((one["name"], one["days"] / days) for one in waiting["later"]), None),
        tasks=waiting["tasks"],
        money=money if known and money else None,
    )


@once
def _rates(viewer: Viewer, ids: frozenset[str]) -> dict[str, float]:
    """What an hour costs today, of those about whom the viewer may know."""
    today = clock.today(workspace_of(viewer).timezone)
    valid = Q(start=None) | Q(start__lte=today)
    rows = Rate.objects.seen_by(viewer).filter(valid, member__in=list(ids))
    dated = sorted(rows.values_list("start", "member_id", "per_hour"), key=lambda row: str(row[0] or ""))
    return {str(member): float(per_hour) for _, member, per_hour in dated}
