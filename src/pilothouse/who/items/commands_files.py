"""Files on items."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.commands.base import Permission
from pilothouse.who.changes import derived, listed
from pilothouse.who.fields import ItemRef, Minted
from pilothouse.who.items.bin import bin_row
from pilothouse.who.items.models import Attachment
from pilothouse.who.items.store import clean_name, upload_of

AttachmentRef = Annotated[str, RefTo("items.attachment")]
Files = Annotated[
    list[str],
    Field(min_length=1, max_length=20),
    Hint(label="Files", help="Up to 20, each within the limit.", file=True, bulk=True),
]


class AddAttachment(Command, name="attachment.add", permission="member", subject="item"):
    """Attach files."""

    id: Minted = Field(default_factory=uuid4)
    item: ItemRef
    file: Files

    def apply(self, ctx: Scope) -> None:
        item = ctx.get(self.item)
        for place, token in enumerate(self.file):
            upload = upload_of(token)
            row = Attachment(id=self._id_of(place), item=item, by_id=ctx.author, at=ctx.now)
            row.name, row.size, row.media = upload.name, upload.size, upload.media
            row.sha256 = upload.sha256
            ctx.save(row)

    def sentence(self, ctx: Scope) -> str:
        names = listed([upload_of(token).name for token in self.file])
        return f"attached {names} to {ctx.title(self.item)}"

    def _id_of(self, place: int) -> UUID:
        return self.id if place == 0 else derived(self.id, place)


class RenameAttachment(Command, name="attachment.edit", permission="member"):
    """Rename a file."""

    attachment: Annotated[AttachmentRef, Hint(label="File")]
    name: Annotated[str, Field(min_length=1, max_length=255)]

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.attachment), name=clean_name(self.name))

    def sentence(self, ctx: Scope) -> str:
        return f"renamed a file of {ctx.get(self.attachment).item} to {clean_name(self.name)}"


class DeleteAttachment(Command, name="attachment.delete", permission="member"):
    """Delete a file."""

    attachment: Annotated[AttachmentRef, Hint(label="File")]

    def needs(self, ctx: Scope) -> Permission | None:
        return "member" if ctx.get(self.attachment).by_id == ctx.actor.member else "role holder"

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.attachment))

    def sentence(self, ctx: Scope) -> str:
        attachment: Attachment = ctx.get(self.attachment)
        return f"deleted the file {attachment.name} of {attachment.item}"
