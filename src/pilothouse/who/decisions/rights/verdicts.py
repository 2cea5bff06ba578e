"""Who decides: the nearest matrix's row for a family at a size, and the people who hold its roles.

Everything here reads matrix rows and role holders as they stand; no role is known to the code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import Size
from pilothouse.who import clock
from pilothouse.who.decisions.rights.lending import Lent, with_loans
from pilothouse.who.decisions.rights.matrix import (
    InForce,
    Limit,
    Matrix,
    RuleKey,
    exceeds,
    in_force,
    matrix_of,
    ruling,
)
from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.decisions.rights.standing import standing
from pilothouse.who.people.models import Unit, Workspace


@dataclass(frozen=True)
class Key:
    """One say that a decision needs: as what, through which role, by any of these members.

    ``lent`` says of which of them has it for a time, of whom and until when."""

    asked_as: str
    role: str
    members: tuple[str, ...]
    because: str
    lent: dict[str, dict[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """What the matrix says about one change. ``alone``: the decider settles it at once, others are told.

    ``asked`` is the family of the change, where change control rules it as another one."""

    family: str
    band: str
    matrix_version: int
    alone: bool
    consult_days: int
    keys: tuple[Key, ...]
    informs: tuple[str, ...]
    because: str
    size: dict[str, Any] = field(default_factory=dict)
    unit: str | None = None
    team: tuple[str, ...] = ()
    asked: str = ""

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
        self.preset = preset(workspace.preset)

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
        """Roles and what people call them: those of the workspace's preset and of its units' own ones."""
        units = {name: word for m in self.standing.matrices.values() for name, word in _roles(m).items()}
        return {**units, **self.preset["roles"]}

    def name_of(self, role: str) -> str:
        """What people call that role, also one that this preset lacks."""
        return str(self.role_names().get(role) or self.preset["former"].get(role) or role.replace("_", " "))

    def family_names(self) -> dict[str, str]:
        """Decision families and what people call them."""
        return dict(self.preset["families"])

    def matrices(self, unit: Unit | None) -> list[Matrix]:
        """The matrices that hold in the unit, nearest first; the preset's comes last."""
        own = [self.standing.matrices[u.pk] for u in self.chain(unit) if u.pk in self.standing.matrices]
        return [*own, matrix_of(own[-1].preset if own else self.workspace.preset)]

    def in_force(self, unit: Unit | None) -> dict[RuleKey, InForce]:
        """The rules that hold in the unit, each with the matrix that says it."""
        return in_force(self.matrices(unit))

    def tolerance(self, unit: Unit | None) -> Limit:
        """How much later, dearer and more work is still within tolerance there."""
        return self.matrices(unit)[0].tolerance

    def rule_for(self, family: str, unit: Unit | None, size: Size) -> InForce | None:
        """The rule that a change of that family and size comes under there."""
        return self._routed(family, self.chain(unit), size, self.matrices(unit))

    def duties(self) -> dict[str, dict[str, str]]:
        """What each role answers for, and what is not its: as the preset says, or as it was changed to."""
        own = self.matrices(None)[0].duties if self.standing.matrices else {}
        told = {role: {"answers_for": "", "not_theirs": ""} for role in self.role_names()}
        return {
            role: {**told[role], **self.preset["duties"].get(role, {}), **own.get(role, {})} for role in told
        }

    def judge(self, family: str, unit: Unit | None, size: Size, team: Iterable[UUID] = ()) -> Verdict:
        """The verdict on a change of that family and (accumulated) size in that unit."""
        found, chain = self.rule_for(family, unit, size), self.chain(unit)
        if found is None:
            return self._unruled(family, chain)
        return self._verdict(found, chain, size, tuple(team), self.tolerance(unit))

    def holders(self, unit: Unit | None) -> dict[str, tuple[str, ...]]:
        """For each role its holders there, members' ids; the team are the members of the units."""
        chain = self.chain(unit)
        return {**self._holders(chain), "team": self._team(chain)}

    def stand_in(self, role: str, held: Mapping[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...]]:
        """The role that decides in place of a vacant one, along its fallbacks, and who holds it."""
        found, members, _ = self._decider(role, held)
        return found, members

    def fallbacks(self, role: str) -> tuple[str, ...]:
        """The roles that stand in for one, the nearest first."""
        return tuple(self.preset["fallbacks"].get(role, ()))

    def names_of(self, members: Iterable[str]) -> tuple[str, ...]:
        """Names of members, each once, in the order given."""
        return tuple(dict.fromkeys(self.standing.names[m] for m in members if m in self.standing.names))

    def holds(self, member: UUID | None, roles: Sequence[str] | None, unit: Unit | None) -> bool:
        """Whether the member holds one of the roles (any role when None) in the unit or above it."""
        held, _ = self._with_loans(self._holders(self.chain(unit)), self.chain(unit), "")
        return any(str(member) in who for role, who in held.items() if roles is None or role in roles)

    def permission_roles(self, permission: str) -> list[str]:
        """Roles that a plain permission of that name asks for."""
        return list(self.preset["permissions"].get(permission, [permission]))

    def _routed(self, family: str, chain: list[Unit], size: Size, matrices: list[Matrix]) -> InForce | None:
        control, tolerance = self.preset["change_control"], matrices[0].tolerance
        baselined = any(unit.scope_baseline for unit in chain)
        if baselined:
            family = control["always"].get(family, family)
            own = ruling(matrices, (family, "normal"))
            if own is not None and exceeds(size, own.rule.limit(tolerance)):
                family = control["beyond_limit"].get(family, family)
        beyond = ruling(matrices, (family, "beyond")) if exceeds(size, tolerance) else None
        within = ruling(matrices, (family, "baselined")) if baselined else None
        return beyond or within or ruling(matrices, (family, "normal"))

    def _verdict(
        self, found: InForce, chain: list[Unit], size: Size, team: tuple[UUID, ...], tolerance: Limit
    ) -> Verdict:
        rule, held = found.rule, self._holders(chain)
        held["team"] = tuple(map(str, team)) or self._team(chain)
        small = len({m for who in held.values() for m in who} & self.standing.people) <= 2
        held, lent = self._with_loans(held, chain, rule.family)
        role, deciders, fallback = self._decider(rule.decides, held)
        keys = [Key("decide", role, deciders, fallback)]
        for asked_as, roles in (("approve", rule.approves), ("consult", rule.consults)):
            keys += [self._key(asked_as, r, held, deciders) for r in roles if held.get(r)]
        alone = small or not (rule.always_asks or exceeds(size, rule.limit(tolerance)))
        because = f"The {self.name_of(role)} decides {self.family_names().get(rule.family, rule.family)}"
        because += {"beyond": " beyond tolerance", "baselined": " within tolerance"}.get(rule.band, "")
        return Verdict(
            family=rule.family,
            band=rule.band,
            matrix_version=found.matrix.number,
            alone=alone,
            consult_days=rule.consult_days,
            keys=tuple(_with_lent(key, lent) for key in keys if key.members),
            informs=tuple(dict.fromkeys(m for r in rule.informs for m in held.get(r, ()))),
            because=because,
            size=size.to_json(),
        )

    def _key(
        self, asked_as: str, role: str, held: dict[str, tuple[str, ...]], deciders: tuple[str, ...]
    ) -> Key:
        others = tuple(m for m in held[role] if role != "team" or m not in deciders)
        return Key(asked_as, role, others or (held[role] if role != "team" else ()), "")

    def _decider(self, role: str, held: Mapping[str, tuple[str, ...]]) -> tuple[str, tuple[str, ...], str]:
        """Who holds the role, or along the fallback chain who stands in for it."""
        seen, line = {role}, [role]
        vacant = f"nobody is {self.name_of(role)} here"
        while line:
            current = line.pop(0)
            if held.get(current):
                return current, held[current], "" if current == role else vacant
            line += [r for r in self.preset["fallbacks"].get(current, []) if r not in seen]
            seen.update(line)
        return role, (), vacant

    def _holders(self, chain: list[Unit]) -> dict[str, tuple[str, ...]]:
        """For each role its holders in the nearest unit that has one."""
        today = clock.today(self.workspace.timezone)
        held: dict[str, tuple[str, ...]] = {}
        for unit in chain:
            here: dict[str, tuple[str, ...]] = {}
            for holding in self.standing.holdings.get(unit.pk, ()):
                if holding.on(today):
                    role = self.preset["joined"].get(holding.role, holding.role)
                    here[role] = tuple(dict.fromkeys((*here.get(role, ()), holding.member)))
            held = here | held
        return held

    def _with_loans(
        self, held: dict[str, tuple[str, ...]], chain: list[Unit], family: str
    ) -> tuple[dict[str, tuple[str, ...]], Lent]:
        """Those holders, and to whom they lent that family here today."""
        today = clock.today(self.workspace.timezone)
        return with_loans(held, self.standing.loans, family, [unit.pk for unit in chain], today)

    def _team(self, chain: list[Unit]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(m for unit in chain for m in self.standing.teams.get(unit.pk, ())))

    def _unruled(self, family: str, chain: list[Unit]) -> Verdict:
        held = self._holders(chain)
        roles = self.permission_roles("steward")
        stewards = tuple(m for role in roles for m in held.get(role, ()))
        because = f"No row of the matrix rules {family}, so the {self.name_of(roles[0])} decides"
        return Verdict(
            family, "normal", 0, True, 0, (Key("decide", roles[0], stewards, because),), (), because
        )


def _with_lent(key: Key, lent: Lent) -> Key:
    borrowed = {m: lent[key.role, m] for m in key.members if (key.role, m) in lent}
    return replace(key, lent=borrowed) if borrowed else key


def _roles(matrix: Matrix) -> dict[str, str]:
    return dict(preset(matrix.preset)["roles"])
