"""Saving how a page is looked at, and showing it to others."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.who.fields import Minted
from pilothouse.who.items.saved_views import SavedView

ViewRef = Annotated[str, RefTo("items.savedview")]
Called = Annotated[str, Field(min_length=1, max_length=100), Hint(label="Name", private=True)]
Query = Annotated[str, Field(max_length=2000), Hint(label="Filters", private=True)]
Shared = Annotated[
    Literal["private", "team", "workspace"],
    Hint(label="Shown to", help="Only me, those I share a team or project with, or the whole workspace."),
]
Page = Annotated[str, Field(pattern="^[a-z-]{1,40}$"), Hint(help="As in its address, such as backlog.")]


class SaveView(Command, name="view.save", permission="member"):
    """Save a view."""

    id: Minted = Field(default_factory=uuid4)
    name: Called
    page: Page
    query: Query = ""
    shared: Shared = "private"
    example: ClassVar[dict[str, Any]] = {"name": "Late ones", "page": "roadmap", "query": "stage=next"}

    def apply(self, ctx: Scope) -> None:
        view = SavedView(id=self.id, member_id=ctx.actor.member, name=self.name, page=self.page)
        view.query, view.shared = self.query, self.shared
        ctx.save(view)

    def sentence(self, ctx: Scope) -> str:
        return f"saved a view of the page {self.page}"


class ChangeView(Command, name="view.change", permission="own work"):
    """Keep the filters of a view."""

    view: ViewRef
    query: Query
    example: ClassVar[dict[str, Any]] = {"query": "stage=later"}

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.view), query=self.query)

    def sentence(self, ctx: Scope) -> str:
        return "changed a view of their own"


class RenameView(Command, name="view.rename", permission="own work"):
    """Rename a view."""

    view: ViewRef
    name: Called

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.view), name=self.name)

    def sentence(self, ctx: Scope) -> str:
        return "renamed a view of their own"


class ShareView(Command, name="view.share", permission="own work"):
    """Choose who sees a view."""

    view: ViewRef
    shared: Shared
    example: ClassVar[dict[str, Any]] = {"shared": "team"}

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.view), shared=self.shared)

    def sentence(self, ctx: Scope) -> str:
        return (
            "kept a view to themselves" if self.shared == "private" else "showed a view of theirs to others"
        )


class DeleteView(Command, name="view.delete", permission="own work"):
    """Delete a view."""

    view: ViewRef

    def apply(self, ctx: Scope) -> None:
        ctx.delete(ctx.get(self.view))

    def sentence(self, ctx: Scope) -> str:
        return "deleted a view of their own"
