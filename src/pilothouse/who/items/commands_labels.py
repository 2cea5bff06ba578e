"""Labels: words put on items of any kind."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.who.changes import derived, in_words, listed, put, set_list
from pilothouse.who.fields import ItemRef, Minted
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.models import ItemLabel, Label

LabelRef = Annotated[str, RefTo("items.label")]
Word = Annotated[str, Field(min_length=1, max_length=60)]
COLOURS = ("blue", "amber", "teal", "rust", "violet", "ink")
Colour = Literal["blue", "amber", "teal", "rust", "violet", "ink"]


class AddLabel(Command, name="label.add", permission="member"):
    """Add a label."""

    id: Minted = Field(default_factory=uuid4)
    name: Word
    colour: Colour = "blue"

    def apply(self, ctx: Scope) -> None:
        _refuse_twice(ctx, self.name)
        ctx.save(Label(id=self.id, name=self.name, colour=COLOURS.index(self.colour) + 1))

    def sentence(self, ctx: Scope) -> str:
        return f"added the label {self.name}"


class EditLabel(Command, name="label.edit", permission="member"):
    """Rename or recolour a label."""

    label: LabelRef
    name: Word = ""
    colour: Colour = "blue"
    example: ClassVar[dict[str, Any]] = {"name": "Urgent indeed"}

    def apply(self, ctx: Scope) -> None:
        label, given = ctx.get(self.label), self.given()
        if "name" in given:
            _refuse_twice(ctx, self.name, but=label)
            ctx.update(label, name=self.name)
        if "colour" in given:
            ctx.update(label, colour=COLOURS.index(self.colour) + 1)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the label {ctx.title(self.label)}"


class MergeLabels(Command, name="label.merge", permission="member"):
    """Merge a label into another one."""

    label: LabelRef
    into: Annotated[LabelRef, Hint(label="Into")]
    example: ClassVar[dict[str, Any]] = {"label": "Urgent", "into": "Later"}

    def apply(self, ctx: Scope) -> None:
        label, into = ctx.get(self.label), ctx.get(self.into)
        if label.pk == into.pk:
            ctx.refuse("A label cannot be merged into itself. Choose another one.", "into")
        for use in ctx.find(ItemLabel, label=label).select_related("item"):
            put(ctx, ItemLabel, derived(use.item_id, "label", into.pk), {"item": use.item, "label": into})
        bin_row(ctx, label, ItemLabel)

    def sentence(self, ctx: Scope) -> str:
        return f"merged the label {ctx.title(self.label)} into {ctx.title(self.into)}"


class DeleteLabel(Command, name="label.delete", permission="member"):
    """Delete a label and take it off everything."""

    label: LabelRef

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.label), ItemLabel)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the label {ctx.title(self.label)}"


class SetLabels(Command, name="item.labels", permission="member"):
    """Choose the labels."""

    item: ItemRef
    labels: Annotated[list[LabelRef], Hint(label="Labels")]
    example: ClassVar[dict[str, Any]] = {"labels": ["Later"]}

    def apply(self, ctx: Scope) -> None:
        set_list(ctx, ItemLabel, {"item": ctx.get(self.item)}, "label", [str(ref) for ref in self.labels])

    def sentence(self, ctx: Scope) -> str:
        names = listed([ctx.title(label) for label in self.labels])
        item = ctx.title(self.item)
        return f"labelled {item} {names}" if names else f"took all labels off {item}"


class PutLabel(Command, name="label.put", permission="member", subject="item"):
    """Put a label on."""

    item: ItemRef
    label: LabelRef
    example: ClassVar[dict[str, Any]] = {"label": "Later"}

    def apply(self, ctx: Scope) -> None:
        key = {"item": ctx.get(self.item), "label": ctx.get(self.label)}
        put(ctx, ItemLabel, derived(self.item, "label", self.label), key)

    def sentence(self, ctx: Scope) -> str:
        return f"labelled {ctx.title(self.item)} {ctx.title(self.label)}"


class TakeLabelOff(Command, name="label.take_off", permission="member", subject="item"):
    """Take a label off."""

    item: ItemRef
    label: LabelRef
    example: ClassVar[dict[str, Any]] = {"label": "Urgent"}

    def apply(self, ctx: Scope) -> None:
        for use in ctx.find(ItemLabel, item=ctx.get(self.item), label=ctx.get(self.label)):
            ctx.delete(use)

    def sentence(self, ctx: Scope) -> str:
        return f"took {ctx.title(self.label)} off {ctx.title(self.item)}"


def _refuse_twice(ctx: Scope, name: str, but: Label | None = None) -> None:
    if ctx.find(Label, name__iexact=name).exclude(pk=but.pk if but else None).exists():
        ctx.refuse(f"There is a label {name} already. Use it, or merge the two.", "name")
