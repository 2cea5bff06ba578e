"""What people set for themselves: how the product looks, reads and reaches them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.who.changes import columns, derived, in_words
from pilothouse.who.people.models import Account, Preference
from pilothouse.who.people.preferences import stored_preferences
from pilothouse.who.people.zones import known_zone

Block = Annotated[str, Field(max_length=40, pattern=r"^[a-z][a-z0-9_.-]*$")]
Blocks = Annotated[list[Block], Field(max_length=40), Hint(hidden=True)]


def _zone_or_none(name: str) -> str:
    return known_zone(name) if name else ""


class SetPreferences(Command, name="preferences.set", permission="anyone"):
    """Set your preferences."""

    theme: Annotated[Literal["", "light", "dark"], Hint(help="Empty: as your system has it.")] = ""
    density: Annotated[Literal["", "compact"], Hint(help="Compact shows more rows at once.")] = ""
    locale: Annotated[
        Literal["", "en", "en-gb", "de", "fr"],
        Hint(label="Numbers and dates", help="Empty: as your browser asks for."),
    ] = ""
    timezone: Annotated[
        str,
        AfterValidator(_zone_or_none),
        Hint(label="Time zone", help="Such as Europe/Berlin; empty: the workspace's."),
    ] = ""
    keys: Annotated[bool, Hint(label="Single-key shortcuts")] = True
    digest: Annotated[bool, Hint(label="Daily digest by mail")] = True
    digest_hour: Annotated[
        int, Field(ge=0, le=23), Hint(label="Hour of the digest", help="0 to 23, in your time zone.")
    ] = 8
    instant: Annotated[bool, Hint(label="Mail at once when somebody waits for you or mentions you")] = True
    desk_order: Annotated[Blocks, Hint(label="Order of the Desk")] = []
    desk_hidden: Annotated[Blocks, Hint(label="Hidden on the Desk")] = []
    example: ClassVar[dict[str, Any]] = {"theme": "dark", "keys": False, "desk_hidden": ["goals"]}

    @classmethod
    def stands(cls, viewer: Any) -> dict[str, Any]:
        return stored_preferences(viewer)

    def apply(self, ctx: Scope) -> None:
        account = Account.objects.filter(members=ctx.actor.member).first()
        if account is None:
            ctx.refuse("You do not sign in, so there is nobody to remember this for.")
        row = Preference.objects.filter(account=account).first()
        if row is None:
            row = ctx.save(Preference(id=derived(account.pk, "preference"), account=account))
        names = [f for f in type(self).model_fields if not f.startswith("desk_")]
        ctx.update(row, desk=self._desk(ctx, row.desk), **columns(self, *names))

    def sentence(self, ctx: Scope) -> str:
        return f"changed their {in_words(self)}"

    def _desk(self, ctx: Scope, desk: dict[str, Any]) -> dict[str, Any]:
        """The blocks of this workspace's Desk as they are from now on."""
        given, here = self.given(), str(ctx.workspace.pk)
        mine = dict(desk.get(here, {}))
        mine |= {part: given[f"desk_{part}"] for part in ("order", "hidden") if f"desk_{part}" in given}
        return {**desk, here: mine} if mine else desk
