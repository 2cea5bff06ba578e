"""Proposals on record: opened, and computed anew."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from pilothouse.commands import Command, RefTo, Refused, Scope
from pilothouse.commands.lens import plan_lens
from pilothouse.who import clock
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.voices import speak


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
        speak(ctx, self.id, "accept", "", option)

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
                "verdicts": self.verdicts,
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
            speak(ctx, change.pk, "accept", "", option, member=change.author_id)

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
