"""Filling a basket, taking out of it, and suggesting what lies in it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from pilothouse.commands import Command, Hint, OnClosed, Refused, Scope
from pilothouse.who.decisions.gate.instead import Instead, Place
from pilothouse.who.decisions.proposals.baskets import basket_of, empty, fill, keep
from pilothouse.who.decisions.proposals.collecting import refuse_full, stored
from pilothouse.who.decisions.proposals.commands_deciding import OptionName, ProposalRef
from pilothouse.who.decisions.proposals.options import option_named
from pilothouse.who.decisions.proposals.says import stored_commands

Why = Annotated[str, Field(max_length=4000), Hint(label="Why", help="Told to those who decide.", rows=3)]


class KeepInBasket(Command, name="basket.keep", permission="system"):
    """Add to my basket."""

    edits: list[dict[str, Any]]
    faults: dict[str, str] = {}
    creates: list[dict[str, str]] = []

    def payload(self) -> dict[str, Any]:
        return {}

    def apply(self, ctx: Scope) -> None:
        keep(ctx, self.edits, self.faults, self.creates)

    def sentence(self, ctx: Scope) -> str:
        return "put a change into their basket"


class TakeOutOfBasket(Command, name="basket.remove", permission="member"):
    """Take a change out of your basket."""

    edit: Annotated[str, Field(max_length=36), Hint(help="Its number in the basket, or its id.")]
    example: ClassVar[dict[str, Any]] = {"edit": "1"}

    def apply(self, ctx: Scope) -> None:
        option = basket_of(ctx)
        rest = [e for n, e in enumerate(option.commands, 1) if self.edit not in (str(n), e["id"])]
        if len(rest) == len(option.commands):
            ctx.refuse(f"Your basket holds no change {self.edit!r}. It holds {len(rest)}.", "edit")
        if rest:
            fill(ctx, rest)
        else:
            empty(ctx, option.change_set)

    def sentence(self, ctx: Scope) -> str:
        return "took a change out of their basket"


class DiscardBasket(Command, name="basket.discard", permission="member"):
    """Discard your basket."""

    def apply(self, ctx: Scope) -> None:
        empty(ctx, basket_of(ctx).change_set)

    def sentence(self, ctx: Scope) -> str:
        return "discarded their basket"


class TakeUpOption(Command, name="basket.take", permission="member"):
    """Take what an option would do into your basket.

    Change it there, and add it as another option, or put it in place of yours."""

    proposal: ProposalRef
    option: OptionName = ""
    example: ClassVar[dict[str, Any]] = {"option": "A"}

    def apply(self, ctx: Scope) -> None:
        change = ctx.get(self.proposal)
        option = option_named(ctx, change, self.option)
        if change.author_id != ctx.actor.member and _is_private(option):
            raise Refused("What this option would do is told to few, so it cannot be taken up.", status=403)
        edits = [stored(command) for command in stored_commands(option)]
        refuse_full(len(edits))
        fill(ctx, edits)

    def sentence(self, ctx: Scope) -> str:
        return f"took what {ctx.get(self.proposal).key} would do into their basket"


class SuggestBasket(Command, name="proposal.suggest", permission="member"):
    """Suggest what is in your basket."""

    on_closed: ClassVar[OnClosed] = "goes on"
    title: Annotated[str, Field(max_length=500), Hint(help="Left empty, it is made of the first change.")] = (
        ""
    )
    why: Why = ""
    suggests: ClassVar[bool] = True

    def apply(self, ctx: Scope) -> None:
        option = basket_of(ctx)
        raise Instead(stored_commands(option), Place(draft=option.change_set_id), self.why, self.title)

    def sentence(self, ctx: Scope) -> str:
        return f"suggested {self.title or 'what was in their basket'}"


def _is_private(option: Any) -> bool:
    from pilothouse.commands.fields import hint_of

    return any(hint_of(type(c), name).private for c in stored_commands(option) for name in c.payload())
