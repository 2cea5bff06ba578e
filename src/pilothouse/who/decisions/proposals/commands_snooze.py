"""Before deciding: asking about a proposal, and putting it off until a day or an answer."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Annotated, Any, ClassVar

from pydantic import Field

from pilothouse.commands import Command, Hint, OnClosed, Refused, Scope
from pilothouse.who import clock
from pilothouse.who.changes import derived, put
from pilothouse.who.decisions.models import Option, Snooze, Voice
from pilothouse.who.decisions.proposals.commands_deciding import ProposalRef
from pilothouse.who.decisions.proposals.says import ASKED, says
from pilothouse.who.fields import MemberRef

LONGEST = timedelta(days=90)


class AskAboutProposal(Command, name="proposal.ask", permission="member"):
    """Ask about a proposal.

    Its author and those who decide read it on the proposal; they answer in the same way."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef
    words: Annotated[str, Field(min_length=1, max_length=4000), Hint(label="Your question or answer", rows=3)]

    def apply(self, ctx: Scope) -> None:
        change = ctx.get(self.proposal)
        if change.state != "open":
            ctx.refuse(f"{change.key} is {change.state} already.", "proposal")
        said = {"verdict": ASKED, "words": self.words, "at": ctx.now, "asked_as": ""}
        ctx.save(Voice(change_set=change, member_id=ctx.actor.member, **said))

    def sentence(self, ctx: Scope) -> str:
        return f"asked about {ctx.get(self.proposal).key}: {self.words}"


class SnoozeProposal(Command, name="proposal.snooze", permission="member"):
    """Snooze a proposal.

    It leaves your desk until a day, or until somebody has answered; a day that has come takes it up again."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef
    until: Annotated[date | None, Hint(label="Until", help="It comes back on that day.")] = None
    answer_of: Annotated[
        MemberRef | None, Hint(label="Until an answer of", help="It comes back once they have answered.")
    ] = None
    example: ClassVar[dict[str, Any]] = {"until": "2027-03-20"}

    def apply(self, ctx: Scope) -> None:
        change = ctx.get(self.proposal)
        if change.state != "open":
            ctx.refuse(f"{change.key} is {change.state} already.", "proposal")
        if change.decide_by and change.decide_by < ctx.now:
            ctx.refuse(
                f"{change.key} should be decided by now. Decide, or ask what you need to know.", "until"
            )
        option = ctx.find(Option, pk=change.chosen).get()
        asked = {member for say in says(option, ()) for member in say.members}
        if str(ctx.actor.member) not in asked:
            raise Refused(f"{change.key} does not wait for you, so there is nothing to snooze.", status=403)
        if self.until is None and self.answer_of is None:
            ctx.refuse("Say until which day, or whose answer you wait for.", "until")
        if self.until and self.until > self._today(ctx) + LONGEST:
            ctx.refuse(
                "Choose a day within three months; a proposal that can wait longer is better declined.",
                "until",
            )
        key = {"change_set": change, "member_id": ctx.actor.member}
        id = derived(change.pk, "snooze", ctx.actor.member)
        put(ctx, Snooze, id, key, until=self.until, awaits_id=self.answer_of, at=ctx.now)

    def sentence(self, ctx: Scope) -> str:
        key = ctx.get(self.proposal).key
        if self.answer_of:
            return f"put {key} off until {ctx.title(self.answer_of)} has answered"
        if self.until and self.until <= self._today(ctx):
            return f"took {key} up again"
        return f"put {key} off until {self.until:%-d %B}"

    def _today(self, ctx: Scope) -> date:
        return clock.today(ctx.workspace.timezone)
