"""The Roadmap: what comes when, how sure, for which goal. Three views of the same rows."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pilothouse.when.schedule.pages.days import plain_day
from pilothouse.when.schedule.pages.headline import SETS
from pilothouse.when.schedule.pages.overlay import Overlay, overlay
from pilothouse.when.schedule.pages.roadmap_groups import grouped
from pilothouse.when.schedule.pages.roadmap_rows import Against, Features
from pilothouse.when.schedule.pages.roadmap_words import Told, headline, stages
from pilothouse.when.schedule.plan_figures import baseline_of
from pilothouse.when.schedule.queries import baselines, milestones, status, stored
from pilothouse.who import clock
from pilothouse.who.decisions.proposals.queries import proposals
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
VIEWS = (("timeline", "Timeline"), ("next", "Now, next, later"), ("table", "Table"))
GROUPS = (("goal", "Goal"), ("release", "Release"), ("project", "Project"))
STAGES = (("now", "being worked on"), ("next", "next"), ("later", "later"), ("done", "done"))
USUAL = {
    "view": "timeline",
    "group": "goal",
    "baseline": "",
    "overlay": "",
    "first": "0",
    "page": "1",
    "saved": "",
}
AT_ONCE = 60
"""Rows of the timeline that are drawn at a time."""
LISTED = 100
"""Rows of the table on a page."""
BACK = timedelta(weeks=26)
"""What was done longer ago stands in the table only."""
NO_BASELINE = "none"


def roadmap_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """Everything the template takes, less the shell. Guests are told the order and no dates."""
    guest = viewer.kind == "guest"
    asked = Narrowing.read(path, query, (), **USUAL)
    against = Against.of(None if guest else _baseline(viewer, asked["baseline"]), viewer)
    over = None if guest else overlay(viewer, asked["overlay"].upper())
    known = Features(viewer, against, over.dates if over else {})
    rows = known.all()
    filters = Narrowing.read(path, query, _fields(rows), **USUAL)
    shown = [row for row in rows if _kept(filters, row)]
    view = "next" if guest else filters["view"] if filters["view"] in dict(VIEWS) else "timeline"
    return {
        "filters": filters,
        "view": view,
        "views": () if guest else VIEWS,
        "group_names": GROUPS,
        "headline": stages(*_counts(shown)) if guest else _headline(shown),
        "lede": "" if guest else _lede(viewer, shown),
        "rows": shown,
        "pages": filters.page(len(shown), LISTED),
        "columns": _columns(shown),
        "status": _status(viewer),
        "baseline": against.baseline,
        "baselines": [] if guest else baselines(viewer, {}),
        "overlay": over,
        "open_proposals": _pending(viewer, rows) if not guest else [],
        "guest": guest,
        "horizon": known.horizon,
        **_timeline(viewer, known, filters, shown, over),
    }


def guest_roadmap(viewer: Viewer, units: Collection[str] = ()) -> Row:
    """What a guest is told: the features shared with them, of those units or of all, in three columns."""
    known = Features(viewer, Against.of(None, viewer), {})
    rows = [row for row in known.all() if not units or {row["unit"], row["project"]} & set(units)]
    return {"rows": rows, "columns": _columns(rows), "headline": stages(*_counts(rows))}


def _timeline(
    viewer: Viewer, known: Features, filters: Narrowing, rows: list[Row], over: Overlay | None
) -> Row:
    """The rows drawn now in their groups, what comes before and after them, and what the axis must hold."""
    today = clock.today(workspace_of(viewer).timezone)
    first = int(filters["first"]) if filters["first"].isdecimal() else 0
    placed = [row for row in rows if row["stage"] == "later" or _recent(row, today - BACK)]
    groups = grouped(viewer, placed, filters["group"], known, over)
    drawn, total = _page(groups, first)
    targets = sorted({row["target"] for row in drawn_rows(drawn) if row["target"]})
    return {
        "groups": drawn,
        "months": by_month(drawn_rows(drawn)),
        "total": total,
        "earlier": str(max(first - AT_ONCE, 0)) if first else None,
        "further": str(first + AT_ONCE) if first + AT_ONCE < total else None,
        "hidden": sum(row["stage"] == "done" for row in rows) - sum(row["stage"] == "done" for row in placed),
        "chart": {
            "rows": drawn_rows(drawn),
            "marks": [] if viewer.kind == "guest" else _marks(viewer),
            "today": today,
            "target": targets[0] if len(targets) == 1 else None,
            "back": today - BACK,
        },
    }


def _page(groups: list[Row], first: int) -> tuple[list[Row], int]:
    """Groups with only so many of their dated rows, from the first one asked for; and how many there are."""
    found, place = [], 0
    for group in groups:
        here = group["rows"]
        inside = here[max(first - place, 0) : max(first + AT_ONCE - place, 0)]
        if inside or (not here and first <= place < first + AT_ONCE):
            found.append(group | {"rows": inside})
        place += len(here)
    return found, place


def drawn_rows(groups: Iterable[Row]) -> list[Row]:
    """Rows with a bar."""
    return [row for group in groups for row in group["rows"]]


def _recent(row: Row, since: date) -> bool:
    return row["stage"] != "done" or (row["likely"] or since) >= since


def by_month(rows: Iterable[Row]) -> list[Row]:
    """Open rows by the month of their safe-to-say day, in order; those without one last."""
    dated = sorted(
        (row for row in rows if row["stage"] in ("now", "next") and row["safe"]), key=lambda row: row["safe"]
    )
    found: dict[date, list[Row]] = {}
    for row in dated:
        found.setdefault(row["safe"].replace(day=1), []).append(row)
    return [{"month": month, "rows": inside} for month, inside in found.items()]


def _fields(rows: list[Row]) -> list[Field]:
    """What can be filtered by, with the values there are."""

    def values(name: str, label: str, nothing: str) -> list[tuple[str, str]]:
        known = {row[name]: row[label] for row in rows if row[name]}
        return [*sorted(known.items(), key=lambda each: each[1]), (NONE, nothing)]

    return [
        Field("goal", "Goal", values("goal", "goal_title", "no goal")),
        Field("release", "Release", values("release", "release_title", "no release")),
        Field("project", "Project", values("project", "project_name", "no project")),
        Field("stage", "Stage", STAGES),
    ]


def _kept(filters: Narrowing, row: Row) -> bool:
    return all(filters.keeps(name, row[name]) for name in ("goal", "release", "project", "stage"))


def _baseline(viewer: Viewer, wanted: str) -> Any:
    if wanted == NO_BASELINE:
        return None
    try:
        return baseline_of(viewer, None, str(UUID(wanted)) if wanted else None)
    except ValueError:
        return baseline_of(viewer, None, None)


def _headline(rows: list[Row]) -> str:
    """About the next release that is shown, else about all that is."""
    placed = [row for row in rows if row["stage"] != "later"]
    targets = {row["target"] for row in placed if row["target"] and row["stage"] != "done"}
    target = min(targets, default=None)
    inside = [row for row in placed if row["target"] == target] if target else placed
    told = [Told(row["title"], row["likely"], row["safe"], row["stage"] == "done") for row in inside]
    return headline(told, target, sum(row["stage"] == "later" for row in rows))


def _lede(viewer: Viewer, rows: list[Row]) -> str:
    row = stored(viewer).row
    if row is None:
        return "Dates appear here once they are computed from effort ranges, order, people and days off."
    first = max(rows, key=lambda each: each["criticality"], default=None)
    sets = f"{first['title']} sets the date most often. " if first and first["criticality"] >= SETS else ""
    runs = f"{row.runs:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{sets}Dates are forecasts from {runs} runs, refreshed when the plan changes."


def _columns(rows: list[Row]) -> dict[str, list[Row]]:
    return {stage: [row for row in rows if row["stage"] == stage] for stage, _ in STAGES}


def _counts(rows: list[Row]) -> tuple[int, int, int]:
    found = [sum(row["stage"] == stage for row in rows) for stage in ("now", "next", "later")]
    return found[0], found[1], found[2]


def _status(viewer: Viewer) -> Row:
    now = status(viewer)
    return now | {"ago": clock.ago(now["computed_at"])}


def _pending(viewer: Viewer, rows: list[Row]) -> list[Row]:
    """Open proposals about features, to be laid over the bars."""
    known = {row["id"] for row in rows}
    return [
        {"key": row.key, "title": row.title}
        for row in proposals(viewer, state="open")
        if row.impact and known & set(row.subjects)
    ]


def _marks(viewer: Viewer) -> list[Row]:
    """Milestones with their dates, and against their targets."""
    return [
        {
            "id": row["id"],
            "key": row["key"],
            "title": row["title"],
            "likely": plain_day(row["p50_day"]),
            "safe": plain_day(row["p85_day"]),
            "target": plain_day(row["target"]),
            "chance": row["chance"],
        }
        for row in milestones(viewer, {})
        if row["p50_day"]
    ][:8]
