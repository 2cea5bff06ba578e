"""The Flow page: how long work takes, how much is in between and where it waits."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from math import inf
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from pilothouse.engine.flow import (
    Counts,
    Percentiles,
    Span,
    cumulative_flow,
    efficiency,
    little,
    percentiles,
    throughput,
    waited,
)
from pilothouse.how.delivery.boards.page import units_with_boards
from pilothouse.how.delivery.flow.history import History, days, handed_over, history
from pilothouse.who import clock
from pilothouse.who.items.queries import heads
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]
WEEKS = ("6", "12", "26", "52")
LISTED = 100
"""So many of the cards finished last are listed beside their chart."""


def flow_context(viewer: Viewer, query: Mapping[str, str]) -> Row:
    """Everything the template takes, less the shell."""
    units = units_with_boards(viewer)
    unit = next((each for each in units if str(each.pk) == query.get("of")), None)
    weeks = query.get("weeks") if query.get("weeks") in WEEKS else "12"
    window = Window.of(workspace_of(viewer).timezone, int(weeks or 12))
    found = Flow(history(viewer, unit), handed_over(viewer, unit), window)
    return {
        "unit": unit,
        "units": [(str(each.pk), each.name) for each in units],
        "weeks": weeks,
        "spans": [(each, f"{each} weeks") for each in WEEKS],
        "headline": headline(found, int(weeks or 12)),
        "known": bool(len(found.history.cards)),
        "usual": found.usual,
        "bands": found.bands(),
        "done": found.done(viewer),
        "weekly": found.weekly(),
        "little": found.little(),
        "mean": found.mean,
        "waits": found.waits(),
    }


class Window:
    """Whole weeks up to now, as the workspace's clocks show them."""

    def __init__(self, zone: str, mondays: list[date], now: datetime) -> None:
        self.zone, self.mondays, self.now = ZoneInfo(zone), mondays, days(now)
        self.start = self.moment(mondays[0])

    @classmethod
    def of(cls, zone: str, weeks: int) -> Window:
        today = clock.today(zone)
        monday = today - timedelta(days=today.weekday())
        return cls(zone, [monday - timedelta(weeks=n) for n in range(weeks - 1, -1, -1)], clock.now())

    def moment(self, day: date) -> float:
        """When a day begins, in days."""
        return days(datetime(day.year, day.month, day.day, tzinfo=self.zone))

    def day(self, moment: float) -> date:
        """The day a moment falls on."""
        return datetime.fromtimestamp(moment * 86400, self.zone).date()

    def every_day(self) -> list[date]:
        """All days from its first to today."""
        last = self.day(self.now)
        return [self.mondays[0] + timedelta(days=n) for n in range((last - self.mondays[0]).days + 1)]


class Flow:
    """The figures of a window."""

    def __init__(self, found: History, handed: Mapping[UUID, Span], window: Window) -> None:
        self.history, self.handed, self.window = found, handed, window
        begun, done = found.entered[:, 1], found.entered[:, 2]
        self.inside = np.flatnonzero((done >= window.start) & (done <= window.now))
        self.spans = np.maximum(done[self.inside] - np.minimum(begun, done)[self.inside], 0.0)
        self.usual: Percentiles | None = percentiles(self.spans)

    @property
    def mean(self) -> float:
        """Days that finished cards took on average."""
        return float(self.spans.mean()) if len(self.spans) else 0.0

    def bands(self) -> Row:
        """For each day how many had come to each state, less what was done before the window."""
        every = self.window.every_day()
        ends = [min(self.window.moment(day + timedelta(days=1)), self.window.now) for day in every]
        counts: Counts = cumulative_flow(self.history.entered, ends)
        before = int(cumulative_flow(self.history.entered, [self.window.start])[2, 0])
        return {"days": every, "counts": (counts - before).tolist(), "before": before}

    def done(self, viewer: Viewer) -> list[Row]:
        """Finished cards with their days, the last ones first; those listed have their heads."""
        order = self.inside[np.argsort(-self.history.entered[self.inside, 2], kind="stable")]
        spans = dict(zip(self.inside.tolist(), self.spans.tolist(), strict=True))
        listed = [self.history.cards[at] for at in order[:LISTED]]
        known = heads(viewer, listed)
        return [
            {
                "on": self.window.day(float(self.history.entered[at, 2])),
                "days": spans[int(at)],
                "head": known.get(self.history.cards[at]),
            }
            for at in order
        ]

    def weekly(self) -> list[Row]:
        """How many were finished in each week."""
        mondays = self.window.mondays
        edges = [self.window.moment(day) for day in (*mondays, mondays[-1] + timedelta(weeks=1))]
        counts = throughput(self.history.entered[self.inside, 2], edges)
        return [{"week": day, "count": int(n)} for day, n in zip(mondays, counts, strict=True)]

    def little(self) -> Row:
        """Little's law over the window."""
        begun, done = self.history.entered[:, 1], self.history.entered[:, 2]
        law = little(np.minimum(begun, done), done, self.window.start, self.window.now)
        return {"wip": law.wip, "rate": law.rate, "stay": law.stay, "cards": law.cards}

    def waits(self) -> Row:
        """How long finished cards were worked on, blocked, and waited to be taken over."""
        blocked = over = 0.0
        for at in self.inside:
            card, done = self.history.cards[at], float(self.history.entered[at, 2])
            begun = float(min(self.history.entered[at, 1], done))
            blocked += waited(self.history.blocked.get(card, ()), begun, done)
            over += waited([self.handed[card]]) if card in self.handed else 0.0
        active = max(float(self.spans.sum()) - blocked, 0.0)
        still = sum(span[1] == inf for spans in self.history.blocked.values() for span in spans)
        return {
            "active": active,
            "blocked": blocked,
            "handed": over,
            "efficiency": efficiency(active, blocked + over),
            "still": still,
        }


def headline(found: Flow, weeks: int) -> str:
    """How long work takes, in a sentence."""
    if not len(found.history.cards):
        return "No work has flowed here yet"
    if found.usual is None:
        return f"Nothing was finished in {number(weeks)} weeks"
    p85 = f"{round(found.usual.p85, 1):g}"
    most = f"{p85} {'day' if p85 == '1' else 'days'}"
    done = capital(counted(found.usual.count, "card"))
    return f"{done} finished in {number(weeks)} weeks, 85 of 100 within {most}"
