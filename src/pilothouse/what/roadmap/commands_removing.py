"""Ending a product that is empty, and moving releases between products."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pilothouse.commands import Command, Hint, Scope
from pilothouse.what.roadmap.commands import ReleaseRef
from pilothouse.what.roadmap.models import Product, Release
from pilothouse.who.fields import UnitRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.people.commands_removing import UNIT_PARTS
from pilothouse.who.people.models import Unit


class DeleteProduct(Command, name="product.delete", permission="steward"):
    """Delete a product that is empty."""

    product: Annotated[UnitRef, Hint(label="Product")]
    example: ClassVar[dict[str, Any]] = {"product": "Spare product"}

    def apply(self, ctx: Scope) -> None:
        unit: Unit = ctx.get(self.product)
        if unit.kind != "product":
            ctx.refuse(f"{unit} is a {unit.kind}, not a product. Choose a product.", "product")
        bin_row(ctx, unit, Product, *UNIT_PARTS)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the product {ctx.title(self.product)}"


class MoveRelease(Command, name="release.move", family="release.scope"):
    """Move a release to another product or project."""

    release: ReleaseRef
    unit: Annotated[UnitRef, Hint(label="Release of")]
    example: ClassVar[dict[str, Any]] = {"release": "Empty release", "unit": "Redesign"}

    def apply(self, ctx: Scope) -> None:
        release, unit = ctx.get(self.release), ctx.get(self.unit)
        self._check(ctx, release, unit)
        ctx.update(release.item, unit=unit)

    def sentence(self, ctx: Scope) -> str:
        return f"moved the release {ctx.title(self.release)} to {ctx.title(self.unit)}"

    def _check(self, ctx: Scope, release: Release, unit: Unit) -> None:
        if unit.kind == "team":
            ctx.refuse("A release belongs to a product or a project. Choose one of these.", "unit")
        if release.item.unit_id == unit.pk:
            ctx.refuse(f"{release} is there already.", "unit")
