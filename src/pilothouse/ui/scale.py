"""Time scales: where a day lies on a chart, in percent of its width; pages pass the results to macros."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import dateformat

from pilothouse.ui.filters import day


@dataclass(frozen=True)
class TimeScale:
    """From the Monday of the first day to the Sunday of the last one, so that weeks are equally wide."""

    start: date
    end: date

    @classmethod
    def of(cls, first: date, last: date) -> TimeScale:
        """Whole weeks that cover both days; raises ValueError when they are in the wrong order."""
        if last < first:
            raise ValueError(f"The scale would end on {last} before it starts on {first}: swap the two days.")
        start = first - timedelta(days=first.weekday())
        return cls(start, last + timedelta(days=7 - last.weekday()))

    @property
    def width(self) -> int:
        """Days on the scale."""
        return (self.end - self.start).days

    def x(self, moment: date, fraction: float = 0.0) -> float:
        """Percent from the left of the start of `moment`, plus `fraction` of the day; clamped."""
        share = ((moment - self.start).days + fraction) / self.width
        return round(min(max(share, 0.0), 1.0) * 100, 2)

    def weeks(self, every: int = 1) -> list[dict[str, Any]]:
        """{x, label}: the day of the month of each Monday; only every n-th has a label."""
        count = self.width // 7
        mondays = [self.start + timedelta(weeks=index) for index in range(count)]
        return [
            {"x": self.x(monday), "label": str(monday.day) if index % every == 0 else ""}
            for index, monday in enumerate(mondays)
        ]

    def months(self) -> list[dict[str, Any]]:
        """{x, width, label, dark}: alternating months, the year named at January and never in a sliver."""
        firsts = [self.start]
        while (following := _next_month(firsts[-1])) < self.end:
            firsts.append(following)
        ends = [*firsts[1:], self.end]
        return [
            self._month(*span, dark=index % 2 == 0)
            for index, span in enumerate(zip(firsts, ends, strict=True))
        ]

    def _month(self, first: date, end: date, dark: bool) -> dict[str, Any]:
        left, right = self.x(first), self.x(end)
        label = dateformat.format(first, "M Y" if first.month == 1 else "M") if (end - first).days > 9 else ""
        return {"x": left, "width": round(right - left, 2), "label": label, "dark": dark}

    def axis(
        self, today: date, target: date | None = None, closed: list[tuple[date, date]] | None = None
    ) -> dict[str, Any]:
        """The `axis` that macros/gantt.jinja draws; `closed` are spans of days, both ends included."""
        return {
            "months": self.months(),
            "weeks": self.weeks(every=1 + self.width // 7 // 14),
            "closed": [self._span(first, last) for first, last in closed or []],
            "today": {"x": self.x(today), "label": dateformat.format(today, "j M")}
            if self._shows(today)
            else None,
            "target": self._target(target) if target and self._shows(target) else None,
        }

    def _shows(self, moment: date) -> bool:
        return self.start <= moment < self.end

    def _span(self, first: date, last: date) -> dict[str, float]:
        left = self.x(first)
        return {"x": left, "width": round(self.x(last, 1) - left, 2)}

    def _target(self, target: date) -> dict[str, Any]:
        left = self.x(target, 1)
        return {"x": left, "label": f"Target {day(target)}", "late_width": round(100 - left, 2)}


def _next_month(moment: date) -> date:
    return (moment.replace(day=1) + timedelta(days=32)).replace(day=1)
