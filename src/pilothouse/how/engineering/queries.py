"""Reading the definition of done, as plain rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.how.engineering.models import DoneCheck, DoneMark, Waiver
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.items.queries import heads
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]
SUGGESTED = (
    "Acceptance criteria are met",
    "Somebody else has reviewed it",
    "Tests pass",
    "Documentation is up to date",
    "No severe defect is open",
    "It is released, or could be",
)
"""What is offered where nothing is said yet."""


def done_checks(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """All checks by unit and order; ``unit`` narrows them to those said there."""
    rows = DoneCheck.objects.seen_by(viewer).select_related("unit").order_by("unit__name", "position")
    if filters.get("unit"):
        rows = rows.filter(unit=filters["unit"])
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.text,
            "unit": str(row.unit_id),
            "unit_name": row.unit.name,
        }
        for row in rows
    ]


def waivers(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """What was waived, newest first; ``item`` narrows it."""
    rows = Waiver.objects.seen_by(viewer).select_related("done_check").order_by("-at", "pk")
    if filters.get("item"):
        rows = rows.filter(item=filters["item"])
    found = list(rows)
    titles, names = heads(viewer, [row.item_id for row in found]), member_names(viewer)
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{row.done_check.text} waived for {titles[row.item_id].title}",
            "item": str(row.item_id),
            "reason": row.reason,
            "by": names.get(row.by_id, "") if row.by_id else "",
            "at": row.at.isoformat(),
        }
        for row in found
        if row.item_id in titles
    ]


def definition_for(viewer: Viewer, unit: Any) -> tuple[Unit | None, list[DoneCheck]]:
    """The definition of done that holds in a unit, and the unit that says it."""
    chain = Rights(workspace_of(viewer)).chain(unit)
    rows = DoneCheck.objects.seen_by(viewer).filter(unit__in=[each.pk for each in chain])
    said = list(rows.order_by("position"))
    for each in chain:
        if own := [check for check in said if check.unit_id == each.pk]:
            return each, own
    return None, []


def done_of(viewer: Viewer, item: UUID, unit: Any) -> Row:
    """What the definition of done asks of an item: each check, whether it holds or was waived, by whom."""
    says, checks = definition_for(viewer, unit)
    if not checks:
        return {"checks": [], "open": 0, "unit": None}
    names = member_names(viewer)
    marks = {m.done_check_id: m for m in DoneMark.objects.seen_by(viewer).filter(item=item)}
    waived = {w.done_check_id: w for w in Waiver.objects.seen_by(viewer).filter(item=item)}
    lines = [
        {
            "id": str(check.pk),
            "text": check.text,
            "holds": check.pk in marks,
            "waiver": _told(waived.get(check.pk), names),
            "by": names.get(marks[check.pk].by_id, "") if check.pk in marks else "",
        }
        for check in checks
    ]
    missing = sum(not line["holds"] and not line["waiver"] for line in lines)
    return {"checks": lines, "open": missing, "unit": says}


def _told(waiver: Waiver | None, names: Mapping[Any, str]) -> Row | None:
    if waiver is None:
        return None
    return {"id": str(waiver.pk), "reason": waiver.reason, "by": names.get(waiver.by_id, "")}


def definitions(viewer: Viewer) -> list[Row]:
    """Every unit but teams: what it says of done itself, and whose definition holds there."""
    units = list(Unit.objects.seen_by(viewer).exclude(kind="team").order_by("rank", "name"))
    said: dict[UUID, list[str]] = {}
    for check in DoneCheck.objects.seen_by(viewer).order_by("position"):
        said.setdefault(check.unit_id, []).append(check.text)
    rights = Rights(workspace_of(viewer))
    rows = []
    for unit, depth in _outline(units):
        holds = next((each for each in rights.chain(unit) if each.pk in said), None)
        row = {"id": str(unit.pk), "name": unit.name, "kind": unit.kind, "depth": depth}
        above = {"from": holds.name, "inherited": said[holds.pk]} if holds else {"from": "", "inherited": []}
        rows.append(row | {"checks": said.get(unit.pk, [])} | above)
    return rows


def _outline(units: Iterable[Unit]) -> Iterable[tuple[Unit, int]]:
    """Units with those in them right below, and how deep each lies."""
    known = {unit.pk for unit in units}
    inside: dict[Any, list[Unit]] = {}
    for unit in units:
        inside.setdefault(unit.parent_id if unit.parent_id in known else None, []).append(unit)

    def below(parent: Any, depth: int) -> Iterable[tuple[Unit, int]]:
        for unit in inside.get(parent, []):
            yield unit, depth
            yield from below(unit.pk, depth + 1)

    return list(below(None, 0))


def headline(rows: list[Row]) -> str:
    """What is asked of work before it is done, in a sentence."""
    own = [row for row in rows if row["checks"]]
    if not own:
        return "Nothing is asked of work before it is done"
    if len(own) == 1:
        return f"{capital(counted(len(own[0]['checks']), 'check'))} before work in {own[0]['name']} is done"
    return f"{capital(number(len(own)))} units say what must hold before work is done"
