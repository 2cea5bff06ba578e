"""Chances of a date, read from a hundred steps of the simulated finishes; and in words."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pilothouse.engine.calendar import moment
from pilothouse.when.schedule.moments import day

ODDS = (
    (2, "almost no chance"),
    (7, "a one in twenty chance"),
    (14, "a one in ten chance"),
    (22, "a one in five chance"),
    (29, "a one in four chance"),
    (37, "a one in three chance"),
    (44, "less than an even chance"),
    (55, "the chance of a coin toss"),
    (62, "a little more than an even chance"),
    (71, "a two in three chance"),
    (79, "a three in four chance"),
    (84, "a four in five chance"),
    (97, "a chance that is safe to say"),
)
"""Up to so many per cent, in words."""


@dataclass(frozen=True)
class Curve:
    """Finishes (UTC minutes) in equal steps of chance, the soonest first, in a time zone."""

    steps: Sequence[int]
    timezone: str

    def chance_by(self, when: date) -> float:
        """Per cent of runs that are done when that day is over."""
        end = moment(when + timedelta(days=1), self.timezone)
        return round(100 * bisect_right(self.steps, end) / len(self.steps), 1)

    def date_for(self, chance: float) -> date:
        """The first day by which at least so many per cent of runs are done."""
        place = min(max(-(-chance * len(self.steps) // 100) - 1, 0), len(self.steps) - 1)
        found = day(self.steps[int(place)], self.timezone)
        assert found
        return found

    def days(self) -> list[date]:
        """The day of each step."""
        return [each for step in self.steps if (each := day(step, self.timezone))]


def odds(chance: float) -> str:
    """A chance in per cent as people say it: "a one in three chance", "a coin toss"."""
    return next((words for most, words in ODDS if round(chance) <= most), "a chance that is almost certain")
