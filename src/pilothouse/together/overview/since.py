"""What moved since the last working day: the forecast with what moved it, and what people did."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from pilothouse.when.schedule.models import Forecast
from pilothouse.when.schedule.moments import day
from pilothouse.when.schedule.queries import Stored, stored
from pilothouse.who import clock
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.items.queries import Head, heads
from pilothouse.who.once import once
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer

READ, SHOWN = 300, 8
Row = dict[str, Any]


def cutoff(viewer: Viewer) -> datetime:
    """When the working day before today began."""
    zone = workspace_of(viewer).timezone
    before = clock.today(zone) - timedelta(days=1)
    while before.weekday() > 4:
        before -= timedelta(days=1)
    return clock.start_of_day(before, zone)


def since_word(viewer: Viewer) -> str:
    """How people call that day: "yesterday", "Friday"."""
    zone = workspace_of(viewer).timezone
    then: date = cutoff(viewer).date()
    return "yesterday" if clock.today(zone) - then == timedelta(days=1) else f"{then:%A}"


@once
def before(viewer: Viewer, id: str) -> Row | None:
    """The last forecast of a release or project before today: its days and chance; None without one."""
    zone = workspace_of(viewer).timezone
    today = clock.start_of_day(clock.today(zone), zone)
    rows = Forecast.objects.seen_by(viewer).filter(at__lt=today).order_by(*Forecast.NEWEST)
    for at, *parts in rows.values_list("at", "result__releases", "result__projects")[:1]:
        known = next((each for part in parts for each in part or () if each["id"] == id), None)
        if known:
            finish, chance = known["finish"], known.get("chance_of_target")
            return {
                "at": at,
                "likely": day(finish["p50"], zone),
                "safe": day(finish["p85"], zone),
                "chance": None if chance is None else 100 * chance,
            }
    return None


def forecast_moved(viewer: Viewer, id: str) -> Row | None:
    """How the date of a release moved, and which changes moved the plan most; None if it stayed."""
    was, found = before(viewer, id), stored(viewer)
    now = _days(found, id)
    if was is None or (was["likely"], was["safe"]) == now:
        return None
    entries = Entry.objects.seen_by(viewer).filter(at__gte=was["at"], size__isnull=False)
    sized = [
        (entry, (entry.size or {}).get("days") or 0.0) for entry in entries.select_related("actor")[:READ]
    ]
    causes = sorted((pair for pair in sized if pair[1]), key=lambda pair: -abs(pair[1]))[:3]
    return {
        "was": was["safe"] or was["likely"],
        "now": now[1] or now[0],
        "safe": bool(was["safe"] and now[1]),
        "causes": [{"who": _who(entry), "sentence": entry.sentence, "days": days} for entry, days in causes],
    }


def _days(found: Stored, id: str) -> tuple[date | None, date | None]:
    finish = found.outlooks.get(id, {}).get("finish", {})
    return day(finish.get("p50"), found.zone), day(finish.get("p85"), found.zone)


def happened(viewer: Viewer, most: int = SHOWN) -> list[Row]:
    """What people did since then, one line an item, the latest first; ``more`` counts what else they did."""
    rows = Entry.objects.seen_by(viewer).filter(at__gte=cutoff(viewer)).exclude(actor=None)
    entries = list(rows.select_related("actor", "change_set").order_by("-revision")[:READ])
    about, zone = _about(viewer, entries), workspace_of(viewer).timezone
    lines: dict[str, Row] = {}
    for entry in entries:
        thing = about.get(entry.pk)
        place = entry.change_set.key if entry.change_set else thing.key if thing else str(entry.group)
        if place in lines:
            lines[place]["more"] += 1
            continue
        if len(lines) < most:
            lines[place] = _line(entry, thing, zone)
    return list(lines.values())


def _line(entry: Entry, thing: Head | None, zone: str) -> Row:
    at = entry.at.astimezone(ZoneInfo(zone))
    return {
        "who": _who(entry),
        "sentence": entry.sentence,
        "at": entry.at,
        "clock": f"{at:%H:%M}" if at.date() == clock.today(zone) else "",
        "key": thing.key if thing else "",
        "title": thing.title if thing else "",
        "proposal": entry.change_set.key if entry.change_set else "",
        "tone": _tone(entry.command),
        "more": 0,
    }


def _tone(command: str) -> str:
    """How a line is marked: what is done is good, what is asked pending, the rest plain."""
    kinds: Mapping[str, str] = {"task.finish": "good", "proposal.open": "pend", "proposal.accept": "good"}
    return kinds.get(command, "")


def _about(viewer: Viewer, entries: Sequence[Entry]) -> dict[UUID, Head]:
    """The item that each entry changed first, if the viewer may see it."""
    changes = RowChange.objects.seen_by(viewer).filter(entry__in=[entry.pk for entry in entries])
    rows: dict[UUID, list[UUID]] = defaultdict(list)
    for entry, row in changes.order_by("position").values_list("entry_id", "row"):
        rows[entry].append(row)
    known = heads(viewer, {row for ids in rows.values() for row in ids[:3]})
    found = {entry: next((known[id] for id in ids[:3] if id in known), None) for entry, ids in rows.items()}
    return {entry: head for entry, head in found.items() if head}


def _who(entry: Entry) -> str:
    return entry.actor.name if entry.actor else "Pilothouse"
