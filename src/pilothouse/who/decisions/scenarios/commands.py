"""Scenarios: private branches of the plan. Nothing in them is true until they are applied, as one decision.

History keeps what was done to them for their author alone; sentences say nothing of what they hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse.commands import Command, Fault, Hint, RefTo, Refused, Scope
from pilothouse.commands.fields import hint_of
from pilothouse.commands.lens import plan_lens
from pilothouse.who.changes import derived, put
from pilothouse.who.decisions.models import DRAFT, SCENARIO, Option, Scenario, ScenarioFigures, Share
from pilothouse.who.decisions.proposals.collecting import (
    Trial,
    as_command,
    collectable,
    hash_of,
    refuse_full,
    stored,
    told_of,
    try_out,
)
from pilothouse.who.fields import MemberRef, Minted
from pilothouse.who.items.bin import bin_row

ScenarioRef = Annotated[str, RefTo("decisions.scenario")]
Called = Annotated[str, Field(min_length=1, max_length=200), Hint(label="Name", private=True)]
Why = Annotated[str, Field(max_length=4000), Hint(label="What it tries out", rows=2, private=True)]
Edits = Annotated[
    list[dict[str, Any]],
    Field(min_length=1),
    Hint(hidden=True, private=True, help="Commands, each as {name, payload}."),
]
TENTATIVE = "7e0a4d2e-5f0e-4c0a-9a57-3f6f2f1c9d10"
OWN = "a scenario of their own"


class StartScenario(Command, name="scenario.start", permission="member"):
    """Start a scenario.

    A branch of the plan for yourself: nothing in it is true, and nobody sees it until you share it."""

    id: Minted = Field(default_factory=uuid4)
    title: Called
    why: Why = ""

    def apply(self, ctx: Scope) -> None:
        save_scenario(ctx, self.id, self.title, self.why, ())

    def sentence(self, ctx: Scope) -> str:
        return f"started {OWN}"


class PutIntoScenario(Command, name="scenario.put", permission="member"):
    """Put edits into a scenario."""

    scenario: ScenarioRef
    commands: Edits
    example: ClassVar[dict[str, Any]] = {
        "commands": [
            {"name": "feature.add", "payload": {"id": TENTATIVE, "title": "Perhaps", "unit": "Invoices"}}
        ]
    }

    def apply(self, ctx: Scope) -> None:
        _, option = own_draft(ctx, self.scenario)
        new = [_edit(told) for told in self.commands]
        refuse_full(len(option.commands) + len(new))
        trial = try_out(ctx.workspace, ctx.actor, [*option.commands, *new])
        for edit in new:
            if edit["id"] in trial.broken:
                raise Refused(trial.broken[edit["id"]])
        keep_trial(ctx, option, trial)

    def sentence(self, ctx: Scope) -> str:
        return f"put {'an edit' if len(self.commands) == 1 else 'edits'} into {OWN}"


def put_into(scenario: str, commands: Sequence[Command]) -> list[Command]:
    """What puts those commands into a scenario in place of doing them."""
    told = [{"name": command.meta.name, "payload": command.payload()} for command in commands]
    return [PutIntoScenario(scenario=scenario, commands=told)]


class TakeOutOfScenario(Command, name="scenario.take_out", permission="member"):
    """Take edits out of a scenario."""

    scenario: ScenarioRef
    edits: Annotated[list[str], Field(min_length=1), Hint(label="Edits", help="By their ids.")]
    example: ClassVar[dict[str, Any]] = {"edits": ["spare"]}

    def apply(self, ctx: Scope) -> None:
        _, option = own_draft(ctx, self.scenario)
        known = {edit["id"] for edit in option.commands}
        if unknown := [id for id in self.edits if id not in known]:
            message = f"This scenario has no edit {unknown[0]}. Reload the page and look again."
            raise Refused(message, faults=(Fault("edits", message),), status=409)
        kept = [edit for edit in option.commands if edit["id"] not in self.edits]
        keep_trial(ctx, option, try_out(ctx.workspace, ctx.actor, kept))

    def sentence(self, ctx: Scope) -> str:
        return f"took {'an edit' if len(self.edits) == 1 else 'edits'} out of {OWN}"


class RenameScenario(Command, name="scenario.rename", permission="member"):
    """Rename a scenario."""

    scenario: ScenarioRef
    title: Called
    why: Why = ""

    def apply(self, ctx: Scope) -> None:
        change, _ = own_draft(ctx, self.scenario)
        told = {"why": self.why} if "why" in self.model_fields_set else {}
        ctx.update(change, title=self.title, **told)

    def sentence(self, ctx: Scope) -> str:
        return f"renamed {OWN}"


class ShareScenario(Command, name="scenario.share", permission="member"):
    """Share a scenario.

    Those you share it with read and compare it, and may copy it; only you change it."""

    scenario: ScenarioRef
    members: Annotated[list[MemberRef], Hint(label="With", private=True)] = []
    everybody: Annotated[bool, Hint(label="With everybody in the workspace", private=True)] = False
    example: ClassVar[dict[str, Any]] = {"members": ["Jonas"]}

    def apply(self, ctx: Scope) -> None:
        change, _ = own_draft(ctx, self.scenario)
        wanted: set[UUID | None] = {UUID(str(id)) for id in self.members if UUID(str(id)) != ctx.actor.member}
        wanted |= {None} if self.everybody else set()
        have = {share.member_id: share for share in ctx.find(Share, change_set_id=change.pk)}
        for member, share in have.items():
            if member not in wanted:
                ctx.delete(share)
        for member in sorted(wanted - set(have), key=str):
            key = {"change_set_id": change.pk, "member_id": member}
            put(ctx, Share, derived(change.pk, "share", member), key)

    def sentence(self, ctx: Scope) -> str:
        return f"chose who sees {OWN}"


class CopyScenario(Command, name="scenario.copy", permission="member"):
    """Copy a scenario."""

    id: Minted = Field(default_factory=uuid4)
    scenario: ScenarioRef
    title: Called

    def apply(self, ctx: Scope) -> None:
        source: Scenario = ctx.get(self.scenario)
        option = option_of(ctx, source)
        edits = option.commands
        if source.author_id != ctx.actor.member:
            edits = [edit for edit in edits if not _private(edit)]
        save_scenario(ctx, self.id, self.title, source.why, edits)

    def sentence(self, ctx: Scope) -> str:
        return "copied a scenario"


class DeleteScenario(Command, name="scenario.delete", permission="member"):
    """Delete a scenario."""

    scenario: ScenarioRef

    def apply(self, ctx: Scope) -> None:
        change, _ = own_draft(ctx, self.scenario)
        bin_row(ctx, change, Option, Share)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted {OWN}"


class ApplyScenario(Command, name="scenario.apply", permission="member"):
    """Apply a scenario.

    Its edits are done as one change if you decide all of them; else they become one proposal."""

    scenario: ScenarioRef
    why: Annotated[str, Field(max_length=4000), Hint(label="Why", rows=2)] = ""

    def stands_for(self, viewer: Any) -> list[Command]:
        """The scenario's edits, then that it is over."""
        change = seen_scenario(viewer, self.scenario)
        if change is None or change.author_id != viewer.member or change.state != DRAFT:
            return [self]
        edits = Option.objects.seen_by(viewer).get(change_set=change).commands
        if not edits:
            raise Refused("This scenario holds no edit yet, so there is nothing to apply.")
        known = ",".join(edit["id"] for edit in edits)
        return [*map(as_command, edits), CloseScenario(scenario=change.pk, edits=known)]

    def apply(self, ctx: Scope) -> None:
        own_draft(ctx, self.scenario)
        raise Refused("Apply a scenario by itself, or put its edits into the basket.")

    def sentence(self, ctx: Scope) -> str:
        return f"applied {OWN}"


class CloseScenario(Command, name="scenario.close", permission="member"):
    """Close a scenario whose edits were done."""

    scenario: Annotated[UUID, Hint(hidden=True)]
    edits: Annotated[str, Hint(hidden=True)] = ""

    def payload(self) -> dict[str, Any]:
        return {"scenario": str(self.scenario), "edits": self.edits}

    def apply(self, ctx: Scope) -> None:
        found = ctx.find(Scenario, pk=self.scenario, kind=SCENARIO, author_id=ctx.author).first()
        if found is None:
            raise Refused("There is no such scenario of yours.", status=404)
        edits = ",".join(edit["id"] for edit in option_of(ctx, found).commands)
        if found.state != DRAFT or (self.edits and edits != self.edits):
            raise Refused("This scenario was changed meanwhile. Look at it and send it again.", status=409)
        ctx.update(found, state="accepted")

    def sentence(self, ctx: Scope) -> str:
        return f"applied {OWN}"


class RecordScenario(Command, name="scenario.record", permission="system"):
    """Store what a scenario would do."""

    scenario: UUID
    edits: str
    told: dict[str, Any]
    plan_revision: int
    runs: int
    documents: dict[str, Any] = {}

    def payload(self) -> dict[str, Any]:
        return {"scenario": str(self.scenario)}

    def apply(self, ctx: Scope) -> None:
        option = ctx.find(Option, change_set_id=self.scenario).first()
        if option is None or hash_of(option.commands) != self.edits:
            raise Refused("This scenario was changed while it was computed.", status=409)
        if self.plan_revision != ctx.workspace.plan_revision:
            raise Refused("The plan moved while a scenario was computed.", status=409)
        keep_figures(ctx, self.scenario, self.edits, self.told, self.runs)
        lens = plan_lens()
        if lens is not None and self.documents:
            lens.keep(ctx, self.documents)

    def sentence(self, ctx: Scope) -> str:
        return "computed a scenario"


def save_scenario(ctx: Scope, id: UUID, title: str, why: str, edits: Sequence[dict[str, Any]]) -> None:
    """A new scenario of the actor's; edits that do not work any more come along and are named."""
    option = Option(id=derived(id, "option"), change_set_id=id, label=title[:200])
    scenario = Scenario(id=id, title=title, why=why, author_id=ctx.actor.member, kind=SCENARIO, state=DRAFT)
    scenario.made_at, scenario.chosen = ctx.now, option.pk
    ctx.save(scenario)
    ctx.save(option)
    if edits:
        fresh = [{**edit, "id": str(derived(id, edit["id"]))} for edit in edits]
        keep_trial(ctx, option, try_out(ctx.workspace, ctx.actor, fresh))


def own_draft(ctx: Scope, ref: str) -> tuple[Scenario, Option]:
    """The actor's own scenario while it can be changed."""
    change: Scenario = ctx.get(ref)
    if change.author_id != ctx.actor.member:
        raise Refused("Only its author changes a scenario. Copy it to try something else.", status=403)
    if change.state != DRAFT:
        raise Refused("This scenario was applied already. Copy it to try something else.", status=409)
    return change, option_of(ctx, change)


def option_of(ctx: Scope, change: Scenario) -> Option:
    """The one option that holds a scenario's edits."""
    found: Option = ctx.find(Option, change_set_id=change.pk).get()
    return found


def keep_trial(ctx: Scope, option: Option, trial: Trial) -> None:
    """Keep edits with what they did when they were tried: a first estimate needs no more."""
    ctx.update(option, commands=trial.edits)
    keep_figures(ctx, option.change_set_id, hash_of(trial.edits), told_of(trial))


def keep_figures(ctx: Scope, scenario: UUID, edits: str, told: dict[str, Any], runs: int = 0) -> None:
    """Store what a scenario would do on the plan as it stands."""
    values = {"edits": edits, "told": told, "runs": runs, "at": ctx.now}
    values["plan_revision"] = ctx.workspace.plan_revision
    known = ctx.find(ScenarioFigures, scenario=scenario).first()
    if known is None:
        ctx.save(ScenarioFigures(scenario=scenario, **values))
    else:
        ctx.update(known, **values)


def seen_scenario(viewer: Any, ref: str) -> Scenario | None:
    """The scenario of that id or name that the viewer may see."""
    try:
        wanted: Any = Scenario.objects.seen_by(viewer).filter(pk=UUID(str(ref)))
    except ValueError:
        wanted = Scenario.objects.seen_by(viewer).filter(title__iexact=ref)
    found: Scenario | None = wanted.first()
    return found


def _edit(told: dict[str, Any]) -> dict[str, Any]:
    """What was sent as an edit; it may bring an id by which it is taken out again."""
    edit = stored(collectable(str(told.get("name")), told.get("payload") or {}))
    return {**edit, "id": str(told.get("id") or edit["id"])}


def _private(edit: dict[str, Any]) -> bool:
    command = type(as_command(edit))
    return any(hint_of(command, name).private for name in edit["payload"])
