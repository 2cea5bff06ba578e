"""What a token lets a program do: act, suggest only or read, everywhere or in some units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pilothouse.commands import Command, Refused, refs_of
from pilothouse.who.decisions.rights.verdicts import Key, Verdict
from pilothouse.who.people.models import Unit
from pilothouse.who.rows import Viewer

if TYPE_CHECKING:
    from pilothouse.who.decisions.gate.run import Run

PROPOSE, READ = "propose", "read"
SAYS = frozenset({"proposal.withdraw", "proposal.explain", "proposal.ask", "proposal.suggest"})
"""What is done to proposals at once by who may only suggest: asking, suggesting, saying why, taking back."""
PROPOSALS = frozenset({"decisions.changeset", "decisions.option"})


def only_suggests(viewer: Viewer, commands: Sequence[Command]) -> bool:
    """Whether these commands become a proposal whoever decides. Refuses what the token does not allow."""
    if viewer.grant == READ:
        raise Refused("This token reads only. Make one that may change things.", status=403)
    if viewer.grant != PROPOSE:
        return False
    talk = [_is_talk(command) for command in commands]
    if any(talk) and not all(talk):
        raise Refused("Send what is said to proposals by itself, apart from changes.", status=403)
    return not any(talk)


def confirmed_by(run: Run) -> list[Verdict]:
    """Who confirms what no row of the matrix rules, when a program may only suggest it: who keeps it."""
    loose = any(not step.families for step in run.steps)
    if run.viewer.grant != PROPOSE or run.viewer.keeper is None or not loose:
        return []
    (name,) = run.rights.names_of([str(run.viewer.keeper)]) or ("somebody",)
    key = Key("decide", "keeper", (str(run.viewer.keeper),), "")
    because = f"{run.viewer.name} may only suggest, and {name} keeps its token"
    return [Verdict("", "normal", 0, False, 0, (key,), (), because)]


def must_be_inside(run: Run, command: Command, unit: Unit | None) -> None:
    """Refuse what lies outside of the units that a token is held to."""
    allowed = frozenset(run.viewer.reach)
    if not run.viewer.units or run.system:
        return
    places = [unit, *(run.rows.get(ref) for ref in _units_named(command))]
    if not all(place is not None and place.pk in allowed for place in places):
        units = (run.rights.standing.units.get(id) for id in run.viewer.units)
        names = " and ".join(sorted(unit.name for unit in units if unit is not None))
        raise Refused(f"This token may change things of {names} only.", status=403)


def _units_named(command: Command) -> list[str]:
    """Units a command refers to: where something goes is as much its place as where it lies."""
    named = [n for n, ref in refs_of(type(command)).items() if ref.kind == "people.unit"]
    values = [getattr(command, name) for name in named]
    return [ref for value in values for ref in (value if isinstance(value, list) else [value]) if ref]


def _is_talk(command: Command) -> bool:
    """Whether it is said to a proposal. Refuses deciding one."""
    if command.meta.name in SAYS or command.meta.name.startswith(("basket.", "option.")):
        return True
    subject = refs_of(type(command)).get(command.meta.subject or "")
    if subject is not None and subject.kind in PROPOSALS:
        raise Refused("This token may only suggest; it decides nothing.", status=403)
    return False
