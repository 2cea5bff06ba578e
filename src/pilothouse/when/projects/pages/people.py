"""Who is on a project, wherever else they belong, and whose say of its products reaches it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import Size
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Membership, Unit
from pilothouse.who.people.queries import allocations, member_names, members_of, unit_names, workspace_of
from pilothouse.who.rows import Viewer

Row = dict[str, Any]
PURPOSE = "product.vision"
"""Whoever decides this for a product is a stakeholder of each project that works for it."""


def members_of_project(viewer: Viewer, project: str) -> list[Row]:
    """Its members by name, each with the other units they belong to and their shares of it."""
    names, units, unit = member_names(viewer), unit_names(viewer), UUID(project)
    ids = [id for id in members_of(viewer, unit) if id in names]
    homes: dict[UUID, list[str]] = defaultdict(list)
    elsewhere = Membership.objects.seen_by(viewer).filter(member__in=ids, unit__deleted_at=None)
    for member, at in elsewhere.exclude(unit=unit).values_list("member_id", "unit_id"):
        if at in units:
            homes[member].append(units[at])
    shares = [row for row in allocations(viewer, {}) if row["unit"] == project]
    return [
        {
            "id": str(id),
            "name": names[id],
            "homes": sorted(homes[id]),
            "shares": [row for row in shares if row["member"] == str(id)],
        }
        for id in sorted(ids, key=lambda id: names[id])
    ]


def stakeholders(viewer: Viewer, project: str, releases: list[Row]) -> list[Row]:
    """Who decides what its products are for: nobody writes them down here. None without a product."""
    rights, names = Rights(workspace_of(viewer)), member_names(viewer)
    units = {str(unit.pk): unit for unit in Unit.objects.seen_by(viewer)}
    if project not in units:
        return []
    starts = [units[project], *(units[row["unit"]] for row in releases if row["unit"] in units)]
    products = {unit.pk: unit for start in starts for unit in rights.chain(start) if unit.kind == "product"}
    return [
        {"name": names[UUID(member)], "role": rights.name_of(key.role), "of": product.name}
        for product in sorted(products.values(), key=lambda unit: unit.name)
        for key in rights.judge(PURPOSE, product, Size()).keys
        if key.asked_as == "decide"
        for member in key.members
        if UUID(member) in names
    ]
