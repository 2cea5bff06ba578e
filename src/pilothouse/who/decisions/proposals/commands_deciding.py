"""Deciding a proposal: accept, settle, answer, decline, withdraw."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from django.utils import dateformat
from pydantic import Field

from pilothouse.commands import Command, Hint, OnClosed, RefTo, Refused, Scope
from pilothouse.who.changes import listed
from pilothouse.who.decisions.decision_log.entering import enter_proposal
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.proposals.figures import NotRefined, is_first_estimate
from pilothouse.who.decisions.proposals.options import (
    open_change,
    option_named,
    options_of,
    with_those_asked_today,
    working,
)
from pilothouse.who.decisions.proposals.says import OutOfDate, is_late, moved, stored_commands, waits_for
from pilothouse.who.decisions.proposals.voices import asked_as, speak, voices_of
from pilothouse.who.decisions.rights.grounds import in_whose_place

ProposalRef = Annotated[str, RefTo("decisions.changeset")]


Words = Annotated[str, Field(max_length=4000), Hint(rows=3)]


OptionName = Annotated[
    str, Field(max_length=36), Hint(help="Its letter, such as B. Left empty, what is suggested stands.")
]


class AcceptProposal(Command, name="proposal.accept", permission="member"):
    """Accept a proposal."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef
    words: Words = ""
    option: OptionName = ""
    example: ClassVar[dict[str, Any]] = {"words": "Good", "option": "A"}
    seen: Annotated[int | None, Hint(hidden=True, help="The plan revision its figures were computed on.")] = (
        None
    )

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal, self.option)
        _must_be_asked(ctx, option)
        _must_be_current(ctx, change, option, self.seen)
        speak(ctx, change.pk, "accept", self.words, option)
        if asked_as(ctx.actor.member, option) == "decide":
            ctx.update(change, chosen=option.pk)
        if option.pk == change.chosen and not waits_for(option, voices_of(ctx, change), late=is_late(change)):
            carry_out_option(ctx, change, option)

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        done = "accepted" if change.state == "accepted" else "agreed to"
        option = option_named(ctx, change, self.option)
        which = f", {option}" if len(options_of(ctx, change)) > 1 else ""
        still = _still_missing(ctx, change, option) if change.state == "open" else ""
        return f"{done} {change.key} “{change.title}”{which}{in_whose_place(ctx, option)}{still}"


class SettleProposal(Command, name="proposal.settle", permission="system"):
    """Let a decided proposal take effect once the consulted had their time."""

    proposal: ProposalRef

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal)
        if (
            change.decide_by
            and ctx.now >= change.decide_by
            and not waits_for(option, voices_of(ctx, change), late=True)
        ):
            carry_out_option(ctx, change, option)

    def sentence(self, ctx: Scope) -> str:
        return f"settled {ctx.get(self.proposal).key}: the consulted had their time"


class AnswerProposal(Command, name="proposal.answer", permission="member"):
    """Say what you think of a proposal you were asked about."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef
    verdict: Annotated[str, Field(pattern="^(fine|object)$"), Hint(help="fine or object")]
    words: Words = ""

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal)
        _must_be_asked(ctx, option)
        if self.verdict == "object" and not self.words:
            ctx.refuse("Say what you object to, one line is enough.", "words")
        speak(ctx, change.pk, self.verdict, self.words, option, consult=True, whatever=True)
        if not waits_for(option, voices_of(ctx, change), late=is_late(change)):
            carry_out_option(ctx, change, option)

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        return (
            f"is fine with {change.key}"
            if self.verdict == "fine"
            else f"objects to {change.key}: {self.words}"
        )


class DeclineProposal(Command, name="proposal.decline", permission="member"):
    """Decline a proposal with a reason.

    Who must agree too says no to it in this way as well. An option can be declined by itself: the others
    stay on the table, and it can be taken again once its reason is gone."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef
    words: Annotated[str, Field(min_length=1, max_length=4000), Hint(label="Reason", rows=2)]
    only: OptionName = ""
    example: ClassVar[dict[str, Any]] = {"words": "Not now"}

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal, self.only)
        _must_be_asked(ctx, option, consulted=False)
        speak(ctx, change.pk, "decline", self.words, option, whatever=not self.only)
        if not self.only or len(options_of(ctx, change)) == 1:
            ctx.update(change, state="declined")
            enter_proposal(ctx, change, option, "declined")

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        option = option_named(ctx, change, self.only)
        what = f"{option} of {change.key}" if change.state == "open" else f"{change.key} “{change.title}”"
        done = "declined" if asked_as(ctx.actor.member, option) == "decide" else "vetoed"
        return f"{done} {what}{in_whose_place(ctx, option)}: {self.words}"


class WithdrawProposal(Command, name="proposal.withdraw", permission="member"):
    """Take a proposal of one's own back."""

    on_closed: ClassVar[OnClosed] = "goes on"
    proposal: ProposalRef

    def apply(self, ctx: Scope) -> None:
        change = open_change(ctx, self.proposal)
        if change.author_id != ctx.actor.member:
            raise Refused(
                "Only its author can withdraw a proposal. You can decline it if you are asked.", status=403
            )
        ctx.update(change, state="withdrawn")

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        return f"withdrew {change.key} “{change.title}”"


def carry_out_option(ctx: Scope, change: ChangeSet, option: Option) -> None:
    """Apply what was decided as its author's commands, in the same transaction and history group."""
    _must_be_current(ctx, change, option)
    done = ctx.perform(stored_commands(option), mandate=change.pk, on_behalf_of=change.author_id)
    if moved(option, done):
        raise OutOfDate(change)
    ctx.update(change, state="accepted")
    enter_proposal(ctx, change, option, "accepted")


def _still_missing(ctx: Scope, change: ChangeSet, option: Option) -> str:
    """Whose say it waits for after this one: "; it waits for Ana or Ben and Ingrid until 3 March"."""
    asked = with_those_asked_today(ctx, option)
    missing = waits_for(asked, voices_of(ctx, change), late=is_late(change))
    whose = [" or ".join(ctx.rights.names_of(say.members)) or f"a {say.role}" for say in missing]
    if not whose:
        return ""
    whose = list(dict.fromkeys(whose))
    only_consulted = all(say.asked_as == "consult" for say in missing)
    by = change.decide_by if only_consulted else None
    until = f" until {dateformat.format(by, 'j F')}" if by else ""
    return f"; it waits for {listed(whose)}{until}"


def _must_be_current(ctx: Scope, change: ChangeSet, option: Option, seen: int | None = None) -> None:
    """Figures are decided on only while they are those of today's plan, and those that were looked at."""
    if is_first_estimate(option):
        raise NotRefined(change)
    priced = option.plan_revision
    if option.impact is not None and (priced != ctx.workspace.plan_revision or seen not in (None, priced)):
        raise OutOfDate(change)


def _open(ctx: Scope, ref: str, name: str = "") -> tuple[ChangeSet, Option]:
    """An open proposal and that option of it, with those who are asked today."""
    change = open_change(ctx, ref)
    option = with_those_asked_today(ctx, option_named(ctx, change, name))
    return change, working(change, option)


def _must_be_asked(ctx: Scope, option: Option, *, consulted: bool = True) -> None:
    asked = asked_as(ctx.actor.member, option)
    if asked is None or (asked == "consult" and not consulted):
        raise Refused(
            "This is not yours to decide. The proposal says who is asked; you can ask, or record dissent.",
            status=403,
        )
