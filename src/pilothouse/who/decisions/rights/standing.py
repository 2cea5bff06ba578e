"""Who stands where: units, role holders, teams and matrices of a workspace, kept in memory until they change.

Every decision asks for them and they change rarely, so each process keeps them by the workspace's rights
revision, which grows in the transaction of any change to their tables.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from uuid import UUID

from pilothouse.who.decisions.models import Delegation, MatrixRow, MatrixVersion
from pilothouse.who.decisions.rights.lending import Loan
from pilothouse.who.decisions.rights.matrix import LISTS, Limit, Matrix, Rule, rule_of
from pilothouse.who.people.models import Member, Membership, RoleHolder, Unit, Workspace

TABLES = frozenset(
    {
        "people.unit",
        "people.member",
        "people.membership",
        "people.roleholder",
        "decisions.matrixversion",
        "decisions.matrixrow",
        "decisions.delegation",
    }
)
"""Tables whose changes may change who decides."""
KEPT = 32


@dataclass(frozen=True)
class Holding:
    """A role held by a member, from the first day on and until before the last."""

    role: str
    member: str
    start: date | None
    end: date | None

    def on(self, day: date) -> bool:
        """Whether it is held on that day."""
        return (self.start is None or self.start <= day) and (self.end is None or day < self.end)


@dataclass(frozen=True)
class Standing:
    """All of it at one rights revision, by unit. ``matrices`` are the newest of each unit that has its own;
    ``people`` are the members who can be asked: neither guests nor services nor those who left."""

    units: dict[UUID, Unit]
    matrices: dict[UUID, Matrix]
    holdings: dict[UUID, list[Holding]]
    teams: dict[UUID, tuple[str, ...]]
    names: dict[str, str]
    people: frozenset[str]
    loans: tuple[Loan, ...] = ()


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
    known = Member.everything.filter(**here).values_list("pk", "name", "kind", "left_on")
    names = {str(pk): name for pk, name, _, _ in known}
    people = frozenset(str(pk) for pk, _, kind, left in known if kind == "person" and left is None)
    held = RoleHolder.everything.filter(**here).order_by("member__name")
    fields = held.values_list("unit_id", "role", "member_id", "start", "end")
    holdings: dict[UUID, list[Holding]] = {}
    for unit, role, member, start, end in fields:
        if str(member) in names:
            holdings.setdefault(unit, []).append(Holding(role, str(member), start, end))
    teams: dict[UUID, tuple[str, ...]] = {}
    for unit, member in Membership.everything.filter(**here).values_list("unit_id", "member_id"):
        teams[unit] = (*teams.get(unit, ()), str(member))
    units = {unit.pk: unit for unit in Unit.everything.filter(**here)}
    return Standing(units, _newest_matrices(here), holdings, teams, names, people, _loans(here))


def _loans(here: Mapping[str, object]) -> tuple[Loan, ...]:
    """What is lent to those who are still here; which day it is, they are asked later."""
    rows = Delegation.everything.filter(**here, to__left_on=None, giver__left_on=None).order_by("first")
    fields = rows.values_list("giver_id", "to_id", "unit_id", "families", "first", "last")
    return tuple(Loan(str(g), str(t), u, tuple(f), a, b) for g, t, u, f, a, b in fields)


def _newest_matrices(here: Mapping[str, object]) -> dict[UUID, Matrix]:
    versions = MatrixVersion.everything.filter(**here).order_by("number")
    newest = {version.unit_id: version for version in versions}
    rows = MatrixRow.everything.filter(**here, version__in=newest.values()).order_by("position")
    rules: dict[UUID, list[MatrixRow]] = {}
    for row in rows:
        rules.setdefault(row.version_id, []).append(row)
    return {unit: matrix_of_version(version, rules.get(version.pk, [])) for unit, version in newest.items()}


def matrix_of_version(version: MatrixVersion, rows: Iterable[MatrixRow]) -> Matrix:
    """A stored version with its rows as a value."""
    rules = [_rule(row, version.tolerance) for row in rows]
    return Matrix(
        unit=version.unit_id,
        number=version.number,
        preset=version.preset,
        tolerance=version.tolerance,
        rules={rule.key: rule for rule in rules},
        duties=version.duties,
        made_at=version.made_at,
    )


def _rule(row: MatrixRow, tolerance: Limit) -> Rule:
    columns = ("family", "band", "decides", *LISTS, "alone_limit", "consult_days")
    return rule_of({name: getattr(row, name) for name in columns}, tolerance, str(row.pk))


_kept: OrderedDict[tuple[UUID, int], Standing] = OrderedDict()
_lock = Lock()
