"""What can be done to every item, whatever its kind."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import PrivateAttr

from pilothouse.commands import Command, Hint, Scope
from pilothouse.who.fields import ItemRef, Title
from pilothouse.who.items.models import Item


class RenameItem(Command, name="item.rename", permission="member"):
    """Rename."""

    item: ItemRef
    title: Title
    _was: str = PrivateAttr(default="")

    def apply(self, ctx: Scope) -> None:
        item: Item = ctx.get(self.item)
        self._was = item.title
        ctx.update(item, title=self.title)

    def sentence(self, ctx: Scope) -> str:
        return f"renamed {self._was} to {self.title}"


class ShareItem(Command, name="item.share", permission="role holder"):
    """Choose who sees this."""

    item: ItemRef
    visibility: Annotated[
        Literal["workspace", "shared"],
        Hint(label="Seen by", help="The workspace, or guests too when shared."),
    ]

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.item), visibility=self.visibility)

    def sentence(self, ctx: Scope) -> str:
        who = "guests too" if self.visibility == "shared" else "the workspace only"
        return f"showed {ctx.title(self.item)} to {who}"
