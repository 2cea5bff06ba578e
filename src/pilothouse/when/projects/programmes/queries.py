"""Programmes and portfolios as plain rows, each with its projects."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from pilothouse.when.projects.models import Programme, ProgrammeProject
from pilothouse.when.schedule.queries import projects
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import unit_names
from pilothouse.who.rows import Viewer

Row = dict[str, Any]


def programmes(viewer: Viewer, filters: Mapping[str, str]) -> list[Row]:
    """Programmes by name, with the ids of their projects."""
    units, held = unit_names(viewer), defaultdict(list)
    mine = ProgrammeProject.objects.seen_by(viewer).order_by("project__rank", "pk")
    for programme, project in mine.values_list("programme_id", "project_id"):
        held[programme].append(str(project))
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.name,
            "kind": "programme",
            "purpose": row.purpose,
            "unit": str(row.unit_id),
            "unit_name": units.get(row.unit_id, ""),
            "projects": held[row.pk],
        }
        for row in Programme.objects.seen_by(viewer).order_by("name", "pk")
    ]


def portfolios(viewer: Viewer) -> list[Row]:
    """Units that hold projects together, each with all below it: portfolios and the organisation."""
    units = list(Unit.objects.seen_by(viewer).order_by("rank", "name"))
    above: dict[UUID, UUID | None] = {unit.pk: unit.parent_id for unit in units}
    known = [row["id"] for row in projects(viewer, {})]
    return [
        {
            "id": str(unit.pk),
            "key": "",
            "title": unit.name,
            "kind": unit.kind,
            "purpose": "",
            "unit": str(unit.pk),
            "unit_name": "",
            "projects": [id for id in known if unit.pk in _line(above, UUID(id))],
        }
        for unit in units
        if unit.kind in ("portfolio", "organisation")
    ]


def _line(above: Mapping[UUID, UUID | None], unit: UUID) -> list[UUID]:
    """A unit and those above it."""
    found: list[UUID] = []
    at: UUID | None = unit
    while at is not None and at not in found:
        found.append(at)
        at = above.get(at)
    return found
