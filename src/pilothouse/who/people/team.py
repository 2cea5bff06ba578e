"""The team with roles, skills, shares and leave; what they cost only for who may see it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.once import once
from pilothouse.who.people.models import Rate, members_decided
from pilothouse.who.people.queries import allocations, leaves, members, unit_names
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
SOON = timedelta(days=14)


@once
def team(viewer: Viewer, today: date, roles_of: str) -> dict[str, Any]:
    """Members by name with what is ahead of ``today``; ``roles_of`` names the preset that names the roles.

    ``decides_rate``: the viewer decides what they cost; ``rate``: what that is, for who may see it."""
    data, places = preset(roles_of), unit_names(viewer)
    names = {**data["former"], **data["roles"]}
    ahead = [row for row in leaves(viewer, {}) if row["last"] >= today.isoformat()]
    away, shares = _by_member(ahead), _by_member(allocations(viewer, {}))
    rates, decided = _rates(viewer, today), members_decided(viewer, Rate.FAMILY)
    rows = [
        row
        | {
            "roles": _told(row["roles"], names, {str(id): name for id, name in places.items()}),
            "leave": away[row["id"]],
            "shares": [share for share in shares[row["id"]] if share["end"] > today.isoformat()],
            "rate": rates.get(row["id"]),
            "decides_rate": UUID(row["id"]) in decided,
        }
        for row in members(viewer, {})
    ]
    until = (today + SOON).isoformat()
    soon = {row["member"] for row in ahead if row["first"] <= until}
    return {"people": rows, "plannable": sum(row["plannable"] for row in rows), "away_soon": len(soon)}


def _told(held: list[dict[str, str]], names: dict[str, str], places: dict[str, str]) -> Rows:
    """Roles as people call them, once each, with where they are held."""
    where: dict[str, list[str]] = defaultdict(list)
    for row in held:
        where[names.get(row["role"], row["role"])].append(places.get(row["unit"], ""))
    return [{"name": name, "units": sorted(set(units))} for name, units in where.items()]


def _by_member(rows: Rows) -> dict[str, Rows]:
    found: dict[str, Rows] = defaultdict(list)
    for row in rows:
        found[row["member"]].append(row)
    return found


def _rates(viewer: Viewer, today: date) -> dict[str, dict[str, Any]]:
    """What an hour of each member costs today."""
    rows = Rate.objects.seen_by(viewer).values("member_id", "per_hour", "currency", "start")
    valid = sorted((row for row in rows if not row["start"] or row["start"] <= today), key=_since)
    return {
        str(row["member_id"]): {"per_hour": row["per_hour"], "currency": row["currency"]} for row in valid
    }


def _since(row: dict[str, Any]) -> date:
    return row["start"] or date.min
