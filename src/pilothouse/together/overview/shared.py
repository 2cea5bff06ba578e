"""Where a guest begins: the roadmap that is shared with them, what else is, and nothing more."""

from __future__ import annotations

from typing import Any

from pilothouse.when.schedule.pages.roadmap import guest_roadmap
from pilothouse.who.items.kinds import all_kinds
from pilothouse.who.items.queries import heads
from pilothouse.who.people.models import Membership
from pilothouse.who.rows import Viewer
from pilothouse.who.words import capital, counted

Row = dict[str, Any]


def shared(viewer: Viewer) -> Row:
    """The shared features of the units the guest is in, of all units when they are in none, in the order of
    the roadmap; then everything else that is shared, by its kind."""
    units = Membership.objects.seen_by(viewer).filter(member=viewer.member)
    road = guest_roadmap(viewer, {str(unit) for unit in units.values_list("unit_id", flat=True)})
    told = {row["id"] for row in road["rows"]}
    rest = [head for head in heads(viewer).values() if str(head.id) not in told]
    groups: dict[str, list[Any]] = {}
    for head in sorted(rest, key=lambda head: (head.kind, head.title.casefold())):
        groups.setdefault(_plural(head.kind), []).append(head)
    return road | {"headline": _headline(road, len(rest)), "groups": groups, "told": len(told) + len(rest)}


def _headline(road: Row, rest: int) -> str:
    if road["rows"]:
        return str(road["headline"])
    if not rest:
        return "Nothing is shared with you yet"
    return f"{capital(counted(rest, 'thing'))} {'is' if rest == 1 else 'are'} shared with you"


def _plural(kind: str) -> str:
    found = all_kinds().get(kind)
    return capital(found.plural.replace("-", " ")) if found else capital(kind)
