"""Which blocks the Desk of somebody has, and in which order."""

from __future__ import annotations

from dataclasses import dataclass

from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.people.models import RoleHolder
from pilothouse.who.people.preferences import preferences_of
from pilothouse.who.people.queries import workspace_of
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Block:
    """A part of the Desk; ``beside`` puts it into the narrow column."""

    name: str
    title: str
    beside: bool = False


BLOCKS = (
    Block("waiting", "Waiting for you"),
    Block("reviews", "Decisions to look back on"),
    Block("work", "Your next work"),
    Block("unready", "Not ready, but soon to start"),
    Block("since", "Since yesterday"),
    Block("mine", "Your proposals"),
    Block("release", "The release", beside=True),
    Block("dates", "Dates against targets", beside=True),
    Block("people", "People over 100%", beside=True),
    Block("blocked", "Blocked for two days or more"),
    Block("goals", "Goals", beside=True),
    Block("risks", "Risks due for review", beside=True),
    Block("today", "Today", beside=True),
)
USUAL = ("work", "waiting", "since", "release", "goals", "today")
"""For somebody without a role."""


@dataclass(frozen=True)
class Arranged:
    """The blocks to show, in their order, and those that the viewer has hidden."""

    shown: tuple[Block, ...]
    hidden: tuple[Block, ...]

    def names(self) -> list[str]:
        """Names of the blocks that are shown."""
        return [block.name for block in self.shown]


def arranged(viewer: Viewer) -> Arranged:
    """The viewer's blocks by their roles, then as they arranged them."""
    known = {block.name: block for block in BLOCKS}
    wanted = merged(_roles(viewer), preset(workspace_of(viewer).preset))
    wanted.insert(wanted.index("waiting") + 1, "reviews")
    chosen = preferences_of(viewer)
    order = [name for name in chosen.desk_order if name in known]
    names = list(dict.fromkeys([*(n for n in order if n in wanted), *wanted]))
    return Arranged(
        tuple(known[name] for name in names if name not in chosen.desk_hidden),
        tuple(known[name] for name in names if name in chosen.desk_hidden),
    )


def merged(held: set[str], data: dict[str, dict[str, list[str]]]) -> list[str]:
    """Blocks of all roles held, those of the first role first; decisions always have a place."""
    desks = data.get("desk", {})
    lists = [desks[role] for role in data["roles"] if role in held and role in desks] or [list(USUAL)]
    return list(dict.fromkeys([*(name for names in lists for name in names), "waiting"]))


def _roles(viewer: Viewer) -> set[str]:
    rows = RoleHolder.objects.seen_by(viewer).filter(member=viewer.member)
    return set(rows.values_list("role", flat=True))
