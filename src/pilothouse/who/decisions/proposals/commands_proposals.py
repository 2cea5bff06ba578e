"""Proposals on record: opened, and computed anew."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pilothouse.commands import Command, RefTo, Refused, Scope
from pilothouse.commands.lens import plan_lens
from pilothouse.who import clock
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.baskets import empty
from pilothouse.who.decisions.proposals.judging import state_of
from pilothouse.who.decisions.proposals.options import MOST_OPTIONS, open_change, options_of
from pilothouse.who.decisions.proposals.voices import speak

KEPT = ("creates", "escalated")
"""What of an option's verdict outlives its price."""


class _Priced(Command):
    """What options are made of: commands, what they were tried and priced on, and who was asked."""

    commands: list[dict[str, Any]]
    before: list[dict[str, Any]]
    subjects: list[str]
    verdicts: list[dict[str, Any]]
    creates: list[dict[str, str]] = []
    plan_hash: str
    plan_revision: int
    impact: dict[str, Any] | None
    documents: dict[str, Any] = {}
    seed: int
    runs: int

    def columns(self, ctx: Scope) -> dict[str, Any]:
        """The columns of the option."""
        named = ("commands", "before", "subjects", "plan_hash", "plan_revision", "impact", "seed", "runs")
        told = {"verdicts": self.verdicts, "creates": self.creates, "rights": state_of(ctx.rights)}
        return {**{name: getattr(self, name) for name in named}, "verdict": told, "priced_at": ctx.now}

    @property
    def family(self) -> str:
        """The family it is first of all."""
        return self.verdicts[0]["family"] if self.verdicts else ""


class OpenProposal(_Priced, name="proposal.open", permission="system"):
    """Suggest a change."""

    id: UUID
    title: str
    why: str
    unit: str | None
    draft: UUID | None = None
    label: str = ""

    def payload(self) -> dict[str, Any]:
        return {"id": str(self.id), "title": self.title}

    def apply(self, ctx: Scope) -> None:
        option = self._option(ctx)
        days = max((v["consult_days"] for v in self.verdicts), default=0)
        told = {
            "number": self._number(ctx),
            "title": self.title[:500],
            "why": self.why,
            "kind": "proposal",
            "state": "open",
            "unit_id": self.unit,
            "family": self.family,
            "made_at": ctx.now,
            "decide_by": clock.working_days_from(ctx.now, days or 2),
            "chosen": option.pk,
        }
        if self.draft is None:
            ctx.save(ChangeSet(id=self.id, author_id=ctx.actor.member, **told))
            ctx.save(option)
        else:
            ctx.update(ctx.find(ChangeSet, pk=self.id).get(), **told)
        _keep_plans(ctx, self.documents)
        speak(ctx, self.id, "accept", "", option)

    def _option(self, ctx: Scope) -> Option:
        label = self.label or "As suggested"
        told = {"label": label, "author_id": ctx.actor.member, **self.columns(ctx)}
        if self.draft is None:
            return Option(change_set_id=self.id, **told)
        drafted: Option = ctx.update(ctx.find(Option, change_set=self.draft).get(), **told)
        return drafted

    def _number(self, ctx: Scope) -> int:
        last = ctx.find(ChangeSet, number__isnull=False).order_by("-number").first()
        return last.number + 1 if last else 1

    def sentence(self, ctx: Scope) -> str:
        return f"suggested “{self.title}”"


class OpenOption(_Priced, name="option.open", permission="system"):
    """Put another option beside those of a proposal, or another content into one."""

    id: UUID
    change: Annotated[str, RefTo("decisions.changeset")]
    label: str
    revises: bool = False
    draft: UUID | None = None

    def payload(self) -> dict[str, Any]:
        return {"id": str(self.id), "change": self.change, "label": self.label, "revises": self.revises}

    def apply(self, ctx: Scope) -> None:
        change = open_change(ctx, self.change)
        if self.revises:
            option = ctx.find(Option, pk=self.id).get()
            ctx.update(option, label=self.label or option.label, **self.columns(ctx))
        else:
            option = Option(
                id=self.id, change_set=change, position=self._place(ctx, change), label=self.label
            )
            option.author_id = ctx.actor.member
            for name, value in self.columns(ctx).items():
                setattr(option, name, value)
            ctx.save(option)
        _keep_plans(ctx, self.documents)
        speak(ctx, change.pk, "accept", "", option)
        if self.draft is not None:
            empty(ctx, ctx.find(ChangeSet, pk=self.draft).get())

    def _place(self, ctx: Scope, change: ChangeSet) -> int:
        if len(options_of(ctx, change)) >= MOST_OPTIONS:
            ctx.refuse(
                f"{change.key} has {MOST_OPTIONS} options, more than people compare. Withdraw one first."
            )
        last = ctx.find(Option, change_set=change).order_by("-position").first()
        return last.position + 1 if last else 0

    def sentence(self, ctx: Scope) -> str:
        option, key = (
            ctx.get(str(self.id)) if not self.revises else self._revised(ctx),
            ctx.title(self.change),
        )
        done = "revised" if self.revises else "added"
        return f"{done} {option} {'of' if self.revises else 'to'} {key}"

    def _revised(self, ctx: Scope) -> Option:
        option: Option = ctx.find(Option, pk=self.id).get()
        return option


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
        if option.change_set.state != "open":
            raise Refused(
                f"{option.change_set.key} is {option.change_set.state}: its figures stand.", status=409
            )
        if self.broken:
            ctx.update(option, verdict={**option.verdict, "broken": self.broken}, priced_at=ctx.now)
            return
        again = self.impact and (option.plan_revision, option.runs) == (self.plan_revision, self.runs)
        shifted = self.shifted and not again  # somebody else may have computed the same meanwhile
        ctx.update(
            option,
            before=self.before,
            verdict={
                **{name: option.verdict[name] for name in KEPT if name in option.verdict},
                "verdicts": self.verdicts,
                "rights": state_of(ctx.rights),
                "was": option.impact if shifted else option.verdict.get("was"),
            },
            plan_hash=self.plan_hash,
            plan_revision=self.plan_revision,
            impact=self.impact,
            runs=self.runs,
            **({"priced_at": ctx.now} if shifted else {}),
        )
        _keep_plans(ctx, self.documents)
        if shifted:
            change = option.change_set
            author = option.author_id or change.author_id
            if ctx.find(Voice, change_set=change, member=author, verdict="accept").exists():
                speak(ctx, change.pk, "accept", "", option, member=author)

    def sentence(self, ctx: Scope) -> str:
        title = ctx.get(self.option).change_set.key
        return (
            f"found that {title} no longer works: {self.broken}" if self.broken else f"computed {title} anew"
        )


def _keep_plans(ctx: Scope, documents: dict[str, Any]) -> None:
    """Store what it takes to compute an impact again."""
    lens = plan_lens()
    if lens is not None and documents:
        lens.keep(ctx, documents)
