"""Who decides, as data: start a matrix, change a row, the tolerance and what roles answer for."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse.commands import Command, Fault, Hint, RefTo, Refused, Scope, labelled
from pilothouse.commands.fields import PERCENT
from pilothouse.who.changes import listed
from pilothouse.who.decisions.models import MatrixRow
from pilothouse.who.decisions.rights.drafts import Draft, draft_of, fresh_draft, newest
from pilothouse.who.decisions.rights.matrix import LISTS, Rule, rule_of
from pilothouse.who.decisions.rights.presets import known_presets, preset
from pilothouse.who.people.models import Unit

UnitRef = Annotated[str, RefTo("people.unit")]
RowRef = Annotated[str, RefTo("decisions.matrixrow")]
Roles = Annotated[list[str] | None, Hint(choices="role")]
DaysLater = Annotated[float | None, Field(ge=0, le=365)]
Share = Annotated[float | None, Field(ge=0, le=1), Hint(unit=PERCENT)]
Words = Annotated[str, Field(max_length=1000), Hint(rows=4)]


class SetMatrixRow(Command, name="rights.set", family="rights.set"):
    """Change who decides."""

    row: RowRef
    unit: Annotated[
        UnitRef | None,
        Hint(label="Only in", help="A product or project of its own; empty: wherever it holds."),
    ] = None
    decides: Annotated[str, Hint(label="Decides", choices="role")] = ""
    approves: Annotated[Roles, Hint(label="Must agree too")] = None
    consults: Annotated[Roles, Hint(label="Is asked first")] = None
    informs: Annotated[Roles, Hint(label="Is told")] = None
    alone_days: Annotated[
        DaysLater,
        Hint(
            label="Decides alone up to",
            unit="days later",
            help="0 in all three: always asks. Empty: the tolerance.",
        ),
    ] = None
    alone_cost: Annotated[Share, Hint(label="Decides alone up to this share of cost")] = None
    alone_effort: Annotated[Share, Hint(label="Decides alone up to this share of effort")] = None
    consult_days: Annotated[
        int | None,
        Field(ge=0, le=30),
        Hint(label="Waits for those who are asked", unit="working days", help="0: it does not wait."),
    ] = None
    example: ClassVar[dict[str, Any]] = {"informs": [], "alone_days": 3}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return ctx.get(self.unit) if self.unit else ctx.get(self.row).version.unit

    def apply(self, ctx: Scope) -> None:
        old: MatrixRow = ctx.get(self.row)
        if old.version != newest(ctx, old.version.unit):
            raise Refused(
                "This row was changed by somebody else meanwhile. Look at the current matrix.", status=409
            )
        draft = draft_of(ctx, self.unit_of_decision(ctx))
        draft.with_rule(self._changed(old, draft)).save(ctx, str(old))

    def sentence(self, ctx: Scope) -> str:
        old = ctx.get(self.row)
        given = {name: value for name, value in self.given().items() if name != "unit" and value is not None}
        words = [f"{self._label(name)} {_word(ctx, value)}" for name, value in given.items()]
        where = f" in {ctx.title(self.unit)}" if self.unit else ""
        return f"changed who decides {old}{where}: {', '.join(words) or 'nothing'}"

    def _label(self, name: str) -> str:
        return labelled(type(self), name).lower()

    def _changed(self, old: MatrixRow, draft: Draft) -> Rule:
        given = {name: value for name, value in self.given().items() if value is not None}
        limit = dict(old.alone_limit)
        if old.alone_limit == old.version.tolerance:
            limit = dict(draft.matrix.tolerance)
        limit |= {n: given[f"alone_{n}"] for n in ("days", "cost", "effort") if f"alone_{n}" in given}
        kept = {name: given.get(name, getattr(old, name)) for name in (*LISTS, "consult_days")}
        decides = self.decides or old.decides
        row = {"family": old.family, "band": old.band, "decides": decides, "alone_limit": limit, **kept}
        return rule_of(row, draft.matrix.tolerance)


class InheritRow(Command, name="rights.inherit", family="rights.set"):
    """Let the unit above say who decides again."""

    row: RowRef
    example: ClassVar[dict[str, Any]] = {"row": "a row of its own"}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return ctx.get(self.row).version.unit

    def apply(self, ctx: Scope) -> None:
        old: MatrixRow = ctx.get(self.row)
        unit: Unit = old.version.unit
        if old.version != newest(ctx, unit):
            raise Refused("This row is not in force any more. Look at the current matrix.", status=409)
        if unit.kind == "organisation":
            ctx.refuse(f"There is nothing above {unit} to inherit from. Change the row instead.", "row")
        draft_of(ctx, unit).without((old.family, old.band)).save(ctx, f"{old}: inherited again")

    def sentence(self, ctx: Scope) -> str:
        old = ctx.get(self.row)
        return f"let {old.version.unit} inherit again who decides {old}"


class SetTolerance(Command, name="rights.tolerance", family="rights.set"):
    """Change the tolerance."""

    unit: Annotated[UnitRef, Hint(label="In")]
    days: Annotated[DaysLater, Hint(label="Later", unit="working days")] = None
    cost: Annotated[Share, Hint(label="Dearer")] = None
    effort: Annotated[Share, Hint(label="More work")] = None
    example: ClassVar[dict[str, Any]] = {"days": 8}

    def apply(self, ctx: Scope) -> None:
        draft = draft_of(ctx, ctx.get(self.unit))
        given = {name: value for name, value in self.given().items() if value is not None}
        tolerance = {**draft.matrix.tolerance, **given}
        if not any(tolerance.values()):
            ctx.refuse("With no tolerance at all every change is beyond it. Leave one above 0.", "days")
        draft.with_tolerance(tolerance).save(ctx, "the tolerance")

    def sentence(self, ctx: Scope) -> str:
        told = {"days": f"{self.days or 0:g} working days later"}
        told |= {"cost": f"{self.cost or 0:.1%} dearer", "effort": f"{self.effort or 0:.1%} more work"}
        words = listed([told[name] for name, value in self.given().items() if value is not None])
        return f"set the tolerance of {ctx.title(self.unit)} to {words or 'what it was'}"


class SetDuties(Command, name="rights.duties", family="rights.set"):
    """Say what a role answers for."""

    role: Annotated[str, Hint(choices="role")]
    answers_for: Annotated[Words, Hint(label="Answers for")] = ""
    not_theirs: Annotated[Words, Hint(label="Not theirs to decide")] = ""
    example: ClassVar[dict[str, Any]] = {"role": "engineer", "answers_for": "Building it well"}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return ctx.find(Unit, kind="organisation").get()

    def apply(self, ctx: Scope) -> None:
        names = ctx.rights.role_names()
        if self.role not in names:
            ctx.refuse(f"There is no role {self.role!r}. Choose one of: {', '.join(names)}.", "role")
        draft = draft_of(ctx, self.unit_of_decision(ctx))
        told = {"answers_for": self.answers_for, "not_theirs": self.not_theirs}
        now = {
            **ctx.rights.duties().get(self.role, {}),
            **{k: v for k, v in told.items() if k in self.given()},
        }
        draft.with_duties(self.role, now).save(ctx, f"what the {names[self.role]} answers for")

    def sentence(self, ctx: Scope) -> str:
        return f"said what the {ctx.rights.name_of(self.role)} answers for"


class SetUpMatrix(Command, name="rights.set_up", family="rights.set", subject="unit"):
    """Start who decides anew from a preset."""

    id: Annotated[UUID, Hint(hidden=True)] = Field(default_factory=uuid4)
    unit: Annotated[UnitRef, Hint(label="In")]
    preset: Annotated[str, Hint(label="From", choices="preset")] = "seed-default"

    def apply(self, ctx: Scope) -> None:
        if self.preset not in known_presets():
            words = f"There is no preset {self.preset!r}. Choose one of: {', '.join(known_presets())}."
            raise Refused(words, faults=(Fault("preset", words),))
        unit: Unit = ctx.get(self.unit)
        fresh_draft(ctx, unit, self.preset).save(ctx, f"started from {self.preset}", self.id)
        if unit.kind == "organisation":
            ctx.update(ctx.workspace, preset=self.preset)

    def sentence(self, ctx: Scope) -> str:
        title = preset(self.preset)["title"].partition(":")[0]
        return f"set who decides in {ctx.title(self.unit)} from the preset {title}"


def _word(ctx: Scope, value: Any) -> str:
    if isinstance(value, list):
        return listed([ctx.rights.name_of(role) for role in value]) or "nobody"
    return str(ctx.rights.name_of(value)) if isinstance(value, str) else f"{value:g}"
