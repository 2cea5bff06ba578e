"""Who decides, as data: start a matrix, change a row of it."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse.commands import Command, Fault, Hint, RefTo, Refused, Scope
from pilothouse.who.changes import derived
from pilothouse.who.decisions.models import MatrixRow, MatrixVersion
from pilothouse.who.decisions.presets import limit_of, preset

UnitRef = Annotated[str, RefTo("people.unit")]


RowRef = Annotated[str, RefTo("decisions.matrixrow")]


class SetMatrixRow(Command, name="rights.set", family="rights.set"):
    """Change who decides."""

    row: RowRef
    decides: Annotated[str, Hint(label="Decides", choices="role")] = ""
    approves: Annotated[list[str] | None, Hint(label="Must agree too", choices="role")] = None
    consults: Annotated[list[str] | None, Hint(label="Is asked first", choices="role")] = None
    informs: Annotated[list[str] | None, Hint(label="Is told", choices="role")] = None
    alone_days: Annotated[
        float | None, Field(ge=0, le=365), Hint(label="Decides alone up to", unit="days later")
    ] = None
    alone_cost: Annotated[
        float | None, Field(ge=0, le=1), Hint(label="Decides alone up to this share of cost")
    ] = None
    alone_effort: Annotated[
        float | None, Field(ge=0, le=1), Hint(label="Decides alone up to this share of effort")
    ] = None

    def unit_of_decision(self, ctx: Scope) -> Any:
        return ctx.get(self.row).version.unit

    def apply(self, ctx: Scope) -> None:
        old: MatrixRow = ctx.get(self.row)
        changed = self._changed(old)
        _lint(ctx, changed)
        version = ctx.find(MatrixVersion, unit=old.version.unit).order_by("-number").first()
        if version.pk != old.version_id:
            raise Refused(
                "This row was changed by somebody else meanwhile. Look at the current matrix.", status=409
            )
        new = ctx.save(
            MatrixVersion(
                id=derived(version.pk, "next"),
                unit=version.unit,
                number=version.number + 1,
                preset=version.preset,
                tolerance=version.tolerance,
                made_at=ctx.now,
                made_by_id=ctx.actor.member,
                note=f"{old.family}, {old.band}"[:500],
            )
        )
        for row in ctx.find(MatrixRow, version=version).order_by("position"):
            kept = {f: getattr(row, f) for f in (*_ROW, "position", "family", "band", "consult_days")}
            values = kept | changed if row.pk == old.pk else kept
            ctx.save(MatrixRow(id=derived(new.pk, row.position), version=new, **values))

    def sentence(self, ctx: Scope) -> str:
        old = ctx.get(self.row)
        words = [f"{k.replace('_', ' ')} {self._word(v)}" for k, v in self.given().items()]
        return f"changed who decides {old.family} ({old.band}): {', '.join(words) or 'nothing'}"

    def _word(self, value: Any) -> str:
        return ", ".join(value) or "nobody" if isinstance(value, list) else str(value)

    def _changed(self, old: MatrixRow) -> dict[str, Any]:
        given = self.given()
        limit = dict(old.alone_limit)
        for name in ("days", "cost", "effort"):
            if given.get(f"alone_{name}") is not None:
                limit[name] = given[f"alone_{name}"]
        roles = {
            k: given[k] if given.get(k) is not None else getattr(old, k) for k in _ROW if k != "alone_limit"
        }
        return {**roles, "decides": given.get("decides") or old.decides, "alone_limit": limit}


class SetUpMatrix(Command, name="rights.set_up", permission="steward"):
    """Start a unit's matrix from a preset."""

    id: Annotated[UUID, Hint(hidden=True)] = Field(default_factory=uuid4)
    unit: UnitRef
    preset: str = "seed-default"

    def apply(self, ctx: Scope) -> None:
        data = preset(self.preset)
        unit = ctx.get(self.unit)
        last = ctx.find(MatrixVersion, unit=unit).order_by("-number").first()
        version = MatrixVersion(
            id=self.id,
            unit=unit,
            number=last.number + 1 if last else 1,
            preset=self.preset,
            tolerance=data["tolerance"],
            made_at=ctx.now,
            made_by_id=ctx.actor.member,
        )
        ctx.save(version)
        for position, row in enumerate(data["row"]):
            names = ("family", "band", "decides", "approves", "consults", "informs", "consult_days")
            values = {name: row[name] for name in names if name in row}
            ctx.save(
                MatrixRow(
                    id=derived(self.id, position),
                    version=version,
                    position=position,
                    alone_limit=limit_of(row, data["tolerance"]),
                    **values,
                )
            )

    def sentence(self, ctx: Scope) -> str:
        return f"set who decides in {ctx.title(self.unit)} from the preset {self.preset}"


_ROW = ("decides", "approves", "consults", "informs", "alone_limit")


def _lint(ctx: Scope, row: dict[str, Any]) -> None:
    """The invariants of a matrix row: one decider who is on no other list, and roles that exist."""
    roles = ctx.rights.role_names()
    everyone = [row["decides"], *row["approves"], *row["consults"], *row["informs"]]
    unknown = [r for r in everyone if r not in roles]
    faults = [
        Fault("decides", f"There is no role {r!r}. Choose one of: {', '.join(roles)}.") for r in unknown
    ]
    for name in ("approves", "consults", "informs"):
        if row["decides"] in row[name]:
            faults.append(
                Fault(name, f"The {roles.get(row['decides'])} decides already. Take them off this list.")
            )
    twice = {r for r in everyone[1:] if everyone[1:].count(r) > 1}
    faults += [
        Fault("consults", f"The {roles.get(r, r)} stands on two lists. Keep the stronger one.") for r in twice
    ]
    if faults:
        raise Refused("This row would not say clearly who decides.", faults=tuple(faults))
