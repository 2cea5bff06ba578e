"""Who decides what: the matrix that holds in a unit with its roles, read as the viewer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pilothouse.who.changes import listed
from pilothouse.who.decisions.rights.lint import advice
from pilothouse.who.decisions.rights.matrix import InForce, Limit, Matrix, Rule
from pilothouse.who.decisions.rights.presets import known_presets, preset
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import member_names, workspace_of
from pilothouse.who.rows import Viewer

Person = dict[str, Any]
BANDS = {"normal": "", "baselined": "once baselined, within tolerance", "beyond": "beyond tolerance"}
LEVELS = ("organisation", "portfolio", "product", "project")
"""Kinds of units that may have a matrix."""


_VERBS = {
    "approves": ("must agree too", "need not agree"),
    "consults": ("asked first too", "not asked first"),
    "informs": ("told too", "not told"),
}
"""How it is said that a role came onto a list, and that it left it."""


def rights_of(viewer: Viewer) -> Rights | None:
    """The rights as they stand, for whoever may know them: everybody but guests."""
    return Rights(workspace_of(viewer)) if viewer.kind != "guest" else None


def matrix(viewer: Viewer, of: str = "") -> dict[str, Any]:
    """The matrix in force in the unit ``of`` (the organisation by default): rows by the question they answer,
    with roles as people call them and who holds them, the version it comes from, and what is to be known."""
    rights = rights_of(viewer)
    unit = unit_named(rights, of) if rights else None
    if rights is None or unit is None:
        return {"version": None, "groups": [], "rows": []}
    held, in_force = rights.holders(unit), rights.in_force(unit)
    above = rights.in_force(rights.standing.units.get(unit.parent_id)) if unit.parent_id else {}
    rows = [_row(rights, unit, found, held, above) for found in in_force.values()]
    own = rights.matrices(unit)[0]
    return {
        "headline": headline(rights, unit),
        "unit": {"id": str(unit.pk), "name": unit.name, "is_whole": unit.kind == "organisation"},
        "units": [_unit(rights, each) for each in levels(rights)],
        "version": _version(rights, rights.matrices(unit)),
        "tolerance": dict(own.tolerance),
        "tolerance_of": _told_by(rights, own),
        "rows": rows,
        "groups": _groups(rights, rows),
        "remarks": [remark.words for remark in advice(rights, unit)],
        "roles": _roles(rights, held),
        "presets": presets(viewer, {}),
    }


def headline(rights: Rights, unit: Unit) -> str:
    """Whether every kind of decision has somebody who takes it, in a sentence."""
    held = rights.holders(unit)
    roles = dict.fromkeys(found.rule.decides for found in rights.in_force(unit).values())
    vacant = [role for role in roles if not held.get(role)]
    if any(not rights.stand_in(role, held)[1] for role in vacant):
        return f"Some decisions in {unit.name} have nobody to take them"
    if vacant:
        some = "one role" if len(vacant) == 1 else f"{len(vacant)} roles"
        return f"Everything in {unit.name} has somebody to decide it, for {some} a stand-in"
    return f"Everything in {unit.name} has somebody to decide it"


def levels(rights: Rights) -> list[Unit]:
    """The units that may have a matrix of their own, each below the one it belongs to."""
    units = [unit for unit in rights.standing.units.values() if unit.kind in LEVELS]
    return sorted(units, key=lambda unit: [_place(one) for one in reversed(rights.chain(unit))])


def unit_named(rights: Rights, of: str) -> Unit | None:
    """The unit with that id; the organisation for none. None when there is no such unit."""
    if not of:
        return next(iter(rights.chain(None)), None)
    return next((unit for unit in levels(rights) if str(unit.pk) == of), None)


def limit_words(limit: Limit) -> str:
    """A limit as people say it: "5 days later, 5% dearer, 5% more work"."""
    days, cost, effort = (limit.get(name, 0) for name in ("days", "cost", "effort"))
    later = f"{days:g} day{'' if days == 1 else 's'} later"
    return f"{later}, {cost * 100:g}% dearer, {effort * 100:g}% more work"


def roles(viewer: Viewer, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The roles of the workspace, to choose from, with what they answer for."""
    rights = Rights(workspace_of(viewer))
    duties = rights.duties()
    return [{"id": role, "key": role, "title": n, **duties[role]} for role, n in rights.role_names().items()]


def presets(viewer: Viewer, filters: Mapping[str, str]) -> list[dict[str, Any]]:
    """The matrices to start from, to choose from."""
    rows = {name: preset(name) for name in known_presets()}
    return [{"id": n, "key": n, "title": d["title"], "about": d["about"]} for n, d in rows.items()]


def people_by_id(viewer: Viewer) -> dict[str, Person]:
    """Members by id as pages name them."""
    return {str(pk): {"name": name, "id": str(pk)} for pk, name in member_names(viewer).items()}


def _place(unit: Unit) -> tuple[int, str, str]:
    return unit.rank, unit.name, str(unit.pk)


def _unit(rights: Rights, unit: Unit) -> dict[str, Any]:
    own = rights.standing.matrices.get(unit.pk)
    return {
        "id": str(unit.pk),
        "name": unit.name,
        "kind": unit.kind,
        "depth": len(rights.chain(unit)) - 1,
        "own": len(own.rules) if own else 0,
    }


def _version(rights: Rights, matrices: list[Matrix]) -> dict[str, Any] | None:
    """The version that says most of it: that of the nearest unit with a matrix."""
    own = matrices[0]
    if own.number == 0:
        return None
    title = preset(own.preset)["title"].partition(":")[0]
    return {"number": own.number, "at": own.made_at, "unit": _told_by(rights, own), "preset": title}


def _told_by(rights: Rights, matrix: Matrix) -> str:
    unit = rights.standing.units.get(matrix.unit) if matrix.unit else None
    return unit.name if unit else "the preset"


def _row(
    rights: Rights,
    unit: Unit,
    found: InForce,
    held: Mapping[str, tuple[str, ...]],
    above: Mapping[tuple[str, str], InForce],
) -> dict[str, Any]:
    rule, own = found.rule, found.matrix.unit == unit.pk
    inherited = above.get(rule.key) if own else None

    def people(roles: Iterable[str]) -> list[dict[str, Any]]:
        return [{"role": rights.name_of(r), "held_by": list(rights.names_of(held.get(r, ())))} for r in roles]

    return {
        "id": rule.id,
        "anchor": f"{rule.family}-{rule.band}",
        "family": rule.family,
        "name": rights.family_names().get(rule.family, rule.family),
        "band": BANDS.get(rule.band, rule.band),
        "decides": people([rule.decides]),
        "approves": people(rule.approves),
        "consults": people(rule.consults),
        "informs": people(rule.informs),
        "alone": "" if rule.always_asks else _limit(rule),
        "consult_days": rule.consult_days if rule.consults else None,
        "own": own,
        "told_by": _told_by(rights, found.matrix),
        "differs": differences(rights, inherited.rule, rule) if inherited else [],
    }


def differences(rights: Rights, before: Rule, now: Rule) -> list[str]:
    """How one rule differs from another, in words."""
    found = []
    if before.decides != now.decides:
        found.append(f"the {rights.name_of(now.decides)} decides, not the {rights.name_of(before.decides)}")
    for name, (more, less) in _VERBS.items():
        was, is_now = getattr(before, name), getattr(now, name)
        found += _said(rights, more, [role for role in is_now if role not in was])
        found += _said(rights, less, [role for role in was if role not in is_now])
    if (before.follows, dict(before.alone_limit)) != (now.follows, dict(now.alone_limit)):
        found.append(f"alone up to {_limit(now)}, not {_limit(before)}")
    if before.consult_days != now.consult_days:
        found.append(f"waits {now.consult_days} days for those who are asked, not {before.consult_days}")
    return found


def _said(rights: Rights, verb: str, roles: list[str]) -> list[str]:
    return [f"{verb}: {listed([rights.name_of(role) for role in roles])}"] if roles else []


def _limit(rule: Rule) -> str:
    if rule.always_asks:
        return "nothing"
    return "the tolerance" if rule.follows else limit_words(rule.alone_limit)


def _groups(rights: Rights, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows by the question they answer, those of no question last."""
    known = {family: question for question, some in rights.preset["questions"].items() for family in some}
    names = [*rights.preset["questions"], "Other"]
    found = [
        {"name": name, "rows": [row for row in rows if known.get(row["family"], "Other") == name]}
        for name in names
    ]
    return [group for group in found if group["rows"]]


def _roles(rights: Rights, held: Mapping[str, tuple[str, ...]]) -> list[dict[str, Any]]:
    duties = rights.duties()
    return [
        {"id": role, "name": name, "held_by": list(rights.names_of(held.get(role, ()))), **duties[role]}
        for role, name in rights.role_names().items()
    ]


def duties(viewer: Viewer) -> dict[str, dict[str, str]]:
    """What each role answers for, for everybody but guests."""
    rights = rights_of(viewer)
    return rights.duties() if rights else {}
