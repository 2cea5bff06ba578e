"""Saying something about an item, and hearing of it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Refused, Scope
from pilothouse.commands.base import Permission
from pilothouse.who.changes import derived, put, set_list
from pilothouse.who.fields import ItemRef, Minted
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.mentions import mentioned
from pilothouse.who.items.models import Comment, Mention, Watch
from pilothouse.who.people.models import Member

CommentRef = Annotated[str, RefTo("items.comment")]
Words = Annotated[
    str,
    Field(min_length=1, max_length=20_000),
    Hint(
        label="Comment", rows=3, help="Markdown. @Name tells somebody, a key such as LED-12 becomes a link."
    ),
]


class AddComment(Command, name="comment.add", permission="member", subject="item"):
    """Comment."""

    id: Minted = Field(default_factory=uuid4)
    item: ItemRef
    text: Words
    parent: Annotated[CommentRef | None, Hint(label="In answer to", hidden=True)] = None
    example: ClassVar[dict[str, Any]] = {"text": "Looks right to me, see ACM-1."}

    def apply(self, ctx: Scope) -> None:
        item, parent = ctx.get(self.item), ctx.get(self.parent) if self.parent else None
        if parent is not None and parent.item_id != item.pk:
            ctx.refuse("That comment belongs to another item. Answer it there.", "parent")
        top = parent.parent if parent is not None and parent.parent_id else parent
        comment = Comment(id=self.id, item=item, author_id=ctx.author, parent=top, text=self.text, at=ctx.now)
        ctx.save(comment)
        for member in {ctx.author, *_mention(ctx, comment)}:
            _watch_unless_told(ctx, item, member)

    def sentence(self, ctx: Scope) -> str:
        return f"{'answered a comment' if self.parent else 'commented'} on {ctx.title(self.item)}"


class EditComment(Command, name="comment.edit", permission="member"):
    """Edit a comment."""

    comment: CommentRef
    text: Words
    example: ClassVar[dict[str, Any]] = {"text": "On second thoughts, no."}

    def apply(self, ctx: Scope) -> None:
        comment: Comment = ctx.get(self.comment)
        if comment.author_id != ctx.actor.member:
            raise Refused(f"Only {comment.author} may edit this comment. Answer it instead.", status=403)
        ctx.update(comment, text=self.text, edited_at=ctx.now)
        _mention(ctx, comment)

    def sentence(self, ctx: Scope) -> str:
        return f"edited a comment on {ctx.get(self.comment).item}"


class DeleteComment(Command, name="comment.delete", permission="member"):
    """Delete a comment."""

    comment: CommentRef

    def needs(self, ctx: Scope) -> Permission | None:
        return "member" if ctx.get(self.comment).author_id == ctx.actor.member else "steward"

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.comment), Mention, stay=(Comment,))

    def sentence(self, ctx: Scope) -> str:
        comment: Comment = ctx.get(self.comment)
        return f"deleted a comment of {comment.author} on {comment.item}"


class WatchItem(Command, name="item.watch", permission="member"):
    """Watch, or stop watching."""

    item: ItemRef
    on: Annotated[Literal["yes", "no"], Hint(label="Tell me what happens here")] = "yes"

    def apply(self, ctx: Scope) -> None:
        key = {"item": ctx.get(self.item), "member_id": ctx.actor.member}
        put(ctx, Watch, derived(self.item, "watch", ctx.actor.member), key, on=self.on == "yes")

    def sentence(self, ctx: Scope) -> str:
        return f"{'watches' if self.on == 'yes' else 'no longer watches'} {ctx.title(self.item)}"


def _mention(ctx: Scope, comment: Comment) -> list[UUID]:
    """Keep who is named in the text; their ids."""
    names = dict(ctx.find(Member).filter(Member.visible(ctx.actor)).values_list("pk", "name"))
    told = mentioned(comment.text, names)
    set_list(ctx, Mention, {"comment": comment}, "member", [str(id) for id in told])
    return told


def _watch_unless_told(ctx: Scope, item: Any, member: UUID | None) -> None:
    """Whoever speaks or is named watches from then on, unless they said no."""
    if member and not ctx.find(Watch, item=item, member=member).exists():
        put(ctx, Watch, derived(item.pk, "watch", member), {"item": item, "member_id": member})
