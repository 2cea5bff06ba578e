"""Importing a plan from a file: one command, whatever it creates."""

from __future__ import annotations

import json
from hashlib import sha256
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from pydantic import Field, PrivateAttr

from pilothouse.commands import Command, Hint, Refused, Scope
from pilothouse.engine.document import PlanErrors, plan_hash, read_plan
from pilothouse.engine.plan import Plan
from pilothouse.when.schedule.commands_projects import open_project_unit
from pilothouse.when.schedule.importing.changes import SCOPE, Changes
from pilothouse.when.schedule.importing.known import DETAILS, PROJECT, STATE, Known
from pilothouse.when.schedule.importing.making import Maker
from pilothouse.when.schedule.importing.wanted import FAMILY
from pilothouse.when.schedule.models import Baseline, ImportMapping, PlanDocument, Project
from pilothouse.when.schedule.prefixes import prefix_for
from pilothouse.who.changes import derived, listed, put
from pilothouse.who.fields import Minted, Name, Prefix, UnitRef
from pilothouse.who.people.models import Unit

Bulk = Hint(hidden=True, bulk=True)


class ImportFile(Command, name="plan.import_file", family="project.create", subject="parent"):
    """Import a plan."""

    id: Minted = Field(default_factory=uuid4)
    parent: Annotated[UnitRef, Hint(label="Part of", help="The unit a new project belongs to.")]
    file: Annotated[Name, Hint(label="Known as", help="A later import of the same name updates its project.")]
    prefix: Prefix = ""
    source: Annotated[str, Field(max_length=40), Hint(hidden=True)]
    document: Annotated[dict[str, Any], Bulk]
    outline: Annotated[list[str], Bulk] = []
    baselines: Annotated[list[dict[str, Any]], Bulk] = []
    details: Annotated[dict[str, dict[str, Any]], Bulk] = {}
    users: Annotated[dict[str, tuple[str, str]], Bulk] = {}
    shape: Annotated[str, Field(max_length=40), Hint(hidden=True)] = ""
    mapping: Annotated[dict[str, Any], Bulk] = {}
    makes_many: ClassVar[bool] = True
    other_families: ClassVar[tuple[str, ...]] = tuple(sorted({SCOPE, *FAMILY.values()}))
    _did: str = PrivateAttr(default="")
    _read: Plan | None = PrivateAttr(default=None)

    def families(self, ctx: Scope) -> tuple[str, ...]:
        """A first import starts a project; a later one is what it changes, and facts alone are nobody's."""
        known = self._known(ctx)
        return self._changes(ctx, known).families if known.unit else ("project.create",)

    def unit_of_decision(self, ctx: Scope) -> Any:
        return self._known(ctx).unit or ctx.get(self.parent)

    def apply(self, ctx: Scope) -> None:
        if ctx.actor.kind == "guest":
            raise Refused("Guests cannot import. Ask a member of the workspace.", status=403)
        known = self._known(ctx)
        changes = self._changes(ctx, known)
        unit = known.unit or self._open(ctx)
        maker = Maker(ctx, changes, unit, self.mapping.get("people", {}), self.users)
        maker.make()
        self._project(ctx, changes, unit)
        self._baselines(ctx, changes, unit)
        self._state(ctx, maker, unit)
        self._remember_mapping(ctx, unit)
        self._did = _summary(changes, unit, known.unit is None)

    def sentence(self, ctx: Scope) -> str:
        return self._did or f"imported {self.file}"

    def _known(self, ctx: Scope) -> Known:
        return Known(ctx, self.source, self.file)

    def _changes(self, ctx: Scope, known: Known) -> Changes:
        return Changes(
            ctx, known, self._plan(), known.unit.pk if known.unit else self.id, self.outline, self.details
        )

    def _plan(self) -> Plan:
        if self._read is None:
            try:
                self._read = read_plan(self.document)
            except PlanErrors as faults:
                raise Refused(f"The plan has faults: {faults}") from faults
        return self._read

    def _open(self, ctx: Scope) -> Unit:
        name = self._plan().name[:200] or self.file
        prefix = self.prefix or prefix_for(ctx, name)
        return open_project_unit(ctx, self.id, name, ctx.get(self.parent), prefix)

    def _project(self, ctx: Scope, changes: Changes, unit: Unit) -> None:
        values = {k: v for k, v in changes.project.items() if k != "calendar"}
        if "calendar" in changes.project:
            values["calendar_id"] = changes.id_of("calendar", changes.project["calendar"])
        project = ctx.find(Project, unit=unit).first()
        if project is None:
            ctx.save(Project(id=derived(unit.pk, "project"), unit=unit, **values))
        else:
            ctx.update(project, **values)

    def _baselines(self, ctx: Scope, changes: Changes, unit: Unit) -> None:
        """Baselines of the file, once: what was agreed does not change."""
        for stored in self.baselines:
            id = derived(unit.pk, "baseline", stored["number"])
            if Baseline.everything.filter(pk=id).exists():
                continue
            dates = {
                str(changes.item_of(external)): {"start": start, "p50": finish, "p85": None}
                for external, (start, finish) in stored["tasks"].items()
                if external in changes.new["task"] or external in changes.new["milestone"]
            }
            number = ctx.find(Baseline, unit=unit).count() + 1
            name = f"Baseline {stored['number']} of the file"
            ctx.save(
                Baseline(id=id, unit=unit, number=number, name=name, at=ctx.now, plan_hash="", dates=dates)
            )

    def _state(self, ctx: Scope, maker: Maker, unit: Unit) -> None:
        """Keep what the file says, to see what the next one changes."""
        maker.remember(PROJECT, "", unit.pk)
        maker.remember(STATE, "", _kept(ctx, unit, plan_hash(self._plan()), self.document))
        if self.details:
            text = json.dumps(self.details, sort_keys=True).encode()
            maker.remember(DETAILS, "", _kept(ctx, unit, sha256(text).hexdigest(), self.details))

    def _remember_mapping(self, ctx: Scope, unit: Unit) -> None:
        """Keep how this source was mapped, so that its next file begins with it."""
        if self.mapping:
            key = {"source": self.source, "shape": self.shape}
            put(ctx, ImportMapping, derived(unit.pk, "mapping", self.shape), key, mapping=self.mapping)


def _kept(ctx: Scope, unit: Unit, hash: str, document: dict[str, Any]) -> UUID:
    """The id of the row that keeps a document, once for each hash."""
    row = ctx.find(PlanDocument, hash=hash).first()
    if row is None:
        row = ctx.save(PlanDocument(id=derived(unit.pk, "state", hash), hash=hash, document=document))
    id: UUID = row.pk
    return id


def _summary(changes: Changes, unit: Unit, is_first: bool) -> str:
    new = {
        kind: sum(c.is_new and c.kind == kind for c in changes.all)
        for kind in ("task", "milestone", "person")
    }
    words = {"task": "tasks", "milestone": "milestones", "person": "people"}
    added = [f"{count} {words[kind] if count != 1 else kind}" for kind, count in new.items() if count]
    if is_first:
        return f"imported {unit}: {listed(added) or 'nothing but its dates'}"
    moved = sum(not c.is_new for c in changes.all)
    parts = [f"{listed(added)} new"] * bool(added) + [f"{moved} changed"] * bool(moved)
    parts += [f"{len(changes.gone)} no longer in the file, kept"] * bool(changes.gone)
    return f"imported {unit} again: {listed(parts) or 'nothing had changed'}"
