"""Who decides what: the matrix and its roles, read as the viewer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.who.decisions.models import MatrixRow, MatrixVersion
from pilothouse.who.decisions.presets import known_presets, preset
from pilothouse.who.decisions.rights import Rights
from pilothouse.who.people.models import RoleHolder
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer

Person = dict[str, Any]


def matrix(viewer: Viewer) -> dict[str, Any]:
    """The organisation's matrix in force: rows with roles as people call them and who holds them."""
    rights = Rights(workspace_of(viewer))
    version = (
        MatrixVersion.objects.seen_by(viewer).select_related("unit", "made_by").order_by("-number").first()
    )
    if version is None:
        return {"version": None, "rows": []}
    names, families = rights.role_names(), rights.family_names()
    holders: dict[str, list[str]] = {}
    for holder in RoleHolder.objects.seen_by(viewer).select_related("member").order_by("member__name"):
        holders.setdefault(holder.role, []).append(holder.member.name)
    rows = MatrixRow.objects.seen_by(viewer).filter(version=version).order_by("position")
    return {
        "version": {
            "number": version.number,
            "at": version.made_at,
            "unit": version.unit.name,
            "note": version.note,
        },
        "tolerance": version.tolerance,
        "rows": [_matrix_row(row, names, families, holders) for row in rows],
    }


_BANDS = {"normal": "", "baselined": "once baselined, within tolerance", "beyond": "beyond tolerance"}


def _matrix_row(
    row: MatrixRow, names: dict[str, str], families: dict[str, str], holders: dict[str, list[str]]
) -> dict[str, Any]:
    def people(roles: list[str]) -> list[dict[str, Any]]:
        return [{"role": names.get(r, r), "held_by": holders.get(r, [])} for r in roles]

    limit = row.alone_limit
    return {
        "id": str(row.pk),
        "family": row.family,
        "name": families.get(row.family, row.family),
        "band": _BANDS.get(row.band, row.band),
        "decides": people([row.decides]),
        "approves": people(row.approves),
        "consults": people(row.consults),
        "informs": people(row.informs),
        "alone": limit if any(limit.values()) else None,
    }


def roles(viewer: Viewer, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The roles of the workspace, to choose from."""
    names = Rights(workspace_of(viewer)).role_names()
    return [{"id": role, "key": role, "title": name} for role, name in names.items()]


def presets(viewer: Viewer, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The matrices to start from, to choose from."""
    rows = {name: preset(name) for name in known_presets()}
    return [{"id": n, "key": n, "title": d["title"], "about": d["about"]} for n, d in rows.items()]


def people_by_id(viewer: Viewer) -> dict[str, Person]:
    """Members by id as pages name them."""
    return {str(pk): {"name": name, "id": str(pk)} for pk, name in member_names(viewer).items()}
