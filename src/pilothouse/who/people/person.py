"""One person: who they are, what they hold, know, work for, when they are away, what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import units_decided
from pilothouse.who.people.models import Member, Membership, MemberSkill, Rate, members_decided
from pilothouse.who.people.queries import (
    allocations,
    calendars,
    holders,
    leaves,
    member_names,
    skill_names,
    unit_names,
)
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


def person(viewer: Viewer, id: UUID, today: date, roles: Mapping[str, str]) -> dict[str, Any] | None:
    """The person's page in plain values; None for whom the viewer may not see."""
    member = Member.objects.seen_by(viewer).filter(pk=id).select_related("account").first()
    if member is None:
        return None
    mine = str(member.pk)
    names, places = member_names(viewer), {str(k): v for k, v in unit_names(viewer).items()}
    weeks = {row["id"]: row["title"] for row in calendars(viewer, {})}
    held = [row for row in holders(viewer, {}) if row["member"] == mine]
    return {
        "id": mine,
        "name": member.name,
        "kind": member.kind,
        "job": member.title,
        "fraction": member.fraction,
        "plannable": member.plannable,
        "left_on": member.left_on,
        "signs_in": member.account.email if member.account else "",
        "own": member.pk == viewer.member,
        "manager": names.get(member.manager_id, ""),
        "calendar": weeks.get(str(member.calendar_id), ""),
        "roles": [_role(row, roles, places, today) for row in held],
        "teams": _teams(viewer, member, places),
        "skills": _skills(viewer, member),
        "leave": [r for r in leaves(viewer, {"member": mine}) if r["last"] >= today.isoformat()],
        "shares": [_share(r, places, today) for r in allocations(viewer, {}) if r["member"] == mine],
        "rates": _rates(viewer, member),
        "decides_rate": member.pk in members_decided(viewer, Rate.FAMILY),
        "decides_leave": bool(units_decided(viewer, "leave.record")),
    }


def _role(
    row: dict[str, Any], names: Mapping[str, str], places: Mapping[str, str], today: date
) -> dict[str, Any]:
    return row | {
        "name": names.get(row["role"], row["role"]),
        "place": places.get(row["unit"], ""),
        "over": bool(row["end"] and row["end"] <= today.isoformat()),
    }


def _share(row: dict[str, Any], places: Mapping[str, str], today: date) -> dict[str, Any]:
    return row | {"place": places.get(row["unit"], ""), "over": row["end"] <= today.isoformat()}


def _teams(viewer: Viewer, member: Member, places: Mapping[str, str]) -> Rows:
    rows = Membership.objects.seen_by(viewer).filter(member=member).values_list("unit_id", flat=True)
    found = [{"id": str(id), "name": places[str(id)]} for id in rows if str(id) in places]
    return sorted(found, key=lambda row: row["name"])


def _skills(viewer: Viewer, member: Member) -> Rows:
    names = skill_names(viewer)
    rows = MemberSkill.objects.seen_by(viewer).filter(member=member).values_list("skill_id", "level")
    found = [{"id": str(id), "name": names.get(id, ""), "level": level} for id, level in rows]
    return sorted(found, key=lambda row: (-row["level"], row["name"]))


def _rates(viewer: Viewer, member: Member) -> Rows:
    """What an hour costs, newest first, for who may see it."""
    rows = Rate.objects.seen_by(viewer).filter(member=member).values("per_hour", "currency", "start")
    return sorted(rows, key=lambda row: row["start"] or date.min, reverse=True)
