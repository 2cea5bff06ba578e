"""Reading people: members, units, skills, calendars, leave and shares, as plain rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from pilothouse.who.once import once
from pilothouse.who.people.models import (
    Allocation,
    Calendar,
    CalendarDay,
    Member,
    Membership,
    MemberSkill,
    Pool,
    RoleHolder,
    Skill,
    TimeOff,
    Unit,
    Workspace,
)
from pilothouse.who.people.week import DAYS, hours_text
from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]
Filters = Mapping[str, str]


@once
def workspace_of(viewer: Viewer) -> Workspace:
    """The viewer's workspace."""
    return Workspace.objects.get(pk=viewer.workspace)


def member_names(viewer: Viewer, ids: Iterable[UUID | None] | None = None) -> dict[UUID, str]:
    """Names of those members, or of all, that the viewer may see."""
    return _those(_names(Member, viewer), ids)


def unit_names(viewer: Viewer, ids: Iterable[UUID | None] | None = None) -> dict[UUID, str]:
    """Names of units."""
    return _those(_names(Unit, viewer), ids)


def units_below(workspace: UUID, ids: Iterable[UUID]) -> tuple[UUID, ...]:
    """Those units and all inside them, the bin left out."""
    inside: dict[UUID | None, list[UUID]] = defaultdict(list)
    rows = Unit.everything.filter(workspace=workspace, deleted_at=None)
    for unit, parent in rows.order_by("pk").values_list("pk", "parent"):
        inside[parent].append(unit)
    found = list(dict.fromkeys(ids))
    for unit in found:
        found += [below for below in inside[unit] if below not in found]
    return tuple(found)


def skill_names(viewer: Viewer, ids: Iterable[UUID | None] | None = None) -> dict[UUID, str]:
    """Names of skills."""
    return _those(_names(Skill, viewer), ids)


def members(viewer: Viewer, filters: Filters) -> Rows:
    """People by name with share of full time, skills and roles. ``plannable=1`` leaves the others out."""
    skills, roles = _skills_of(viewer), _roles_of(viewer)
    rows = Member.objects.seen_by(viewer).filter(left_on=None).order_by("name", "id")
    if filters.get("plannable") == "1":
        rows = rows.filter(plannable=True)
    return [
        {
            "id": str(member.pk),
            "key": "",
            "title": member.name,
            "initials": member.initials,
            "kind": member.kind,
            "job": member.title,
            "fraction": member.fraction,
            "plannable": member.plannable,
            "calendar": str(member.calendar_id or ""),
            "manager": str(member.manager_id or ""),
            "skills": skills[member.pk],
            "roles": roles[member.pk],
        }
        for member in rows
    ]


def units(viewer: Viewer, filters: Filters) -> Rows:
    """Units by name; ``kind=product`` leaves the others out."""
    rows = Unit.objects.seen_by(viewer).order_by("name", "id")
    if filters.get("kind"):
        rows = rows.filter(kind=filters["kind"])
    return [
        {
            "id": str(unit.pk),
            "key": unit.prefix,
            "title": unit.name,
            "kind": unit.kind,
            "parent": str(unit.parent_id or ""),
            "rank": unit.rank,
        }
        for unit in rows
    ]


def skills(viewer: Viewer, filters: Filters) -> Rows:
    """Skills by name."""
    rows = Skill.objects.seen_by(viewer).order_by("name", "id").values_list("id", "name")
    return [{"id": str(id), "key": "", "title": name} for id, name in rows]


def calendars(viewer: Viewer, filters: Filters) -> Rows:
    """Calendars by name, their week and the days that differ as people write them."""
    days: dict[UUID, Rows] = defaultdict(list)
    for day in CalendarDay.objects.seen_by(viewer).order_by("date"):
        hours = hours_text(day.hours)
        days[day.calendar_id].append({"date": day.date.isoformat(), "hours": hours, "name": day.name})
    return [
        {
            "id": str(calendar.pk),
            "key": "",
            "title": calendar.name,
            "week": {day: hours_text(calendar.week.get(day, [])) for day in DAYS},
            "days": days[calendar.pk],
            "country": calendar.country,
            "region": calendar.region,
            "holidays_until": calendar.holidays_until,
        }
        for calendar in Calendar.objects.seen_by(viewer).order_by("name", "id")
    ]


def pools(viewer: Viewer, filters: Filters) -> Rows:
    """Shared resources by name."""
    rows = Pool.objects.seen_by(viewer).order_by("name", "id").values_list("id", "name", "capacity")
    return [{"id": str(id), "key": "", "title": name, "capacity": capacity} for id, name, capacity in rows]


def leaves(viewer: Viewer, filters: Filters) -> Rows:
    """Leave by its first day, the last day inclusive; ``member`` narrows it to one."""
    names = member_names(viewer)
    rows = TimeOff.objects.seen_by(viewer).filter(member__in=list(names)).order_by("start", "id")
    if filters.get("member"):
        rows = rows.filter(member=filters["member"])
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{names[row.member_id]}, {row.kind}, {row.start.isoformat()}",
            "member": str(row.member_id),
            "first": row.start.isoformat(),
            "last": (row.end - timedelta(days=1)).isoformat(),
            "kind": row.kind,
        }
        for row in rows
    ]


def holders(viewer: Viewer, filters: Filters) -> Rows:
    """Who holds which role where."""
    names, places = member_names(viewer), unit_names(viewer)
    rows = RoleHolder.objects.seen_by(viewer).filter(member__in=list(names)).order_by("role", "id")
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{names[row.member_id]}, {row.role.replace('_', ' ')} of {places.get(row.unit_id, '')}",
            "member": str(row.member_id),
            "unit": str(row.unit_id),
            "role": row.role,
            "start": row.start and row.start.isoformat(),
            "end": row.end and row.end.isoformat(),
        }
        for row in rows
    ]


def allocations(viewer: Viewer, filters: Filters) -> Rows:
    """Shares of people's time, the end day exclusive."""
    names, places = member_names(viewer), unit_names(viewer)
    rows = Allocation.objects.seen_by(viewer).filter(member__in=list(names)).order_by("start", "id")
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": f"{names[row.member_id]}, {row.share:.0%} for {places.get(row.unit_id, '')}",
            "member": str(row.member_id),
            "unit": str(row.unit_id),
            "share": row.share,
            "start": row.start.isoformat(),
            "end": row.end.isoformat(),
        }
        for row in rows
    ]


def members_of(viewer: Viewer, unit: UUID) -> list[UUID]:
    """Ids of who belongs to a unit."""
    return list(Membership.objects.seen_by(viewer).filter(unit=unit).values_list("member_id", flat=True))


def _skills_of(viewer: Viewer) -> dict[UUID, Rows]:
    names = skill_names(viewer)
    found: dict[UUID, Rows] = defaultdict(list)
    for member, skill, level in MemberSkill.objects.seen_by(viewer).values_list(
        "member_id", "skill_id", "level"
    ):
        found[member].append({"id": str(skill), "title": names.get(skill, ""), "level": level})
    for rows in found.values():
        rows.sort(key=lambda row: (-row["level"], row["title"]))
    return found


def _roles_of(viewer: Viewer) -> dict[UUID, Rows]:
    found: dict[UUID, Rows] = defaultdict(list)
    for row in RoleHolder.objects.seen_by(viewer).order_by("role").values("member_id", "unit_id", "role"):
        found[row["member_id"]].append({"role": row["role"], "unit": str(row["unit_id"])})
    return found


@once
def _names(model: Any, viewer: Viewer) -> dict[UUID, str]:
    return dict(model.objects.seen_by(viewer).values_list("id", "name"))


def _those(names: dict[UUID, str], ids: Iterable[UUID | None] | None) -> dict[UUID, str]:
    return dict(names) if ids is None else {id: names[id] for id in ids if id in names}


def teams(viewer: Viewer) -> list[tuple[str, list[UUID]]]:
    """Teams by name with those who belong to them."""
    rows = Membership.objects.seen_by(viewer).filter(unit__kind="team", unit__deleted_at=None)
    found: dict[str, list[UUID]] = defaultdict(list)
    for name, member in rows.order_by("unit__name", "member__name").values_list("unit__name", "member_id"):
        found[name].append(member)
    return list(found.items())
