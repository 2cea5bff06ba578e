"""A unit's next matrix while a command writes it: as the newest one, changed, checked and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pilothouse.commands import Fault, Refused, Scope
from pilothouse.who.changes import derived
from pilothouse.who.decisions.models import MatrixRow, MatrixVersion
from pilothouse.who.decisions.rights.lint import faults
from pilothouse.who.decisions.rights.matrix import LISTS, Limit, Matrix, Rule, RuleKey, in_force, matrix_of
from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.decisions.rights.standing import matrix_of_version
from pilothouse.who.people.models import Unit


@dataclass(frozen=True)
class Draft:
    """``base`` is the newest version it starts from, None for a unit that had no matrix of its own."""

    unit: Unit
    base: MatrixVersion | None
    matrix: Matrix

    def with_rule(self, rule: Rule) -> Draft:
        """With that row in place of the one for its family and band."""
        return self._with(rules={**self.matrix.rules, rule.key: rule})

    def without(self, key: RuleKey) -> Draft:
        """Without that row: what is inherited holds again."""
        return self._with(rules={k: rule for k, rule in self.matrix.rules.items() if k != key})

    def with_tolerance(self, tolerance: Limit) -> Draft:
        """With another tolerance; rows that followed the old one follow this one."""
        rules = {
            key: replace(rule, alone_limit=tolerance) if rule.follows else rule
            for key, rule in self.matrix.rules.items()
        }
        return self._with(rules=rules, tolerance=tolerance)

    def with_duties(self, role: str, told: Mapping[str, str]) -> Draft:
        """With other words for what a role answers for."""
        return self._with(duties={**self.matrix.duties, role: dict(told)})

    def save(self, ctx: Scope, note: str, id: UUID | None = None) -> MatrixVersion:
        """Write it as the unit's next version. Raises Refused where it would not say who decides."""
        whole = self._whole()
        _refuse_unclear(ctx, whole)
        _refuse_vacant(ctx, whole)
        old = self.base
        version: MatrixVersion = ctx.save(
            MatrixVersion(
                id=id or (derived(old.pk, "next") if old else derived(self.unit.pk, "matrix")),
                unit=self.unit,
                number=old.number + 1 if old else 1,
                preset=whole.matrix.preset,
                tolerance=dict(whole.matrix.tolerance),
                duties=dict(whole.matrix.duties),
                made_at=ctx.now,
                made_by_id=ctx.actor.member,
                note=note[:500],
            )
        )
        order = {key: place for place, key in enumerate(matrix_of(whole.matrix.preset).rules)}
        rules = sorted(whole.matrix.rules.values(), key=lambda rule: order.get(rule.key, len(order)))
        for position, rule in enumerate(rules):
            ctx.save(_row(rule, version, position))
        return version

    def _with(self, **values: Any) -> Draft:
        return replace(self, matrix=replace(self.matrix, **values))

    def _whole(self) -> Draft:
        """The organisation's matrix says everything: rows that its preset got meanwhile are added."""
        if self.unit.kind != "organisation":
            return self
        started = matrix_of(self.matrix.preset)
        followed = {
            key: replace(rule, alone_limit=self.matrix.tolerance) if rule.follows else rule
            for key, rule in started.rules.items()
        }
        return self._with(rules={**followed, **self.matrix.rules})


def draft_of(ctx: Scope, unit: Unit) -> Draft:
    """The unit's matrix as it stands in this transaction; an empty one if it has none."""
    version = newest(ctx, unit)
    if version is not None:
        rows = ctx.find(MatrixRow, version=version).order_by("position")
        return Draft(unit, version, matrix_of_version(version, rows))
    above = ctx.rights.matrices(unit)[0]
    return Draft(unit, None, Matrix(unit.pk, 0, above.preset, above.tolerance, {}))


def fresh_draft(ctx: Scope, unit: Unit, name: str) -> Draft:
    """A matrix that starts from a preset: whole for the organisation, else what differs from above."""
    started = matrix_of(name)
    rules = dict(started.rules)
    if unit.kind != "organisation":
        above = in_force(m for m in ctx.rights.matrices(unit) if m.unit != unit.pk)
        rules = {k: rule for k, rule in rules.items() if k not in above or _differ(rule, above[k].rule)}
    matrix = Matrix(unit.pk, 0, name, started.tolerance, rules)
    return Draft(unit, newest(ctx, unit), matrix)


def newest(ctx: Scope, unit: Unit) -> MatrixVersion | None:
    """The newest version of the unit's own matrix."""
    found: MatrixVersion | None = ctx.find(MatrixVersion, unit=unit).order_by("-number").first()
    return found


def _differ(one: Rule, other: Rule) -> bool:
    return replace(one, id="") != replace(other, id="")


def _row(rule: Rule, version: MatrixVersion, position: int) -> MatrixRow:
    return MatrixRow(
        id=derived(version.pk, position),
        version=version,
        position=position,
        family=rule.family,
        band=rule.band,
        decides=rule.decides,
        alone_limit=dict(rule.alone_limit),
        consult_days=rule.consult_days,
        **{name: list(getattr(rule, name)) for name in LISTS},
    )


def _refuse_unclear(ctx: Scope, draft: Draft) -> None:
    """No save adds a fault; those that a matrix had before may be mended one by one."""
    names = {**ctx.rights.role_names(), **preset(draft.matrix.preset)["roles"]}
    others = [m for m in ctx.rights.matrices(draft.unit) if m.unit != draft.unit.pk]
    own = [m for m in ctx.rights.matrices(draft.unit) if m.unit == draft.unit.pk]
    before = faults((found.rule for found in in_force([*own, *others]).values()), names)
    now = faults((found.rule for found in in_force([draft.matrix, *others]).values()), names)
    added = [remark for remark in now if remark not in before]
    if added:
        told = tuple(Fault(remark.field, remark.words) for remark in added)
        raise Refused("This row would not say clearly who decides.", faults=told)


def _refuse_vacant(ctx: Scope, draft: Draft) -> None:
    """No row is given to a role that nobody holds, there or below, and nobody stands in for. A preset may be:
    its roles are given next."""
    rights = ctx.rights
    if draft.base and draft.base.preset != draft.matrix.preset:
        return
    before = {key: found.rule.decides for key, found in rights.in_force(draft.unit).items()}
    moved = [rule for key, rule in draft.matrix.rules.items() if rule.decides != before.get(key)]
    units = [unit for unit in rights.standing.units.values() if draft.unit in rights.chain(unit)]
    for rule in moved:
        if any(rights.stand_in(rule.decides, rights.holders(unit))[1] for unit in units):
            continue
        who, about = rights.name_of(rule.decides), rights.family_names().get(rule.family, rule.family)
        words = f"Nobody is {who} and nobody stands in: nobody could decide {about}. Give that role first."
        raise Refused(words, faults=(Fault("decides", words),))
