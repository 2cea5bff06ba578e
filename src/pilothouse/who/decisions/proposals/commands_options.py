"""Options of a proposal: adding one beside it, putting another content into one's own, taking it back."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import Field

from pilothouse.commands import Command, Hint, Refused, Scope, parse
from pilothouse.who.decisions.gate.instead import Instead, Place
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.proposals.baskets import basket_of
from pilothouse.who.decisions.proposals.collecting import collectable
from pilothouse.who.decisions.proposals.commands_baskets import Why
from pilothouse.who.decisions.proposals.commands_deciding import ProposalRef
from pilothouse.who.decisions.proposals.options import open_change, option_named, options_of
from pilothouse.who.decisions.proposals.says import stored_commands

Label = Annotated[
    str, Field(min_length=1, max_length=200), Hint(help="What it does, in a few words: Include it, drop X.")
]
Commands = Annotated[
    list[dict[str, Any]], Hint(hidden=True, help="As {name, payload}; left out, those in your basket.")
]
Letter = Annotated[str, Field(min_length=1, max_length=36), Hint(help="Its letter, such as B.")]


class AddOption(Command, name="option.add", permission="member"):
    """Add an option to a proposal.

    It does what is in your basket, and is priced beside the others; who decides takes one of them."""

    proposal: ProposalRef
    label: Label
    commands: Commands = []
    why: Why = ""
    suggests: ClassVar[bool] = True

    def apply(self, ctx: Scope) -> None:
        change = open_change(ctx, self.proposal)
        raise _instead(ctx, self.commands, self.why, change=change.pk, label=self.label)

    def sentence(self, ctx: Scope) -> str:
        return f"added an option to {ctx.get(self.proposal).key}: {self.label}"


class ReviseOption(Command, name="option.revise", permission="member"):
    """Put what is in your basket in place of your option.

    Whatever was said to it so far counts no more: everybody is asked again."""

    proposal: ProposalRef
    option: Letter
    label: Annotated[str, Field(max_length=200), Hint(help="Left empty, it keeps its name.")] = ""
    commands: Commands = []
    suggests: ClassVar[bool] = True
    example: ClassVar[dict[str, Any]] = {"proposal": "PR-2", "option": "A"}

    def apply(self, ctx: Scope) -> None:
        change, option = _own_option(ctx, self.proposal, self.option)
        place = {"change": change.pk, "revises": option.pk, "label": self.label}
        raise _instead(ctx, self.commands, "", **place)

    def sentence(self, ctx: Scope) -> str:
        return f"revised an option of {ctx.get(self.proposal).key}"


class RenameOption(Command, name="option.rename", permission="member"):
    """Give your option another name."""

    proposal: ProposalRef
    option: Letter
    label: Label
    example: ClassVar[dict[str, Any]] = {"proposal": "PR-2", "option": "A", "label": "Include it"}

    def apply(self, ctx: Scope) -> None:
        _, option = _own_option(ctx, self.proposal, self.option)
        ctx.update(option, label=self.label)

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        return f"renamed {option_named(ctx, change, self.option)} of {change.key}"


class WithdrawOption(Command, name="option.withdraw", permission="member"):
    """Take an option of yours back."""

    proposal: ProposalRef
    option: Letter
    example: ClassVar[dict[str, Any]] = {"proposal": "PR-2", "option": "B"}

    def apply(self, ctx: Scope) -> None:
        change, option = _own_option(ctx, self.proposal, self.option)
        others = [one for one in options_of(ctx, change) if one.pk != option.pk]
        if not others:
            ctx.refuse(f"{change.key} has no other option: withdraw the proposal instead.", "option")
        ctx.update(option, withdrawn_at=ctx.now)
        if change.chosen == option.pk:
            ctx.update(change, chosen=others[0].pk)

    def sentence(self, ctx: Scope) -> str:
        return f"withdrew option {self.option.upper()} of {ctx.get(self.proposal).key}"


def _instead(ctx: Scope, commands: list[dict[str, Any]], why: str, **place: Any) -> Instead:
    """What an option of these commands, or of the actor's basket, stands for."""
    if commands:
        return Instead([_collected(one) for one in commands], Place(**place), why)
    basket = basket_of(ctx)
    return Instead(stored_commands(basket), Place(draft=basket.change_set_id, **place), why)


def _collected(one: dict[str, Any]) -> Command:
    if not isinstance(one.get("name"), str) or not isinstance(one.get("payload", {}), dict):
        raise Refused('commands: write [{"name": "task.add", "payload": {...}}].')
    collectable(one["name"], one.get("payload", {}))
    return parse(one["name"], one.get("payload", {}))


def _own_option(ctx: Scope, ref: str, name: str) -> tuple[ChangeSet, Option]:
    change = open_change(ctx, ref)
    option = option_named(ctx, change, name)
    if ctx.actor.member != (option.author_id or change.author_id):
        message = "Only who added an option can change it. You can add another one beside it."
        raise Refused(message, status=403)
    return change, option
