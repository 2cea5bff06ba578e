"""The RACI chart of a project: deliverables and decisions by people, as a grid and as a list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from pilothouse.when.projects.models import Involved, Responsibility
from pilothouse.when.projects.pages.standing import project_row
from pilothouse.who.people.queries import member_names, members_of
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted, number

Row = dict[str, Any]
LETTERS = {"responsible": "R", "accountable": "A", "consulted": "C", "informed": "I"}
BOTH = "accountable_and_responsible"


def responsibilities(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """All rows in their order with everybody's part; ``project`` (a unit's id) leaves the others out."""
    rows = Responsibility.objects.seen_by(viewer).order_by("unit__rank", "unit__name", "position", "pk")
    if filters.get("project"):
        rows = rows.filter(unit=filters["project"])
    found, names = list(rows), member_names(viewer)
    parts: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    mine = Involved.objects.seen_by(viewer).filter(responsibility__in=[row.pk for row in found])
    for row, member, part in mine.values_list("responsibility_id", "member_id", "part"):
        parts[row][member] = part
    return [_told(row, parts[row.pk], names) for row in found]


def raci_context(viewer: Viewer, id: str) -> Row | None:
    """What the page takes; None when there is no such project that the viewer may see."""
    project = project_row(viewer, id)
    if project is None:
        return None
    rows = responsibilities(viewer, {"project": id})
    people = _people(viewer, UUID(id), rows)
    return {
        "project": project,
        "people": people,
        "rows": [row | {"cells": [_cell(row, person) for person in people]} for row in rows],
        "sentence": _sentence(rows),
    }


def _told(row: Responsibility, parts: Mapping[UUID, str], names: Mapping[UUID, str]) -> Row:
    by_part: dict[str, list[str]] = {part: [] for part in LETTERS}
    by_part["accountable"] = [names.get(row.accountable_id, "")]
    for member, part in parts.items():
        by_part[part].append(names.get(member, ""))
    return {
        "id": str(row.pk),
        "key": "",
        "title": row.title,
        "project": str(row.unit_id),
        "kind": row.kind,
        **{part: sorted(people) for part, people in by_part.items()},
        "parts": {
            str(member): _joined(member == row.accountable_id, parts.get(member, ""))
            for member in (row.accountable_id, *parts)
        },
    }


def _joined(accountable: bool, part: str) -> str:
    if not accountable:
        return part
    return BOTH if part == "responsible" else "accountable"


def _people(viewer: Viewer, project: UUID, rows: Iterable[Row]) -> list[Row]:
    """Members of the project, and whoever else has a part, by name."""
    names = member_names(viewer)
    wanted = {*members_of(viewer, project), *(UUID(id) for row in rows for id in row["parts"])}
    known = sorted((names[id], str(id)) for id in wanted if id in names)
    return [{"id": id, "name": name} for name, id in known]


def _cell(row: Row, person: Row) -> Row:
    part = row["parts"].get(person["id"], "none")
    letters = "A, R" if part == BOTH else LETTERS.get(part, "")
    return {"member": person["id"], "name": person["name"], "part": part, "letters": letters}


def _sentence(rows: list[Row]) -> str:
    if not rows:
        return "Nobody has said yet who answers for what."
    idle = [row["title"] for row in rows if not row["responsible"]]
    said = capital(counted(len(rows), "responsibility", "responsibilities"))
    said += ", with one who is accountable" if len(rows) == 1 else ", each with one who is accountable"
    if not idle:
        return f"{said}."
    if len(idle) == 1:
        return f"{said}. Nobody does the work of “{idle[0]}” yet."
    return f"{said}. For {number(len(idle))} of them nobody does the work yet."
