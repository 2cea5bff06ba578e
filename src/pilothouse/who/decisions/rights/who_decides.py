"""Who decides an action, or what can be done to a thing: by size, with names, and the rule that says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pilothouse.commands import Command, Refused, all_commands, command_named, refs_of
from pilothouse.commands.lens import Size, plan_lens
from pilothouse.who.changes import listed
from pilothouse.who.decisions.gate.rowvalues import model_of
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.rights.matrix import InForce
from pilothouse.who.decisions.rights.queries import BANDS, rights_of, unit_named
from pilothouse.who.decisions.rights.verdicts import Key, Rights, Verdict
from pilothouse.who.items.kinds import all_kinds
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit
from pilothouse.who.rows import Viewer

Line = dict[str, Any]
PERMITTED = {
    "member": "Every member may do this at once. It asks nobody.",
    "own work": "Whoever does the work may do this at once, and so may {roles}.",
    "role holder": "Whoever holds a role there may do this at once.",
    "steward": "{roles} may do this at once.",
    "anyone": "Everybody may do this, guests too.",
    "system": "The program itself does this.",
}


@dataclass(frozen=True)
class Subject:
    """What is asked about: where its rights are, who works on it, and its table."""

    key: str
    title: str
    unit: Unit | None
    model: str = ""
    team: tuple[UUID, ...] = ()
    commands: tuple[str, ...] = ()


def who_decides(viewer: Viewer, command: str = "", about: str = "") -> Line:
    """Who decides the command, the thing, or the command about the thing; nothing for neither.

    Raises Refused for a command or a thing that there is not."""
    rights = rights_of(viewer)
    if rights is None:
        raise Refused("Guests are not told who decides. Ask a member of the workspace.", status=404)
    subject = _subject(viewer, rights, about.strip())
    named = [command_named(command)] if command else _about(subject)
    return {
        "command": command,
        "about": {"key": subject.key, "title": subject.title} if subject else None,
        "unit": _unit_words(rights, subject),
        "answers": _joined(answer for one in named for answer in _answers(viewer, rights, one, subject)),
    }


def actions() -> list[Line]:
    """Everything that can be asked about, by what people call it."""
    open_to_people = [c for c in all_commands().values() if c.meta.permission != "system"]
    rows = [{"id": c.meta.name, "title": c.meta.title} for c in open_to_people]
    return sorted(rows, key=lambda row: (row["title"].casefold(), row["id"]))


def ladder(
    viewer: Viewer, rights: Rights, family: str, unit: Unit | None, team: Sequence[UUID], *, sized: bool
) -> list[Line]:
    """Who decides that family there, a line for each size at which somebody else does. ``sized``: whether
    such a change may move the plan."""
    steps: list[tuple[float, Verdict, InForce | None]] = []
    for days in _edges(rights, family, unit) if sized else [0.0]:
        size = Size(days=days + 0.5) if days else Size()
        verdict, found = rights.judge(family, unit, size, team), rights.rule_for(family, unit, size)
        if not steps or _differ(steps[-1][1], verdict):
            steps.append((days, verdict, found))
    ends = [*(days for days, _, _ in steps[1:]), None]
    return [
        _line(viewer, rights, unit, verdict, found, _range(days, end))
        for (days, verdict, found), end in zip(steps, ends, strict=True)
    ]


def _answers(
    viewer: Viewer, rights: Rights, command: type[Command], subject: Subject | None
) -> Iterator[Line]:
    unit, team = (subject.unit, subject.team) if subject else (None, ())
    if not command.meta.family:
        roles = [f"the {rights.name_of(r)}" for r in rights.permission_roles(command.meta.permission or "")]
        words = PERMITTED[command.meta.permission or "member"].format(roles=listed(roles))
        yield {
            "family": "",
            "name": "",
            "title": command.meta.title,
            "words": words[:1].upper() + words[1:],
            "steps": [],
        }
    families = dict.fromkeys((command.meta.family, *command.other_families) if command.meta.family else ())
    for family in families:
        steps = ladder(viewer, rights, family or "", unit, team, sized=_sized(command))
        name = rights.family_names().get(family or "", family)
        yield {"family": family, "name": name, "title": command.meta.title, "words": "", "steps": steps}


def _joined(answers: Iterable[Line]) -> list[Line]:
    """One answer a family, with the titles of all it is the answer to."""
    found: dict[str, Line] = {}
    for answer in answers:
        known = found.setdefault(answer["family"] or answer["words"], {**answer, "titles": []})
        known["titles"] = list(dict.fromkeys((*known["titles"], answer["title"])))
        known["steps"] = max(known["steps"], answer["steps"], key=len)
    return list(found.values())


def _subject(viewer: Viewer, rights: Rights, about: str) -> Subject | None:
    """The item, proposal or unit with that key or name."""
    if not about:
        return None
    found = _item(viewer, about) or _proposal(viewer, rights, about) or _of_unit(rights, about)
    if found is None:
        raise Refused(
            f"There is nothing called {about!r} that you can see. Write a key such as LED-112.", status=404
        )
    return found


def _item(viewer: Viewer, about: str) -> Subject | None:
    named = Item.named(about)
    item = Item.objects.seen_by(viewer).filter(named).first() if named is not None else None
    if item is None:
        return None
    model: Any = model_of(all_kinds()[item.kind].model)
    row = model.objects.seen_by(viewer).select_related("item__unit").get(pk=item.pk)
    team = tuple(getattr(row, "team_ids", lambda: ())())
    return Subject(item.key, item.title, row.unit_of_decision(), all_kinds()[item.kind].model, team)


def _proposal(viewer: Viewer, rights: Rights, about: str) -> Subject | None:
    named = ChangeSet.named(about)
    change = ChangeSet.objects.seen_by(viewer).filter(named).first() if named is not None else None
    if change is None:
        return None
    unit = rights.standing.units.get(change.unit_id) if change.unit_id else None
    stored = (
        Option.objects.seen_by(viewer).filter(pk=change.chosen).values_list("commands", flat=True).first()
    )
    names = dict.fromkeys(one["name"] for one in stored or [])
    return Subject(change.key, change.title, unit, commands=tuple(names))


def _of_unit(rights: Rights, about: str) -> Subject | None:
    units = rights.standing.units.values()
    unit = unit_named(rights, about) or next(
        (u for u in units if u.name.casefold() == about.casefold()), None
    )
    return Subject(unit.name, unit.name, unit, "people.unit") if unit else None


def _about(subject: Subject | None) -> list[type[Command]]:
    """What can be done to it and somebody decides."""
    if subject is None:
        return []
    if subject.commands:
        return [command_named(name) for name in subject.commands]
    decided = [c for c in all_commands().values() if c.meta.family and c.meta.subject]
    return [c for c in decided if refs_of(c)[c.meta.subject or ""].kind == subject.model]


def _sized(command: type[Command]) -> bool:
    """Whether it refers to anything that the plan is made of."""
    lens = plan_lens()
    watched = lens.watched().keys() if lens else ()
    return any(ref.kind in watched for ref in refs_of(command).values())


def _edges(rights: Rights, family: str, unit: Unit | None) -> list[float]:
    """Days at which somebody else may be asked: limits of its rows, and the tolerance."""
    tolerance = rights.tolerance(unit)
    control = rights.preset["change_control"]
    families = {family, control["always"].get(family), control["beyond_limit"].get(family)}
    rules = [found.rule for found in rights.in_force(unit).values() if found.rule.family in families]
    limits = {rule.limit(tolerance).get("days", 0.0) for rule in rules if not rule.always_asks}
    return sorted({0.0, tolerance.get("days", 0.0), *limits})


def _differ(one: Verdict, other: Verdict) -> bool:
    return (one.family, one.band, one.alone, one.keys) != (other.family, other.band, other.alone, other.keys)


def _range(days: float, end: float | None) -> str:
    if end is None:
        return f"more than {days:g} days later" if days else ""
    return f"up to {end:g} days later" if not days else f"{days:g} to {end:g} days later"


def _line(
    viewer: Viewer, rights: Rights, unit: Unit | None, verdict: Verdict, found: InForce | None, label: str
) -> Line:
    asked = {kind: _keys(rights, verdict, kind) for kind in ("decide", "approve", "consult")}
    decide = asked["decide"]
    told = list(rights.names_of(verdict.informs))
    if verdict.alone:
        told = [
            *(name for kind in ("approve", "consult") for one in asked[kind] for name in one["names"]),
            *told,
        ]
    return {
        "label": label,
        "band": BANDS.get(verdict.band, ""),
        "alone": verdict.alone,
        "decide": decide,
        "approve": [] if verdict.alone else asked["approve"],
        "consult": [] if verdict.alone else asked["consult"],
        "told": list(dict.fromkeys(told)),
        "consult_days": verdict.consult_days,
        "vacant": _vacant(rights, verdict, found),
        "you": str(viewer.member) in verdict.deciders,
        "because": verdict.because,
        "rule": _rule(rights, unit, found),
        "sentence": _sentence(decide, asked, verdict),
    }


def _keys(rights: Rights, verdict: Verdict, kind: str) -> list[Line]:
    return [
        {
            "role": rights.name_of(key.role),
            "names": list(rights.names_of(key.members)),
            "lent": _lent(rights, key),
        }
        for key in verdict.keys
        if key.asked_as == kind
    ]


def _lent(rights: Rights, key: Key) -> list[str]:
    """Who has the say for a time: "Ana for Tomás until 2027-03-12"."""
    found = []
    for borrower, loan in key.lent.items():
        who, of = rights.names_of([borrower]), rights.names_of([loan["of"]])
        found.append(f"{listed(who)} for {listed(of)} until {loan['until']}")
    return found


def _vacant(rights: Rights, verdict: Verdict, found: InForce | None) -> list[str]:
    """Roles of the rule that nobody holds, and what that means."""
    if found is None:
        return [verdict.because]
    there = {(key.asked_as, key.role) for key in verdict.keys}
    decider = next((key for key in verdict.keys if key.asked_as == "decide"), None)
    words = []
    if decider is None:
        words.append(
            f"Nobody is {rights.name_of(found.rule.decides)} and nobody stands in: it cannot be decided."
        )
    elif decider.role != found.rule.decides:
        words.append(
            f"Nobody is {rights.name_of(found.rule.decides)}, so the {rights.name_of(decider.role)} decides."
        )
    missing = [role for role in found.rule.approves if ("approve", role) not in there]
    return words + [f"Nobody is {rights.name_of(role)}: it goes without, on record." for role in missing]


def _rule(rights: Rights, unit: Unit | None, found: InForce | None) -> Line | None:
    if found is None:
        return None
    of = rights.standing.units.get(found.matrix.unit) if found.matrix.unit else None
    here = unit or next(iter(rights.chain(None)), None)
    return {
        "anchor": f"{found.rule.family}-{found.rule.band}",
        "name": rights.family_names().get(found.rule.family, found.rule.family),
        "matrix": f"matrix {found.matrix.number} of {of.name}" if of else "the preset",
        "unit": str(here.pk) if here and here.kind != "team" else "",
    }


def _sentence(decide: list[Line], asked: dict[str, list[Line]], verdict: Verdict) -> str:
    if not decide:
        return "Nobody can decide this"
    names = " or ".join(decide[0]["names"])
    if verdict.alone or not (asked["approve"] or asked["consult"]):
        return f"{names} decide{'' if len(decide[0]['names']) > 1 else 's'} alone"
    verb = f"{names} decide{'' if len(decide[0]['names']) > 1 else 's'}"
    agreeing = [" or ".join(one["names"]) for one in asked["approve"]]
    consulted = [" or ".join(one["names"]) for one in asked["consult"]]
    words = f"{verb} with {listed(agreeing)}" if agreeing else verb
    if consulted and verdict.consult_days:
        words += f", after asking {listed(consulted)}"
    return words


def _unit_words(rights: Rights, subject: Subject | None) -> str:
    unit = subject.unit if subject and subject.unit else next(iter(rights.chain(None)), None)
    return unit.name if unit else ""
