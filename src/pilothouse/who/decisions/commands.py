"""Deciding: suggest, accept, decline, withdraw, answer, undo, and who decides."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Refused, Scope
from pilothouse.commands.lens import plan_lens
from pilothouse.who import clock
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, Voice
from pilothouse.who.decisions.proposals import OutOfDate, moved, says, stored_commands, waits_for
from pilothouse.who.decisions.undo import entries_of, take_back

ProposalRef = Annotated[str, RefTo("decisions.changeset")]
Words = Annotated[str, Field(max_length=4000), Hint(rows=3)]


class OpenProposal(Command, name="proposal.open", permission="system"):
    """Suggest a change."""

    id: UUID
    title: str
    why: str
    commands: list[dict[str, Any]]
    before: list[dict[str, Any]]
    subjects: list[str]
    verdicts: list[dict[str, Any]]
    unit: str | None
    plan_hash: str
    plan_revision: int
    impact: dict[str, Any] | None
    documents: dict[str, Any] = {}
    seed: int
    runs: int

    def payload(self) -> dict[str, Any]:
        return {"id": str(self.id), "title": self.title}

    def apply(self, ctx: Scope) -> None:
        last = ctx.find(ChangeSet).order_by("-number").first()
        option = Option(
            change_set_id=self.id, label="As suggested", commands=self.commands, before=self.before
        )
        days = max((v["consult_days"] for v in self.verdicts), default=0)
        ctx.save(
            ChangeSet(
                id=self.id,
                number=last.number + 1 if last else 1,
                title=self.title[:500],
                why=self.why,
                author_id=ctx.actor.member,
                unit_id=self.unit,
                family=self.verdicts[0]["family"] if self.verdicts else "",
                made_at=ctx.now,
                decide_by=clock.working_days_from(ctx.now, days or 2),
                chosen=option.pk,
            )
        )
        option.subjects, option.verdict = self.subjects, {"verdicts": self.verdicts}
        option.plan_hash, option.plan_revision, option.impact = (
            self.plan_hash,
            self.plan_revision,
            self.impact,
        )
        option.seed, option.runs, option.priced_at = self.seed, self.runs, ctx.now
        ctx.save(option)
        _keep_plans(ctx, self.documents)
        _speak(ctx, self.id, "accept", "", option)

    def sentence(self, ctx: Scope) -> str:
        return f"suggested {ctx.title(str(self.id))!r}"


class PriceProposal(Command, name="proposal.price", permission="system"):
    """Compute a proposal's impact anew."""

    option: Annotated[str, RefTo("decisions.option")]
    before: list[dict[str, Any]] = []
    verdicts: list[dict[str, Any]] = []
    shifted: bool = True
    broken: str = ""
    plan_hash: str = ""
    plan_revision: int = 0
    impact: dict[str, Any] | None = None
    documents: dict[str, Any] = {}
    seed: int = 1
    runs: int = 0

    def payload(self) -> dict[str, Any]:
        return {
            "option": self.option,
            "shifted": self.shifted,
            "broken": self.broken,
            "plan_hash": self.plan_hash,
        }

    def apply(self, ctx: Scope) -> None:
        option: Option = ctx.get(self.option)
        if self.broken:
            ctx.update(option, verdict={**option.verdict, "broken": self.broken}, priced_at=ctx.now)
            return
        ctx.update(
            option,
            before=self.before,
            verdict={
                "verdicts": self.verdicts,
                "was": option.impact if self.shifted else option.verdict.get("was"),
            },
            plan_hash=self.plan_hash,
            plan_revision=self.plan_revision,
            impact=self.impact,
            runs=self.runs,
            **({"priced_at": ctx.now} if self.shifted else {}),
        )
        _keep_plans(ctx, self.documents)
        if self.shifted:
            change = option.change_set
            _speak(ctx, change.pk, "accept", "", option, member=change.author_id)

    def sentence(self, ctx: Scope) -> str:
        title = ctx.get(self.option).change_set.key
        return (
            f"found that {title} no longer works: {self.broken}" if self.broken else f"computed {title} anew"
        )


class AcceptProposal(Command, name="proposal.accept", permission="member"):
    """Accept a proposal."""

    proposal: ProposalRef
    words: Words = ""
    seen: Annotated[int | None, Hint(hidden=True, help="The plan revision its figures were computed on.")] = (
        None
    )

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal)
        _must_be_asked(ctx, option)
        _must_be_current(ctx, change, option, self.seen)
        _speak(ctx, change.pk, "accept", self.words, option)
        if not waits_for(option, _voices(ctx, change)):
            carry_out_option(ctx, change, option)

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        done = "accepted" if change.state == "accepted" else "agreed to"
        return f"{done} {change.key} {change.title!r}"


class SettleProposal(Command, name="proposal.settle", permission="system"):
    """Let a decided proposal take effect once the consulted had their time."""

    proposal: ProposalRef

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal)
        if (
            change.decide_by
            and ctx.now >= change.decide_by
            and not waits_for(option, _voices(ctx, change), late=True)
        ):
            carry_out_option(ctx, change, option)

    def sentence(self, ctx: Scope) -> str:
        return f"settled {ctx.get(self.proposal).key}: the consulted had their time"


class AnswerProposal(Command, name="proposal.answer", permission="member"):
    """Say what you think of a proposal you were asked about."""

    proposal: ProposalRef
    verdict: Annotated[str, Field(pattern="^(fine|object)$"), Hint(help="fine or object")]
    words: Words = ""

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal)
        _must_be_asked(ctx, option)
        if self.verdict == "object" and not self.words:
            ctx.refuse("Say what you object to, one line is enough.", "words")
        _speak(ctx, change.pk, self.verdict, self.words, option, consult=True)
        if not waits_for(option, _voices(ctx, change)):
            carry_out_option(ctx, change, option)

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        return (
            f"is fine with {change.key}"
            if self.verdict == "fine"
            else f"objects to {change.key}: {self.words}"
        )


class DeclineProposal(Command, name="proposal.decline", permission="member"):
    """Decline a proposal with a reason."""

    proposal: ProposalRef
    words: Annotated[str, Field(min_length=1, max_length=4000), Hint(label="Reason", rows=2)]

    def apply(self, ctx: Scope) -> None:
        change, option = _open(ctx, self.proposal)
        _must_be_asked(ctx, option, consulted=False)
        _speak(ctx, change.pk, "decline", self.words, option)
        ctx.update(change, state="declined")

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        return f"declined {change.key} {change.title!r}: {self.words}"


class WithdrawProposal(Command, name="proposal.withdraw", permission="member"):
    """Take a proposal of one's own back."""

    proposal: ProposalRef

    def apply(self, ctx: Scope) -> None:
        change, _ = _open(ctx, self.proposal)
        if change.author_id != ctx.actor.member:
            raise Refused(
                "Only its author can withdraw a proposal. You can decline it if you are asked.", status=403
            )
        ctx.update(change, state="withdrawn")

    def sentence(self, ctx: Scope) -> str:
        change = ctx.get(self.proposal)
        return f"withdrew {change.key} {change.title!r}"


class Undo(Command, name="history.undo", permission="member"):
    """Undo a change."""

    group: Annotated[UUID, Hint(hidden=True)]

    def families(self, ctx: Scope) -> tuple[str, ...]:
        return tuple(dict.fromkeys(e.family for e in self._entries(ctx) if e.family))

    def unit_of_decision(self, ctx: Scope) -> Any:
        return next((e.unit for e in self._entries(ctx) if e.unit), None)

    def apply(self, ctx: Scope) -> None:
        entries = self._entries(ctx)
        plain = [e for e in entries if not e.family]
        if plain and not self.families(ctx) and any(e.actor_id != ctx.actor.member for e in plain):
            raise Refused("Only the person who did this can undo it.", status=403)
        take_back(ctx, entries)
        ctx.undoes = entries[0].pk

    def sentence(self, ctx: Scope) -> str:
        entries = self._entries(ctx, undone=True)
        return "undid: " + "; ".join(e.sentence for e in reversed(entries[:3]))

    def _entries(self, ctx: Scope, *, undone: bool = False) -> list[Entry]:
        if undone:
            return list(ctx.find(Entry, group=self.group).order_by("-revision"))
        return entries_of(ctx, self.group)


def carry_out_option(ctx: Scope, change: ChangeSet, option: Option) -> None:
    """Apply what was decided as its author's commands, in the same transaction and history group."""
    _must_be_current(ctx, change, option)
    done = ctx.perform(stored_commands(option), mandate=change.pk, on_behalf_of=change.author_id)
    if moved(option, done):
        raise OutOfDate(change)
    ctx.update(change, state="accepted")


def _must_be_current(ctx: Scope, change: ChangeSet, option: Option, seen: int | None = None) -> None:
    """Figures are decided on only while they are those of today's plan, and those that were looked at."""
    priced = option.plan_revision
    if option.impact is not None and (priced != ctx.workspace.plan_revision or seen not in (None, priced)):
        raise OutOfDate(change)


def _open(ctx: Scope, ref: str) -> tuple[ChangeSet, Option]:
    change: ChangeSet = ctx.get(ref)
    if change.state != "open":
        raise Refused(f"{change.key} is {change.state} already.", status=409)
    option = ctx.find(Option, pk=change.chosen).get()
    if option.verdict.get("broken"):
        raise Refused(f"{change.key} no longer works on today's plan: {option.verdict['broken']}", status=409)
    return change, option


def _keep_plans(ctx: Scope, documents: dict[str, Any]) -> None:
    """Store what it takes to compute an impact again."""
    lens = plan_lens()
    if lens is not None and documents:
        lens.keep(ctx, documents)


def _voices(ctx: Scope, change: ChangeSet) -> list[Voice]:
    return list(ctx.find(Voice, change_set=change))


def _asked_as(member: Any, option: Option) -> str | None:
    order = ("decide", "approve", "consult")
    mine = {say.asked_as for say in says(option, ()) if str(member) in say.members}
    return next((name for name in order if name in mine), None)


def _must_be_asked(ctx: Scope, option: Option, *, consulted: bool = True) -> None:
    asked = _asked_as(ctx.actor.member, option)
    if asked is None or (asked == "consult" and not consulted):
        raise Refused(
            "This is not yours to decide. The proposal says who is asked; you can comment.", status=403
        )


def _speak(
    ctx: Scope,
    change: UUID,
    verdict: str,
    words: str,
    option: Option,
    *,
    consult: bool = False,
    member: Any = None,
) -> None:
    """Record a voice, if that member is asked at all."""
    who = member or ctx.actor.member
    asked = _asked_as(who, option)
    if asked is not None:
        asked = "consult" if consult else asked
        ctx.save(
            Voice(
                change_set_id=change, member_id=who, asked_as=asked, verdict=verdict, words=words, at=ctx.now
            )
        )
