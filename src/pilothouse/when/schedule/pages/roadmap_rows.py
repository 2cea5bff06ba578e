"""Features as the Roadmap shows them: with a place in time, or later and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from pilothouse.engine.calendar import moment
from pilothouse.what.backlog.queries import features, scores_of
from pilothouse.what.roadmap.queries import releases
from pilothouse.when.schedule.models import Baseline
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.pages.days import plain_day, span
from pilothouse.when.schedule.pages.outline import Work, starts_of, work_in
from pilothouse.when.schedule.queries import rows_of, stored
from pilothouse.who.decisions.proposals.queries import proposals
from pilothouse.who.items.queries import heads
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
UNSURE = 0.3
"""Whoever scored it is less sure than this that it brings anything: no date is promised."""
PERCENTILES = (5, 10, 25, 50, 75, 85, 90, 95)
WHY_LATER = {
    "plan": "in no release",
    "unsure": "under 30% sure that it brings what it claims",
    "horizon": "beyond what the releases reach",
    "undated": "cannot be scheduled yet",
}


@dataclass(frozen=True)
class Against:
    """What dates are compared with: a baseline and the first starts in it; none of it when none is chosen."""

    baseline: Baseline | None
    starts: Mapping[str, int]

    @classmethod
    def of(cls, baseline: Baseline | None, viewer: Viewer) -> Against:
        """A baseline with its starts."""
        plan = rows_of(viewer).plan
        return cls(baseline, starts_of(baseline.dates, plan) if baseline else {})


class Features:
    """All features of a viewer, asked for once."""

    def __init__(self, viewer: Viewer, against: Against, proposed: Mapping[str, tuple[date, date]]) -> None:
        self.viewer, self.against, self.proposed = viewer, against, proposed
        self.found = stored(viewer)
        self.work = work_in(viewer)
        self.guest = viewer.kind == "guest"
        self.plain = [row for row in features(viewer, {}) if row["state"] != "dropped"]

    @cached_property
    def releases(self) -> dict[str, Row]:
        """Releases by id."""
        return {row["id"]: row for row in releases(self.viewer, {})}

    @cached_property
    def horizon(self) -> date | None:
        """As far as dates are promised: the last safe-to-say day of an open release."""
        wanted = [row["id"] for row in self.releases.values() if row["state"] != "released"]
        days = [plain_day(self.found.dates(id)["p85_day"]) for id in wanted]
        return max((each for each in days if each), default=None)

    @cached_property
    def pending(self) -> dict[str, str]:
        """The open proposal that would put a feature into a release, by the feature's id."""
        rows = [] if self.guest else proposals(self.viewer, state="open")
        return {id: row.key for row in rows if "release.add_feature" in row.asks for id in row.subjects}

    @cached_property
    def sure(self) -> dict[UUID, float]:
        """How sure those who scored a feature are, on average, where anybody did."""
        scores = scores_of(self.viewer, [UUID(row["id"]) for row in self.plain])
        found = {
            id: [s["factors"]["confidence"] for s in rows if "confidence" in s["factors"]]
            for id, rows in scores.items()
        }
        return {id: sum(each) / len(each) for id, each in found.items() if each}

    def all(self) -> list[Row]:
        """In the order of the backlog, each knowing what comes after it there, and what comes first."""
        goals = heads(self.viewer, {UUID(row["goal"]) for row in self.plain if row["goal"]})
        rows = [self._row(row, goals) for row in self.plain]
        last: dict[str, Row] = {}
        for row in rows:
            row["first"] = last[row["unit"]]["first"] if row["unit"] in last else row["key"]
            if row["unit"] in last:
                last[row["unit"]]["following"] = row["key"]
            last[row["unit"]] = row
        return rows

    def _row(self, plain: Row, goals: Mapping[UUID, Any]) -> Row:
        release = self.releases.get(plain["release"], {})
        work = self.work.get(plain["id"], Work(ended=plain["state"] == "done"))
        goal = goals.get(UUID(plain["goal"])) if plain["goal"] else None
        dates = self._dates(plain["id"], work)
        row = {name: plain[name] for name in ("id", "key", "title", "unit")} | dates
        later = self._why_later(plain, work, dates)
        return row | {
            "goal": goal.key if goal else "",
            "goal_title": goal.title if goal else "",
            "release": release.get("key", ""),
            "release_title": release.get("title", ""),
            "project": release.get("delivered_by", ""),
            "project_name": release.get("delivered_by_name", ""),
            "stage": "done" if work.ended else "later" if later else "now" if work.begun else "next",
            "share": work.share,
            "criticality": 0.0 if work.ended else work.criticality,
            "target": plain_day(release.get("target")),
            "chance": self._chance(plain["id"], plain_day(release.get("target"))),
            "later": WHY_LATER.get(later, ""),
            "pending": self.pending.get(plain["id"], ""),
            "proposed": self.proposed.get(plain["id"]),
            "base": self._base(plain["id"]),
            "following": "",
        }

    def _dates(self, id: str, work: Work) -> Row:
        zone, finish = self.found.zone, self.found.outlooks.get(id, {}).get("finish", {})
        start = work.start if work.start is not None else self.found.outlooks.get(id, {}).get("start_p50")
        names = {"early": "p10", "likely": "p50", "safe": "p85", "latest": "p95"}
        found: Row = {name: day(finish.get(part), zone) for name, part in names.items()}
        return found | {"start": day(start + 1, zone) if start is not None and found["likely"] else None}

    def _why_later(self, plain: Row, work: Work, dates: Row) -> str:
        if work.begun or work.ended:
            return ""
        if plain["id"] not in self.work or not plain["release"]:
            return "plan"
        if self.sure.get(UUID(plain["id"]), 1.0) < UNSURE:
            return "unsure"
        if self.guest or self.found.row is None:
            return ""
        if not dates["safe"]:
            return "undated"
        return "horizon" if self.horizon and dates["safe"] > self.horizon else ""

    def _chance(self, id: str, target: date | None) -> float | None:
        """Per cent of runs in which it is done by its release's target, from the stored percentiles."""
        finish = self.found.outlooks.get(id, {}).get("finish", {})
        if target is None or finish.get("p50") is None:
            return None
        end = moment(target + timedelta(days=1), self.found.zone)
        return chance_by([(p, finish.get(f"p{p}")) for p in PERCENTILES], end)

    def _base(self, id: str) -> tuple[date, date] | None:
        if self.against.baseline is None:
            return None
        then = self.against.baseline.dates.get(id, {})
        start = self.against.starts.get(id, then.get("start"))
        first = day(start + 1, self.found.zone) if start is not None else None
        last = day(then.get("p50"), self.found.zone)
        return span(first or last, last)


def chance_by(percentiles: Iterable[tuple[int, int | None]], end: int) -> float:
    """Per cent of runs done by a moment, between the known percentiles on a straight line."""
    known = [(share, at) for share, at in percentiles if at is not None]
    before = [(share, at) for share, at in known if at <= end]
    if not before:
        return 0.0
    after = next(((share, at) for share, at in known if at > end), None)
    share, at = before[-1]
    if after is None:
        return 100.0 if share == PERCENTILES[-1] else float(share)
    return share + (after[0] - share) * (end - at) / (after[1] - at)
