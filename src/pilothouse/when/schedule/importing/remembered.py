"""What is remembered of earlier imports, and whom of a file the workspace knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.when.schedule.models import ImportMapping
from pilothouse.who.people.models import Member, Unit
from pilothouse.who.rows import Viewer


def remembered(viewer: Viewer, source: str, shape: str) -> dict[str, Any]:
    """How the last file of that source was mapped; empty for the first one."""
    row = ImportMapping.objects.seen_by(viewer).filter(source=source, shape=shape).first()
    mapping: dict[str, Any] = dict(row.mapping) if row else {}
    return mapping


def is_free(viewer: Viewer, prefix: str) -> bool:
    """Whether no unit's keys begin like that."""
    return not Unit.objects.seen_by(viewer).filter(prefix=prefix).exists()


def matches(
    viewer: Viewer, users: Mapping[str, tuple[str, str]], mapped: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Everybody a file names, with the member they would be: as mapped, else by address, else by a name that
    one member has; ``member`` is empty for a new placeholder."""
    rows = Member.objects.seen_by(viewer).exclude(kind="guest").values_list("pk", "name", "account__email")
    by_address = {email.casefold(): str(pk) for pk, _, email in rows if email}
    by_name: dict[str, list[str]] = {}
    for pk, name, _ in rows:
        by_name.setdefault(name.casefold(), []).append(str(pk))
    found = []
    for id, (name, email) in users.items():
        namesakes = by_name.get(name.casefold(), [])
        usual = by_address.get(email.casefold(), "") or (namesakes[0] if len(namesakes) == 1 else "")
        found.append({"id": id, "name": name, "email": email, "member": mapped.get(id, usual)})
    return found


def members(viewer: Viewer) -> list[dict[str, str]]:
    """Whom somebody in a file can be mapped to."""
    rows = Member.objects.seen_by(viewer).exclude(kind="guest").order_by("name").values_list("pk", "name")
    return [{"value": str(pk), "label": name} for pk, name in rows]
