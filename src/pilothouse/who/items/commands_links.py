"""Links between items that belong together; what must wait for what is a dependency, which the plan keeps."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.who.changes import put
from pilothouse.who.fields import ItemRef, Minted
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.models import Link

LinkRef = Annotated[str, RefTo("items.link")]
How = Annotated[Literal["relates", "duplicates"], Hint(label="How")]


class LinkItems(Command, name="item.link", permission="member", subject="item"):
    """Link to another item."""

    id: Minted = Field(default_factory=uuid4)
    item: ItemRef
    other: Annotated[ItemRef, Hint(label="Other item")]
    kind: How = "relates"
    example: ClassVar[dict[str, Any]] = {"item": "First task", "other": "Third task"}

    def apply(self, ctx: Scope) -> None:
        item, other = ctx.get(self.item), ctx.get(self.other)
        if item.pk == other.pk:
            ctx.refuse("An item cannot be linked to itself. Choose another one.", "other")
        ends = (other, item) if ctx.find(Link, item=other, other=item).exists() else (item, other)
        if self.kind == "duplicates" and ends[0] is other:
            ctx.refuse(f"{other} is linked to {item} already. Take that link off first.", "other")
        put(ctx, Link, self.id, {"item": ends[0], "other": ends[1]}, kind=self.kind)

    def sentence(self, ctx: Scope) -> str:
        how = "said that {} duplicates {}" if self.kind == "duplicates" else "linked {} and {}"
        return how.format(ctx.title(self.item), ctx.title(self.other))


class EditLink(Command, name="item.relink", permission="member"):
    """Say how two items belong together."""

    link: Annotated[LinkRef, Hint(label="Link")]
    kind: How

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.link), kind=self.kind)

    def sentence(self, ctx: Scope) -> str:
        link: Link = ctx.get(self.link)
        return f"said that {link.item} {link.get_kind_display()} {link.other}"


class UnlinkItems(Command, name="item.unlink", permission="member"):
    """Take a link off."""

    link: Annotated[LinkRef, Hint(label="Link")]

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.link))

    def sentence(self, ctx: Scope) -> str:
        link: Link = ctx.get(self.link)
        return f"took off the link between {link.item} and {link.other}"
