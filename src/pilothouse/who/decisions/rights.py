"""Who decides: the nearest matrix's row for a family at a size, and the people who hold its roles.

Everything here reads matrix rows and role holders as they stand; no role is known to the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import Size
from pilothouse.who import clock
from pilothouse.who.decisions.models import MatrixRow
from pilothouse.who.decisions.presets import preset
from pilothouse.who.decisions.standing import standing
from pilothouse.who.people.models import Unit, Workspace


@dataclass(frozen=True)
class Key:
    """One say that a decision needs: as what, through which role, by any of these members."""

    asked_as: str
    role: str
    members: tuple[str, ...]
    because: str


@dataclass(frozen=True)
class Verdict:
    """What the matrix says about one change. ``alone``: the decider settles it at once, others are told."""

    family: str
    band: str
    matrix_version: int
    alone: bool
    consult_days: int
    keys: tuple[Key, ...]
    informs: tuple[str, ...]
    because: str
    size: dict[str, Any] = field(default_factory=dict)

    @property
    def deciders(self) -> tuple[str, ...]:
        """Members any of whom decides."""
        return next((key.members for key in self.keys if key.asked_as == "decide"), ())

    @property
    def waited_for(self) -> tuple[Key, ...]:
        """The says that hold a decision up: consulted people only while they have time to answer."""
        return tuple(key for key in self.keys if key.asked_as != "consult" or self.consult_days > 0)

    def needs(self, key: Key) -> bool:
        """Whether that say is asked for at all: below the limit the decider's alone is."""
        return key.asked_as == "decide" or not self.alone

    def lets(self, member: UUID | None) -> bool:
        """Whether that member's change takes effect at once."""
        others = [key for key in self.waited_for if str(member) not in key.members]
        return str(member) in self.deciders and (self.alone or not others)

    def to_json(self) -> dict[str, Any]:
        """As frozen with a proposal."""
        return asdict(self)


class Rights:
    """The rights of one workspace as they stand: units, role holders and matrices."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.standing = standing(workspace)
        self._data = preset(workspace.preset)

    def chain(self, unit: Unit | None) -> list[Unit]:
        """The unit and those above it, nearest first; without one, the organisation."""
        if unit is None:
            return [u for u in self.standing.units.values() if u.kind == "organisation"][:1]
        found: list[Unit] = []
        current: Unit | None = self.standing.units.get(unit.pk, unit)
        while current is not None and current not in found:
            found.append(current)
            current = self.standing.units.get(current.parent_id) if current.parent_id else None
        return found

    def role_names(self) -> dict[str, str]:
        """Roles and what people call them."""
        return dict(self._data["roles"])

    def family_names(self) -> dict[str, str]:
        """Decision families and what people call them."""
        return dict(self._data["families"])

    def judge(self, family: str, unit: Unit | None, size: Size, team: Iterable[UUID] = ()) -> Verdict:
        """The verdict on a change of that family and (accumulated) size in that unit."""
        chain = self.chain(unit)
        rows = self._rows(chain)
        tolerance = rows[0].version.tolerance if rows else self._data["tolerance"]
        family, band = self._routed(family, chain, size, rows, tolerance)
        row = next((r for r in rows if (r.family, r.band) == (family, band)), None)
        if row is None:
            return self._unruled(family, band, chain)
        return self._verdict(row, chain, size, tuple(team))

    def names_of(self, members: Iterable[str]) -> tuple[str, ...]:
        """Names of members, each once, in the order given."""
        return tuple(dict.fromkeys(self.standing.names[m] for m in members if m in self.standing.names))

    def holds(self, member: UUID | None, roles: Sequence[str] | None, unit: Unit | None) -> bool:
        """Whether the member holds one of the roles (any role when None) in the unit or above it."""
        held = self._holders(self.chain(unit))
        return any(str(member) in who for role, who in held.items() if roles is None or role in roles)

    def permission_roles(self, permission: str) -> list[str]:
        """Roles that a plain permission of that name asks for."""
        return list(self._data["permissions"].get(permission, [permission]))

    def _rows(self, chain: list[Unit]) -> list[MatrixRow]:
        """Rows of the newest matrix of the nearest unit that has one."""
        return next((rows for unit in chain if (rows := self.standing.rows.get(unit.pk))), [])

    def _routed(
        self, family: str, chain: list[Unit], size: Size, rows: list[MatrixRow], tolerance: dict[str, float]
    ) -> tuple[str, str]:
        control = self._data["change_control"]
        baselined = any(unit.scope_baseline for unit in chain)
        if baselined:
            family = control["always"].get(family, family)
            own = next((r for r in rows if (r.family, r.band) == (family, "normal")), None)
            if own is not None and exceeds(size, own.alone_limit):
                family = control["beyond_limit"].get(family, family)
        bands = {r.band for r in rows if r.family == family}
        if "beyond" in bands and exceeds(size, tolerance):
            return family, "beyond"
        return family, "baselined" if baselined and "baselined" in bands else "normal"

    def _verdict(self, row: MatrixRow, chain: list[Unit], size: Size, team: tuple[UUID, ...]) -> Verdict:
        held = self._holders(chain)
        held["team"] = tuple(map(str, team)) or self._team(chain)
        small = len({member for who in held.values() for member in who}) <= 2
        role, deciders, fallback = self._decider(row.decides, held)
        keys = [Key("decide", role, deciders, fallback)]
        for asked_as, roles in (("approve", row.approves), ("consult", row.consults)):
            keys += [self._key(asked_as, r, held, deciders) for r in roles if held.get(r)]
        limit = row.alone_limit
        alone = small or not (always_asks(limit) or exceeds(size, limit))
        names = self.role_names()
        because = f"The {names.get(role, role)} decides {self._data['families'].get(row.family, row.family)}"
        because += {"beyond": " beyond tolerance", "baselined": " within tolerance"}.get(row.band, "")
        told = tuple(dict.fromkeys(m for r in row.informs for m in held.get(r, ())))
        kept = tuple(key for key in keys if key.members)
        return Verdict(
            row.family,
            row.band,
            row.version.number,
            alone,
            row.consult_days,
            kept,
            told,
            because,
            size.to_json(),
        )

    def _key(
        self, asked_as: str, role: str, held: dict[str, tuple[str, ...]], deciders: tuple[str, ...]
    ) -> Key:
        others = tuple(m for m in held[role] if role != "team" or m not in deciders)
        return Key(asked_as, role, others or (held[role] if role != "team" else ()), "")

    def _decider(self, role: str, held: dict[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...], str]:
        """Who holds the role, or along the fallback chain who stands in for it."""
        seen, line = {role}, [role]
        while line:
            current = line.pop(0)
            if held.get(current):
                vacant = "" if current == role else f"nobody is {self.role_names().get(role, role)} here"
                return current, held[current], vacant
            line += [r for r in self._data["fallbacks"].get(current, []) if r not in seen]
            seen.update(line)
        return role, (), f"nobody is {self.role_names().get(role, role)} here"

    def _holders(self, chain: list[Unit]) -> dict[str, tuple[str, ...]]:
        """For each role its holders in the nearest unit that has one."""
        today = clock.today(self.workspace.timezone)
        held: dict[str, tuple[str, ...]] = {}
        for unit in chain:
            here: dict[str, tuple[str, ...]] = {}
            for holding in self.standing.holdings:
                if holding.unit == unit.pk and holding.on(today):
                    here[holding.role] = (*here.get(holding.role, ()), holding.member)
            held = here | held
        return held

    def _team(self, chain: list[Unit]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m for unit in chain for m in self.standing.teams.get(unit.pk, ())))

    def _unruled(self, family: str, band: str, chain: list[Unit]) -> Verdict:
        held = self._holders(chain)
        roles = self.permission_roles("steward")
        stewards = tuple(m for role in roles for m in held.get(role, ()))
        because = f"No row of the matrix rules {family}, so the {roles[0]} decides"
        return Verdict(family, band, 0, True, 0, (Key("decide", roles[0], stewards, because),), (), because)


def exceeds(size: Size, limit: dict[str, float]) -> bool:
    """Whether a size is past a limit; what could not be computed always is. Sooner and cheaper never is."""
    return not size.known or (
        size.days > limit.get("days", 0) + 1e-9
        or size.cost > limit.get("cost", 0) + 1e-9
        or abs(size.effort) > limit.get("effort", 0) + 1e-9
    )


def always_asks(limit: dict[str, float]) -> bool:
    """A limit of nothing at all means: ask, whatever the size."""
    return not any(limit.values())
