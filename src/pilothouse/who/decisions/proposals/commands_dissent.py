"""Words that stay with a proposal and hold nothing up: why it is suggested, and who thinks otherwise."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from pilothouse.commands import Command, Hint, OnClosed, Refused, Scope
from pilothouse.who.decisions.models import DRAFT, Voice
from pilothouse.who.decisions.proposals.commands_deciding import ProposalRef
from pilothouse.who.decisions.proposals.options import open_change, options_of
from pilothouse.who.decisions.proposals.says import DISSENT
from pilothouse.who.decisions.proposals.voices import asked_as


class ExplainProposal(Command, name="proposal.explain", permission="member"):
    """Say why you suggest it."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef
    why: Annotated[str, Field(min_length=1, max_length=4000), Hint(rows=3)]

    def apply(self, ctx: Scope) -> None:
        change = open_change(ctx, self.proposal)
        if change.author_id != ctx.actor.member:
            raise Refused(
                f"Only who suggested {change.key} says why. Ask them, or dissent from it.", status=403
            )
        ctx.update(change, why=self.why)

    def sentence(self, ctx: Scope) -> str:
        return f"said why {ctx.get(self.proposal).key} is suggested"


class Dissent(Command, name="proposal.dissent", permission="member"):
    """Record dissent.

    You think otherwise and do not hold it up: your words stay with the decision for ever."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef
    words: Annotated[str, Field(min_length=1, max_length=4000), Hint(label="What you think", rows=3)]

    def apply(self, ctx: Scope) -> None:
        change = ctx.get(self.proposal)
        if change.state in (DRAFT, "withdrawn"):
            ctx.refuse(f"{change.key} is {change.state}: there is nothing to disagree with.", "proposal")
        roles = (asked_as(ctx.actor.member, option) for option in options_of(ctx, change))
        said = {"verdict": DISSENT, "words": self.words, "at": ctx.now}
        role = next((role for role in roles if role), "")
        ctx.save(Voice(change_set=change, member_id=ctx.actor.member, asked_as=role, **said))

    def sentence(self, ctx: Scope) -> str:
        return f"dissents from {ctx.get(self.proposal).key}: {self.words}"
