"""Who stands where: units, role holders, teams and matrices of a workspace, kept in memory until they change.

Every decision asks for them and they change rarely, so each process keeps them by the workspace's rights
revision, which grows in the transaction of any change to their tables.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from uuid import UUID

from pilothouse.who.decisions.models import MatrixRow
from pilothouse.who.people.models import Member, Membership, RoleHolder, Unit, Workspace

TABLES = frozenset(
    {
        "people.unit",
        "people.member",
        "people.membership",
        "people.roleholder",
        "decisions.matrixversion",
        "decisions.matrixrow",
    }
)
"""Tables whose changes may change who decides."""
KEPT = 32


@dataclass(frozen=True)
class Holding:
    """A role held by a member in a unit, from the first day on and until before the last."""

    unit: UUID
    role: str
    member: str
    start: date | None
    end: date | None

    def on(self, day: date) -> bool:
        """Whether it is held on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Standing:
    """All of it at one rights revision. ``rows`` are those of each unit's newest matrix, in their order."""

    units: dict[UUID, Unit]
    rows: dict[UUID, list[MatrixRow]]
    holdings: tuple[Holding, ...]
    teams: dict[UUID, tuple[str, ...]]
    names: dict[str, str]


def standing(workspace: Workspace) -> Standing:
    """The workspace's standing as of its rights revision; read once for each."""
    key = workspace.pk, workspace.rights_revision
    with _lock:
        known = _kept.get(key)
    if known is None:
        known = _read(workspace)
        with _lock:
            _kept[key] = known
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return known


def _read(workspace: Workspace) -> Standing:
    here = {"workspace": workspace, "deleted_at": None}
    names = {str(pk): name for pk, name in Member.everything.filter(**here).values_list("pk", "name")}
    held = RoleHolder.everything.filter(**here).order_by("member__name")
    fields = held.values_list("unit_id", "role", "member_id", "start", "end")
    holdings = tuple(Holding(u, r, str(m), s, e) for u, r, m, s, e in fields if str(m) in names)
    teams: dict[UUID, tuple[str, ...]] = {}
    for unit, member in Membership.everything.filter(**here).values_list("unit_id", "member_id"):
        teams[unit] = (*teams.get(unit, ()), str(member))
    units = {unit.pk: unit for unit in Unit.everything.filter(**here)}
    return Standing(units, _newest_rows(here), holdings, teams, names)


def _newest_rows(here: Mapping[str, object]) -> dict[UUID, list[MatrixRow]]:
    rows = MatrixRow.everything.filter(**here, version__deleted_at=None).select_related("version")
    newest: dict[UUID, list[MatrixRow]] = {}
    for row in rows.order_by("version__number", "position"):
        kept = newest.get(row.version.unit_id, [])
        newest[row.version.unit_id] = [*kept, row] if kept and kept[0].version_id == row.version_id else [row]
    return newest


_kept: OrderedDict[tuple[UUID, int], Standing] = OrderedDict()
_lock = Lock()
