"""Features: what is asked for, why, in which order and how large."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Days, Hint, RefTo, Scope
from pilothouse.what.backlog.models import Feature
from pilothouse.what.roadmap.commands import ReleaseRef
from pilothouse.who.changes import columns, in_words, plain, refuse_ring
from pilothouse.who.fields import Minted, SkillRef, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item
from pilothouse.who.items.ranks import rank_before
from pilothouse.why.strategy.commands import GoalRef

FeatureRef = Annotated[str, RefTo("backlog.feature")]
State = Literal["proposed", "planned", "done", "dropped"]
UserImpact = Annotated[Text, Hint(label="User impact", rows=4)]


class AddFeature(Command, name="feature.add", family="feature.request", subject="unit"):
    """Add a feature."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    unit: Annotated[UnitRef, Hint(label="Product")]
    goal: GoalRef | None = None
    parent: Annotated[FeatureRef | None, Hint(label="Part of")] = None
    problem: Text = ""
    outcome: Text = ""
    user_impact: UserImpact = ""
    effort: Days | None = None
    skill: SkillRef | None = None

    def apply(self, ctx: Scope) -> None:
        unit = ctx.get(self.unit)
        rank = rank_before(ranks_of(ctx, unit.pk), None)
        texts = {n: getattr(self, n) for n in ("problem", "outcome", "user_impact")}
        refs = {n: ctx.get(ref) if (ref := getattr(self, n)) else None for n in ("goal", "parent", "skill")}
        item = open_item(ctx, Feature.kind, self.id, unit, self.title)
        ctx.save(Feature(item=item, rank=rank, effort=plain(self.effort), **texts, **refs))

    def sentence(self, ctx: Scope) -> str:
        return f"added the feature {self.title}"


class EditFeature(Command, name="feature.edit", family="feature.request"):
    """Change a feature."""

    feature: FeatureRef
    title: Title = ""
    parent: Annotated[FeatureRef | None, Hint(label="Part of")] = None
    problem: Text = ""
    outcome: Text = ""
    user_impact: UserImpact = ""
    state: State = "planned"

    def apply(self, ctx: Scope) -> None:
        feature: Feature = ctx.get(self.feature)
        changes = columns(self, "parent", "problem", "outcome", "user_impact", "state")
        if changes.get("parent"):
            refuse_ring(ctx, feature, ctx.get(changes["parent"]))
        ctx.update(feature.item, **columns(self, "title"))
        ctx.update(feature, **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.feature)}"


class SayHow(Command, name="feature.feasibility", family="technical.implementation"):
    """Say how a feature is built."""

    feature: FeatureRef
    feasibility: Annotated[Text, Hint(label="How", help="How it is built, and whether it can be.")]

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.feature), feasibility=self.feasibility)

    def sentence(self, ctx: Scope) -> str:
        title = ctx.title(self.feature)
        return f"said how {title} is built" if self.feasibility else f"took back how {title} is built"


class SetFeatureGoal(Command, name="feature.goal", family="feature.priority"):
    """Say which goal a feature serves."""

    feature: FeatureRef
    goal: GoalRef | None
    example: ClassVar[dict[str, Any]] = {"goal": "Spare goal"}

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.feature), goal=ctx.get(self.goal) if self.goal else None)

    def sentence(self, ctx: Scope) -> str:
        title = ctx.title(self.feature)
        return (
            f"linked {title} to the goal {ctx.title(self.goal)}"
            if self.goal
            else f"took the goal off {title}"
        )


class EstimateFeature(Command, name="feature.estimate", family="estimate.set"):
    """Estimate a feature."""

    feature: FeatureRef
    effort: Annotated[Days | None, Hint(unit="days", help="Used until the feature has tasks.")] = None
    skill: SkillRef | None = None

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.get(self.feature), **columns(self, "effort", "skill"))

    def sentence(self, ctx: Scope) -> str:
        title = ctx.title(self.feature)
        return (
            f"estimated {title} at {self.effort.in_days()}"
            if self.effort
            else f"changed the estimate of {title}"
        )


class OrderBacklog(Command, name="backlog.order", family="backlog.order"):
    """Move a feature to a new place in the backlog."""

    feature: FeatureRef
    before: Annotated[FeatureRef | None, Hint(label="Above", help="Empty: to the end.")] = None
    example: ClassVar[dict[str, Any]] = {"feature": "Third feature", "before": "First feature"}

    def apply(self, ctx: Scope) -> None:
        feature: Feature = ctx.get(self.feature)
        following: Feature | None = ctx.get(self.before) if self.before else None
        if following is not None and following.item.unit_id != feature.item.unit_id:
            ctx.refuse(
                f"{following} stands in another backlog. Choose a feature of the same product.", "before"
            )
        if following is not None and following.pk == feature.pk:
            ctx.refuse("A feature cannot stand above itself. Choose another one.", "before")
        others = ranks_of(ctx, feature.item.unit_id, leave_out=feature.pk)
        ctx.update(feature, rank=rank_before(others, following.rank if following else None))

    def sentence(self, ctx: Scope) -> str:
        to = f"above {ctx.title(self.before)}" if self.before else "to the end of the backlog"
        return f"moved {ctx.title(self.feature)} {to}"


class DeleteFeature(Command, name="feature.delete", family="release.scope"):
    """Delete a feature and its tasks."""

    feature: FeatureRef

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.feature))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted {ctx.title(self.feature)}"


class AddToRelease(Command, name="release.add_feature", family="release.scope"):
    """Add a feature to the release."""

    release: ReleaseRef
    feature: FeatureRef
    example: ClassVar[dict[str, Any]] = {"feature": "Third feature"}

    def unit_of_decision(self, ctx: Scope) -> Any:
        return ctx.get(self.release).unit_of_decision()

    def apply(self, ctx: Scope) -> None:
        feature: Feature = ctx.get(self.feature)
        if feature.release_id:
            where = "this release" if feature.release == ctx.get(self.release) else str(feature.release)
            ctx.refuse(f"{feature} is in {where} already. Take it out there first.", "feature")
        ctx.update(feature, release=ctx.get(self.release))

    def sentence(self, ctx: Scope) -> str:
        return f"added {ctx.title(self.feature)} to {ctx.title(self.release)}"


class RemoveFromRelease(Command, name="release.remove_feature", family="release.scope"):
    """Take a feature out of its release."""

    release: ReleaseRef
    feature: FeatureRef

    def unit_of_decision(self, ctx: Scope) -> Any:
        return ctx.get(self.release).unit_of_decision()

    def apply(self, ctx: Scope) -> None:
        feature: Feature = ctx.get(self.feature)
        if feature.release != ctx.get(self.release):
            ctx.refuse(f"{feature} is not in this release.", "feature")
        ctx.update(feature, release=None)

    def sentence(self, ctx: Scope) -> str:
        return f"took {ctx.title(self.feature)} out of {ctx.title(self.release)}"


def ranks_of(ctx: Scope, unit: Any, leave_out: Any = None) -> list[str]:
    """Ranks of a backlog."""
    return list(ctx.find(Feature, item__unit=unit).exclude(pk=leave_out).values_list("rank", flat=True))
