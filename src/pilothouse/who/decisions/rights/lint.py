"""What is wrong with a matrix, in words: faults that no save may add, and advice on who can decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pilothouse.commands import all_commands
from pilothouse.who.changes import listed
from pilothouse.who.decisions.rights.matrix import LISTS, Rule, RuleKey

if TYPE_CHECKING:
    from pilothouse.who.decisions.rights.verdicts import Rights
    from pilothouse.who.people.models import Unit

EVERYTHING = {"days": 365.0, "cost": 1.0, "effort": 1.0}
"""The most that a limit can be set to: nothing is beyond it."""


@dataclass(frozen=True)
class Remark:
    """``fault`` is refused at a save, anything else is advice; ``stuck``: somebody must mend it before
    anything there can be decided. ``field`` is the column it is about."""

    words: str
    fault: bool = False
    rule: RuleKey = ("", "")
    field: str = "decides"
    stuck: bool = False


def faults(rules: Iterable[Rule], names: Mapping[str, str]) -> list[Remark]:
    """What leaves unclear who decides; ``names`` are the roles there are."""
    found = list(rules)
    return [remark for rule in found for remark in _of_rule(rule, names)] + _without_normal(found)


def families_used() -> frozenset[str]:
    """Every family that a command of the code may belong to."""
    commands = all_commands().values()
    mine = {command.meta.family for command in commands if command.meta.family}
    return frozenset(mine.union(*(command.other_families for command in commands)))


def advice(rights: Rights, unit: Unit | None) -> list[Remark]:
    """What works otherwise than the rows read, in that unit as its roles are held today."""
    rules = [found.rule for found in rights.in_force(unit).values()]
    held = rights.holders(unit)
    return [
        *_missing(rights, unit),
        *_vacant_deciders(rights, rules, held),
        *_vacant_keys(rights, rules, held),
        *_never_asked(rights, rules, unit),
    ]


def grave(rights: Rights) -> list[str]:
    """What keeps decisions from being taken anywhere in a workspace, in words."""
    found = []
    for unit in rights.standing.units.values():
        rules = [each.rule for each in rights.in_force(unit).values()]
        remarks = [*faults(rules, rights.role_names()), *(r for r in advice(rights, unit) if r.stuck)]
        found += [f"{unit.name}: {remark.words}" for remark in remarks]
    return list(dict.fromkeys(found))


def _of_rule(rule: Rule, names: Mapping[str, str]) -> list[Remark]:
    found = []
    lists = {name: getattr(rule, name) for name in LISTS}
    for name, roles in {"decides": (rule.decides,), **lists}.items():
        for role in (r for r in roles if r not in names):
            words = f"There is no role {role!r}. Choose one of: {', '.join(names)}."
            found.append(Remark(words if role else "Say who decides.", True, rule.key, name))
    everyone = [role for roles in lists.values() for role in roles]
    for name, roles in lists.items():
        if rule.decides in roles:
            words = f"The {names.get(rule.decides, rule.decides)} decides already. Take them off this list."
            found.append(Remark(words, True, rule.key, name))
    for role in dict.fromkeys(r for r in everyone if everyone.count(r) > 1):
        words = f"The {names.get(role, role)} stands on two lists. Keep the stronger one."
        found.append(Remark(words, True, rule.key, "consults"))
    return found


def _without_normal(rules: list[Rule]) -> list[Remark]:
    """A family that is only ruled beyond some limit is nobody's below it."""
    known = {rule.key for rule in rules}
    return [
        Remark(f"Nobody decides {rule.family} below its limit. Add its usual row.", True, rule.key)
        for rule in rules
        if rule.band == "beyond" and not known & {(rule.family, "normal"), (rule.family, "baselined")}
    ]


def _missing(rights: Rights, unit: Unit | None) -> list[Remark]:
    there = {key for matrix in rights.matrices(unit) if matrix.number for key in matrix.rules}
    wanted = rights.matrices(unit)[-1].rules
    lacking = dict.fromkeys(family for family, band in wanted if (family, band) not in there)
    names = rights.family_names()
    found = []
    if lacking and there:
        some = listed([names.get(family, family) for family in list(lacking)[:4]])
        more = f", and {len(lacking) - 4} more," if len(lacking) > 4 else ""
        found.append(Remark(f"This matrix says nothing of {some}{more} so the preset's rows hold."))
    unruled = sorted(families_used() - {family for family, _ in wanted} - {family for family, _ in there})
    return found + [Remark(f"No row says who decides {family}, so the steward does.") for family in unruled]


def _vacant_deciders(
    rights: Rights, rules: list[Rule], held: Mapping[str, tuple[str, ...]]
) -> Iterable[Remark]:
    for role in dict.fromkeys(rule.decides for rule in rules):
        if held.get(role):
            continue
        about = _families(rights, [rule for rule in rules if rule.decides == role])
        other, members = rights.stand_in(role, held)
        if members:
            who = f"the {rights.name_of(other)}, {listed(rights.names_of(members))}, stands in"
            yield Remark(f"Nobody is {rights.name_of(role)} here: {who} and decides {about}.")
        else:
            yield Remark(
                f"Nobody is {rights.name_of(role)} here and nobody stands in: nobody can decide {about}.",
                stuck=True,
            )


def _vacant_keys(rights: Rights, rules: list[Rule], held: Mapping[str, tuple[str, ...]]) -> Iterable[Remark]:
    for role in dict.fromkeys(role for rule in rules for role in rule.approves):
        if not held.get(role):
            about = _families(rights, [rule for rule in rules if role in rule.approves])
            yield Remark(
                f"The {rights.name_of(role)} must agree to {about}, but nobody holds that role "
                "here: it goes without, on record."
            )


def _never_asked(rights: Rights, rules: list[Rule], unit: Unit | None) -> Iterable[Remark]:
    """Rows whose limit lies where other rows, or none, take over: nobody on their lists is ever asked."""
    tolerance = rights.tolerance(unit)
    beyond = {rule.family for rule in rules if rule.band == "beyond"}
    for rule in rules:
        end = tolerance if rule.family in beyond and rule.band != "beyond" else EVERYTHING
        limit = rule.limit(tolerance)
        reaches = all(limit.get(name, 0) >= end[name] for name in end)
        if reaches and not rule.follows and (rule.approves or rule.consults):
            who = listed([rights.name_of(role) for role in (*rule.approves, *rule.consults)])
            words = f"The {who} are never asked about {_families(rights, [rule])}: "
            yield Remark(words + "its limit reaches as far as the row goes. Lower it.", rule=rule.key)


def _families(rights: Rights, rules: list[Rule], most: int = 3) -> str:
    names = rights.family_names()
    told = list(dict.fromkeys(names.get(rule.family, rule.family) for rule in rules))
    more = len(told) - most
    return listed(told if more <= 1 else [*told[:most], f"{more} others"])
