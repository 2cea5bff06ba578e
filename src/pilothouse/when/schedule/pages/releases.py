"""Releases as a list, and one release whole: its features with their dates against its target."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.engine.calendar import moment
from pilothouse.what.backlog.queries import features
from pilothouse.what.roadmap.queries import releases
from pilothouse.when.schedule.pages.days import plain_day
from pilothouse.when.schedule.pages.outline import Work, work_in
from pilothouse.when.schedule.pages.roadmap_rows import PERCENTILES, chance_by
from pilothouse.when.schedule.pages.roadmap_words import Told, headline
from pilothouse.when.schedule.pages.standing import against_targets, when_sentence
from pilothouse.when.schedule.queries import Stored, milestones, projects, stored
from pilothouse.who.decisions.decision_log.record import activity
from pilothouse.who.decisions.proposals.queries import proposals_about
from pilothouse.who.items.queries import head_by_key
from pilothouse.who.narrowing import NONE, Field, Narrowing
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
NO_WORK = "It has no dates yet: they come from features in it with effort."


def releases_context(viewer: Viewer, path: str, query: Mapping[str, str]) -> Row:
    """The list, open ones by target, then those that are out."""
    known, places, found = releases(viewer, {}), unit_names(viewer), stored(viewer)
    fields = [
        Field("product", "Of", _values(known, "unit", {str(id): name for id, name in places.items()})),
        Field(
            "project", "Delivered by", _values(known, "delivered_by", {str(i): n for i, n in places.items()})
        ),
        Field("state", "State", [("planned", "planned"), ("released", "released")]),
    ]
    filters = Narrowing.read(path, query, fields, saved="")
    counts: dict[str, int] = {}
    for feature in features(viewer, {}):
        if feature["state"] != "dropped":
            counts[feature["release"]] = counts.get(feature["release"], 0) + 1
    shown = [
        row
        | found.dates(row["id"])
        | {"of": places.get(UUID(row["unit"]), ""), "count": counts.get(row["id"], 0)}
        for row in known
        if filters.keeps("product", row["unit"])
        and filters.keeps("project", row["delivered_by"])
        and filters.keeps("state", row["state"])
    ]
    still_open = [row | found.dates(row["id"]) for row in known if row["state"] != "released"]
    return {
        "filters": filters,
        "rows": sorted(shown, key=lambda row: row["state"] == "released"),
        "headline": against_targets(still_open, "release", "No release has been planned yet"),
    }


def _values(rows: list[Row], name: str, names: Mapping[str, str]) -> list[tuple[str, str]]:
    known = {row[name]: names.get(row[name], row[name]) for row in rows if row[name]}
    return [*sorted(known.items(), key=lambda each: each[1]), (NONE, "nothing")]


def release_context(viewer: Viewer, key: str) -> Row | None:
    """All of one release; None when there is none the viewer may see."""
    head = head_by_key(viewer, key)
    row = next((each for each in releases(viewer, {}) if head and each["id"] == str(head.id)), None)
    if head is None or row is None:
        return None
    found, work = stored(viewer), work_in(viewer)
    row |= found.dates(row["id"])
    target = plain_day(row["target"])
    inside = [
        _feature(each, found, work.get(each["id"], Work(ended=each["state"] == "done")), target)
        for each in features(viewer, {"release": row["id"]})
        if each["state"] != "dropped"
    ]
    told = [Told(each["title"], each["likely"], each["safe"], each["share"] == 1) for each in inside]
    about = {row["id"], *(each["id"] for each in inside)}
    delivering = next((each for each in projects(viewer, {}) if each["id"] == row["delivered_by"]), None)
    return {
        "release": row | {"of": unit_names(viewer).get(head.unit, "")},
        "ready": headline(told, target) if told else "No feature is in it yet",
        "sentence": when_sentence(row, NO_WORK),
        "features": inside,
        "project": delivering,
        "milestones": [each for each in milestones(viewer, {}) if each["release"] == row["id"]],
        "proposals": proposals_about(viewer, about),
        "activity": activity(viewer, [row["id"]], limit=10),
    }


def _feature(row: Row, found: Stored, work: Work, target: Any) -> Row:
    dates = found.dates(row["id"])
    finish = found.outlooks.get(row["id"], {}).get("finish", {})
    chance = None
    if target is not None and finish.get("p50") is not None:
        end = moment(target, found.zone) + 24 * 60
        chance = chance_by([(each, finish.get(f"p{each}")) for each in PERCENTILES], end)
    return {name: row[name] for name in ("id", "key", "title", "goal_title", "state")} | {
        "likely": plain_day(dates["p50_day"]),
        "safe": plain_day(dates["p85_day"]),
        "share": work.share,
        "chance": chance,
    }
