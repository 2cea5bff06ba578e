"""Reading decisions on record: rows, one with everything, those about an item, those to look back on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from pilothouse.who import clock
from pilothouse.who.decisions.decision_log import madr
from pilothouse.who.decisions.decision_log.models import About, Decision
from pilothouse.who.decisions.decision_log.outlook import outlook_of
from pilothouse.who.decisions.decision_log.predicting import compared
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.items.queries import heads
from pilothouse.who.once import once
from pilothouse.who.people.queries import member_names, unit_names, workspace_of
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
NAMED = ("item", "change_set", "supersedes__item")
MOST_TOLD = 20
AGAINST = ("object", "dissent", "decline")
"""Verdicts that were against it."""


def told(viewer: Viewer, rows: Iterable[Decision]) -> list[Row]:
    """Decisions as plain rows, in their order, with names in place of ids."""
    found = list(rows)
    names, families = member_names(viewer), family_names(viewer)
    abouts, after = _abouts(viewer, found), _replaced_by(viewer, found)
    zone = ZoneInfo(workspace_of(viewer).timezone)
    return [
        _row(row, names, families)
        | {
            "at": row.at.astimezone(zone),
            "reviewed_at": row.reviewed_at and row.reviewed_at.astimezone(zone),
            "superseded_by": after.get(row.pk, ""),
            "about": abouts.get(row.pk, []),
        }
        for row in found
    ]


def decisions(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Decisions on record, newest first, for other programs; ``state`` and ``key`` narrow them."""
    rows = seen(viewer)
    if filters.get("state"):
        rows = rows.filter(state=filters["state"])
    if filters.get("key"):
        text = filters["key"]
        named = Decision.named(text)
        rows = rows.filter(named) if named is not None else rows.none()
    return [as_json(row) for row in told(viewer, rows)]


def seen(viewer: Viewer) -> Any:
    """What the viewer may see of the log, newest first."""
    return Decision.objects.seen_by(viewer).select_related(*NAMED).order_by("-at", "pk")


def as_json(row: Row) -> Row:
    """A row with moments and days as texts."""
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
        if name not in {"chosen", "dissent"}
    }


def decision(viewer: Viewer, key: str) -> Row | None:
    """One decision with what is known today beside what it predicted; None when there is none to see."""
    named = Decision.named(key) if "-" in key else None
    row = seen(viewer).filter(named).first() if named is not None else None
    return _whole(viewer, row) if row is not None else None


def documents(viewer: Viewer, key: str = "") -> Iterator[tuple[str, str]]:
    """Decisions, or the one of that key, as records: (file name, Markdown), in the order they were made."""
    rows = seen(viewer).order_by("at", "pk")
    if key:
        named = Decision.named(key) if "-" in key else None
        rows = rows.filter(named) if named is not None else rows.none()
    for row in told(viewer, rows):
        yield madr.file_name(row), madr.written(row)


def decision_of(viewer: Viewer, proposal: UUID | str) -> Row | None:
    """The decision that a proposal came to."""
    row = seen(viewer).filter(change_set=proposal).first()
    return _whole(viewer, row) if row is not None else None


def decided_about(viewer: Viewer, ids: Iterable[UUID | str]) -> list[Row]:
    """A facet: the heads of decisions about any of these items, newest first."""
    about = About.objects.seen_by(viewer).filter(item__in=list(ids)).values("decision")
    rows = Decision.objects.seen_by(viewer).filter(pk__in=about).order_by("-at", "pk").select_related("item")
    return [
        {"key": row.item.key, "title": row.item.title, "state": row.state, "at": row.at}
        for row in rows[:MOST_TOLD]
    ]


def to_look_back(viewer: Viewer) -> list[Row]:
    """The viewer's decisions whose day to look back has come, the longest waiting first."""
    today = clock.today(workspace_of(viewer).timezone)
    rows = seen(viewer).filter(owner=viewer.member, review_on__lte=today)
    return told(viewer, rows.order_by("review_on", "pk"))


@once
def calibration(viewer: Viewer) -> Row:
    """How many decisions there are, how many were looked back on, and how many of those came out within what
    was predicted; never by person."""
    today = clock.today(workspace_of(viewer).timezone)
    counts: Row = Decision.objects.seen_by(viewer).aggregate(
        count=Count("pk"),
        reviewed=Count("pk", filter=Q(within__isnull=False)),
        within=Count("pk", filter=Q(within=True)),
        due=Count("pk", filter=Q(review_on__lte=today)),
    )
    return counts


@once
def family_names(viewer: Viewer) -> dict[str, str]:
    """Families of decisions and what people call them."""
    return Rights(workspace_of(viewer)).family_names()


def _whole(viewer: Viewer, row: Decision) -> Row:
    (found,) = told(viewer, [row])
    now = {} if row.reviewed_at else outlook_of(viewer, row)
    held = row.actual or [compared(line, now.get(place)) for place, line in enumerate(row.prediction)]
    return found | {
        "unit": unit_names(viewer).get(row.item.unit_id, ""),
        "lines": held,
        "recorded_by": member_names(viewer).get(row.item.author_id, "") if row.state == "recorded" else "",
        "reviewed_by": member_names(viewer).get(row.reviewed_by_id, "") if row.reviewed_by_id else "",
    }


def _row(row: Decision, names: Mapping[Any, str], families: Mapping[str, str]) -> Row:
    who = [name for name in (names.get(row.by_id, ""), row.deciders) if name]
    chosen = next((one for one in row.options if one.get("chosen")), None)
    return {
        "id": str(row.pk),
        "key": row.item.key,
        "title": row.item.title,
        "state": row.state,
        "by": ", ".join(who),
        "place": row.place,
        "family": row.family,
        "family_name": families.get(row.family, row.family),
        "matrix_version": row.matrix_version,
        "proposal": row.change_set.key if row.change_set else "",
        "context": row.context,
        "choice": row.choice,
        "consequences": row.consequences,
        "evidence": row.evidence,
        "options": row.options,
        "chosen": chosen,
        "voices": row.voices,
        "dissent": [voice for voice in row.voices if voice["verdict"] in AGAINST and row.state != "declined"],
        "size": row.size,
        "prediction": row.prediction,
        "expects": row.expects,
        "chance": row.chance,
        "owner": names.get(row.owner_id, "") if row.owner_id else "",
        "review_on": row.review_on,
        "verdict": row.verdict,
        "happened": row.happened,
        "came_true": row.came_true,
        "score": row.score,
        "within": row.within,
        "supersedes": row.supersedes.item.key if row.supersedes else "",
    }


def _abouts(viewer: Viewer, rows: list[Decision]) -> dict[UUID, list[Row]]:
    pairs = About.objects.seen_by(viewer).filter(decision__in=[row.pk for row in rows])
    found = list(pairs.order_by("item__prefix", "item__number").values_list("decision_id", "item_id"))
    known = heads(viewer, {item for _, item in found})
    result: dict[UUID, list[Row]] = {}
    for owner, item in found:
        if item in known:
            told = {"key": known[item].key, "title": known[item].title, "kind": known[item].kind}
            result.setdefault(owner, []).append(told)
    return result


def _replaced_by(viewer: Viewer, rows: list[Decision]) -> dict[UUID, str]:
    later = seen(viewer).filter(supersedes__in=[row.pk for row in rows])
    return {row.supersedes_id: row.item.key for row in later}
