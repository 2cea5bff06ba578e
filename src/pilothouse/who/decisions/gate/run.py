"""One transaction's work: commands resolved, permitted and applied in order, each a step for history."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pilothouse.commands import Command, Difference, Refused
from pilothouse.commands.base import Permission
from pilothouse.commands.difference import folded
from pilothouse.commands.lens import why_closed
from pilothouse.who.decisions.gate.context import Context, column
from pilothouse.who.decisions.gate.granted import must_be_inside
from pilothouse.who.decisions.gate.pending import Pending
from pilothouse.who.decisions.gate.recalled import Recalled
from pilothouse.who.decisions.gate.references import KnownRows, fetch, resolve
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Unit, Workspace
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Step:
    """One applied command: what it did, how history tells it, and where its right is looked up."""

    command: Command
    sentence: str
    differences: list[Difference]
    families: tuple[str, ...]
    unit: Unit | None
    team: tuple[UUID, ...]
    mandated: UUID | None = None
    on_behalf_of: UUID | None = None
    undoes: UUID | None = None


class Run:
    """The commands of one submission, applied in order inside the gate's transaction."""

    def __init__(self, workspace: Workspace, viewer: Viewer, channel: str, *, system: bool = False) -> None:
        self.workspace = workspace
        self.viewer = viewer
        self.channel = channel
        self.system = system
        self.rights = Rights(workspace)
        """As they stood before this run wrote anything: what it changes counts from the next one on."""
        self.rows = KnownRows()
        self.pending = Pending()
        self.recalled = Recalled()
        self.written: dict[tuple[str, str], Any] = {}
        self.steps: list[Step] = []
        self.mandate: UUID | None = None
        self.on_behalf_of: UUID | None = None
        self._depth = 0
        self._judged: set[tuple[tuple[str, ...], Any]] = set()
        self._folded: list[Difference] | None = None
        self._open: set[UUID] = set()

    @property
    def differences(self) -> list[Difference]:
        """All row differences, one a row."""
        if self._folded is None:
            self._folded = folded([d for step in self.steps for d in step.differences])
        return self._folded

    def perform(self, commands: Sequence[Command], seen: dict[str, Any] | None = None) -> None:
        """Apply the commands. Raises Refused, and then nothing of the submission is kept."""
        if self._depth == 0:
            commands = [one for command in commands for one in command.stands_for(self.viewer)]
        with self.pending.held():
            self._in_order(commands, seen or {})

    def _in_order(self, commands: Sequence[Command], seen: dict[str, Any]) -> None:
        found = fetch(commands, self.viewer, self.rows)
        self._depth += 1
        for command in commands:
            self._one(resolve(command, found, self.rows), seen)
        self._depth -= 1

    def add(self, command: Command) -> None:
        """Apply a command of the program's own as one more step."""
        self._depth += 1
        self.perform([command])
        self._depth -= 1

    def _one(self, command: Command, seen: dict[str, Any]) -> None:
        ctx = Context(self, command)
        subject = self._subject(command)
        unit = command.unit_of_decision(ctx) or (subject.unit_of_decision() if subject is not None else None)
        must_be_inside(self, command, unit)
        closed = self._why_closed(command, unit)
        if closed and command.on_closed == "refused":
            raise Refused(closed, status=409)
        if self._depth == 1 and not self.system:
            self._permit(command, command.needs(ctx), unit, subject)
        if subject is not None:
            _still_as_seen(subject, seen)
        families = command.families(ctx)
        command.apply(ctx)
        if command.closes or command.on_closed == "reopens":
            self._open.clear()
        if closed and why_closed(unit):
            raise Refused(closed, status=409)
        mandate, behalf = (self.mandate, self.on_behalf_of) if self._depth > 1 else (None, None)
        team = () if mandate else self._team(families, unit, subject)
        sentence, done = command.sentence(ctx), folded(ctx.differences)
        self._folded = None
        self.steps.append(Step(command, sentence, done, families, unit, team, mandate, behalf, ctx.undoes))

    def _why_closed(self, command: Command, unit: Unit | None) -> str:
        """Why nothing there can be changed; what changes nothing in it goes on."""
        apart = command.meta.permission in ("anyone", "system") or command.on_closed == "goes on"
        if unit is None or apart or self.system or unit.pk in self._open:
            return ""
        if not (why := why_closed(unit)):
            self._open.add(unit.pk)
        return why

    def _subject(self, command: Command) -> Any:
        ref = getattr(command, command.meta.subject, None) if command.meta.subject else None
        return self.rows.get(ref) if ref else None

    def _team(self, families: tuple[str, ...], unit: Unit | None, subject: Any) -> tuple[UUID, ...]:
        """Who works on it, for the first of those that are judged as one: the others go by its verdict."""
        judged = (families, unit and unit.pk)
        if not families or judged in self._judged:
            return ()
        self._judged.add(judged)
        return tuple(getattr(subject, "team_ids", lambda: ())())

    def _permit(
        self, command: Command, permission: Permission | None, unit: Unit | None, subject: Any
    ) -> None:
        viewer = self.viewer
        if permission == "anyone":
            return
        allowed = viewer.kind != "guest"
        if permission == "system":
            allowed = False
        elif permission == "own work":
            allowed = viewer.member in command.workers(subject) or self.rights.holds(
                viewer.member, self.rights.permission_roles(permission), unit
            )
        elif permission == "role holder":
            allowed = self.rights.holds(viewer.member, None, unit)
        elif permission == "steward":
            allowed = self.rights.holds(viewer.member, self.rights.permission_roles(permission), None)
        if not allowed:
            raise Refused(_WHY_NOT[permission or "member"].format(title=command.meta.title), status=403)


_WHY_NOT = {
    "member": "Guests cannot do this. Ask a member of the workspace.",
    "system": "{title} is done by the program itself.",
    "own work": "{title} is for those who do the work or lead it. You can comment or suggest.",
    "role holder": "{title} is for people who hold a role here.",
    "steward": "{title} is for the workspace's steward.",
}


def _still_as_seen(subject: Any, seen: dict[str, Any]) -> None:
    """The second saver of a moved value sees both before anything applies."""
    stale = {
        name: {"seen": value, "now": current}
        for name, value in seen.items()
        if (current := column(subject, name)) != value
    }
    if stale:
        raise Refused(
            "Somebody changed this since you opened it. Look at both values, then save again.",
            status=409,
            stale=stale,
        )
