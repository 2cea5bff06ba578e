"""Products and releases."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.what.roadmap.models import Product, Release
from pilothouse.who.changes import columns, derived, in_words, put
from pilothouse.who.fields import Minted, Name, Prefix, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item
from pilothouse.who.people.models import Unit

ReleaseRef = Annotated[str, RefTo("roadmap.release")]
Stage = Literal["idea", "introduction", "growth", "maturity", "decline"]
Target = Annotated[
    date | None, Hint(label="Target", help="The day it should be out. Dates are computed, never forced.")
]
DeliveredBy = Annotated[UnitRef | None, Hint(label="Delivered by", help="The project that delivers it.")]


class AddProduct(Command, name="product.add", permission="steward", subject="parent"):
    """Add a product."""

    id: Minted = Field(default_factory=uuid4)
    name: Name
    parent: Annotated[UnitRef, Hint(label="Part of")]
    prefix: Prefix = ""
    stage: Stage = "growth"
    purpose: Text = ""

    def apply(self, ctx: Scope) -> None:
        unit = Unit(
            id=self.id, kind="product", name=self.name, prefix=self.prefix, parent=ctx.get(self.parent)
        )
        if self.prefix and ctx.find(Unit, prefix=self.prefix).exists():
            ctx.refuse(f"Another unit uses the prefix {self.prefix} already. Choose another.", "prefix")
        ctx.save(unit)
        ctx.save(Product(id=derived(self.id, "product"), unit=unit, stage=self.stage, purpose=self.purpose))

    def sentence(self, ctx: Scope) -> str:
        return f"added the product {self.name}"


class EditProduct(Command, name="product.edit", family="product.goals"):
    """Change what a product is for."""

    product: Annotated[UnitRef, Hint(label="Product")]
    stage: Stage = "growth"
    purpose: Text = ""

    def apply(self, ctx: Scope) -> None:
        unit: Unit = ctx.get(self.product)
        if unit.kind != "product":
            ctx.refuse(f"{unit} is a {unit.kind}, not a product. Choose a product.", "product")
        put(ctx, Product, derived(unit.pk, "product"), {"unit": unit}, **columns(self, "stage", "purpose"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.product)}"


class AddRelease(Command, name="release.add", family="release.scope", subject="unit"):
    """Add a release."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    unit: Annotated[UnitRef, Hint(label="Release of")]
    delivered_by: DeliveredBy = None
    target: Target = None

    def apply(self, ctx: Scope) -> None:
        unit: Unit = ctx.get(self.unit)
        if unit.kind == "team":
            ctx.refuse("A release belongs to a product or a project. Choose one of these.", "unit")
        project = _project(ctx, self.delivered_by)
        item = open_item(ctx, Release.kind, self.id, unit, self.title)
        ctx.save(Release(item=item, delivered_by=project, target=self.target))

    def sentence(self, ctx: Scope) -> str:
        return f"added the release {self.title}"


class EditRelease(Command, name="release.edit", family="release.scope"):
    """Change a release."""

    release: ReleaseRef
    title: Title = ""
    delivered_by: DeliveredBy = None
    example: ClassVar[dict[str, Any]] = {"title": "1.1", "delivered_by": "Redesign"}

    def apply(self, ctx: Scope) -> None:
        release: Release = ctx.get(self.release)
        ctx.update(release.item, **columns(self, "title"))
        if "delivered_by" in self.given():
            ctx.update(release, delivered_by=_project(ctx, self.delivered_by))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the release {ctx.title(self.release)}"


class SetReleaseTarget(Command, name="release.set_target", family="milestone.date"):
    """Set a release's target."""

    release: ReleaseRef
    target: Target

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.release), target=self.target)

    def sentence(self, ctx: Scope) -> str:
        title = ctx.title(self.release)
        return (
            f"set the target of {title} to {self.target.isoformat()}"
            if self.target
            else f"took the target off {title}"
        )


class GoLive(Command, name="release.go", family="release.go"):
    """Release it."""

    release: ReleaseRef

    def apply(self, ctx: Scope) -> None:
        release: Release = ctx.get(self.release)
        if release.state == "released":
            ctx.refuse(f"{release} is out already.", "release")
        ctx.update(release, state="released")

    def sentence(self, ctx: Scope) -> str:
        return f"released {ctx.title(self.release)}"


class DeleteRelease(Command, name="release.delete", family="release.scope"):
    """Delete a release."""

    release: ReleaseRef
    example: ClassVar[dict[str, Any]] = {"release": "Empty release"}

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.release))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the release {ctx.title(self.release)}"


def _project(ctx: Scope, ref: str | None) -> Unit | None:
    unit: Unit | None = ctx.get(ref) if ref else None
    if unit is not None and unit.kind != "project":
        ctx.refuse(f"{unit} is a {unit.kind}. A release is delivered by a project.", "delivered_by")
    return unit
