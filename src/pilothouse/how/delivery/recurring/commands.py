"""Work that comes back: set up, changed, skipped once, stopped."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar
from uuid import uuid4

from pydantic import Field, PrivateAttr

from pilothouse.commands import Command, Days, Hint, RefTo, Scope
from pilothouse.how.delivery.checklists.commands import lines_of, refuse_long
from pilothouse.how.delivery.commands import refuse_zero
from pilothouse.how.delivery.models import Assignment, Occurrence, Recurrence, RecurringPerson
from pilothouse.how.delivery.recurring.making import (
    ahead,
    as_told,
    due_days,
    make_due,
    people_of,
    take_away,
    title_on,
    today,
)
from pilothouse.how.delivery.recurring.rules import NoRule, Repeats, days, in_words, rule_for
from pilothouse.what.backlog.commands import FeatureRef
from pilothouse.who.changes import columns, derived, listed, set_list
from pilothouse.who.fields import Level, Minted, SkillRef, Title, WorkerRef
from pilothouse.who.items.bin import bin_row
from pilothouse.who.words import counted

RecurrenceRef = Annotated[str, RefTo("delivery.recurrence"), Hint(label="Recurring work")]
Again = Annotated[Repeats, Hint(label="Comes back", help="Counted from the first day.")]
OwnRule = Annotated[
    str,
    Field(max_length=250),
    Hint(label="Or by a rule", help="As calendars write it: FREQ=MONTHLY;BYDAY=-1FR is each last Friday."),
]
Last = Annotated[date | None, Hint(label="Last time", help="Empty: until somebody stops it.")]
Ahead = Annotated[
    int,
    Field(ge=1, le=366),
    Hint(label="Made ahead", unit="days", help="So early its tasks stand in the plan."),
]
People = Annotated[list[WorkerRef], Hint(label="People", help="Nobody: the schedule chooses.")]
Lines = Annotated[str, Field(max_length=20_000), Hint(label="Checklist", rows=3, help="One on a line.")]
Feature = Annotated[FeatureRef | None, Hint(label="Feature", help="Empty: it serves no feature.")]
RULED = {"first", "repeats", "rule", "last"}


class AddRecurring(Command, name="recurring.add", family="technical.implementation", subject="unit"):
    """Add recurring work.

    Its tasks are made as far ahead as it says, so that the plan keeps time free for them."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    unit: Annotated[str, RefTo("people.unit", where="kind=project"), Hint(label="Project")]
    first: Annotated[date, Hint(label="First time")]
    repeats: Again = "every week"
    rule: OwnRule = ""
    last: Last = None
    horizon_days: Ahead = 28
    effort: Annotated[Days | None, Hint(help="Each time. Without one its dates cannot be computed.")] = None
    feature: Feature = None
    skill: SkillRef | None = None
    level: Level = 1
    members: People = Field(default_factory=list)
    checklist: Lines = ""
    example: ClassVar[dict[str, Any]] = {
        "title": "Back up",
        "unit": "Redesign",
        "first": "2027-03-12",
        "effort": {"optimistic": 1, "likely": 2, "pessimistic": 4},
        "checklist": "Copy\nTry to restore",
    }

    def apply(self, ctx: Scope) -> None:
        refuse_zero(ctx, self.effort)
        refuse_long(ctx, lines_of(self.checklist), field="checklist")
        if ctx.get(self.unit).kind != "project" and not self.feature:
            words = f"{ctx.title(self.unit)} is no project, so no plan would keep time free for it."
            ctx.refuse(f"{words} Choose a project, or a feature.", "unit")
        recurrence = Recurrence(
            id=self.id, unit=ctx.get(self.unit), rule=_rule(ctx, self, self.first, self.rule)
        )
        recurrence.title, recurrence.first, recurrence.level = self.title, self.first, self.level
        recurrence.horizon_days, recurrence.checklist = self.horizon_days, self.checklist
        recurrence.effort = self.effort.model_dump() if self.effort else None
        recurrence.feature = ctx.get(self.feature) if self.feature else None
        recurrence.skill = ctx.get(self.skill) if self.skill else None
        ctx.save(recurrence)
        set_list(ctx, RecurringPerson, {"recurrence": recurrence}, "member", self.members)
        make_due(ctx, recurrence)

    def sentence(self, ctx: Scope) -> str:
        return f"let {self.title} come back {in_words(ctx.get(str(self.id)).rule)}"


class EditRecurring(Command, name="recurring.edit", family="technical.implementation"):
    """Change recurring work.

    It holds for the tasks to come that nobody has begun."""

    recurrence: RecurrenceRef
    title: Title = ""
    first: Annotated[date | None, Hint(label="First time")] = None
    repeats: Annotated[Repeats | None, Hint(label="Comes back", help="Empty: as it does.")] = None
    rule: OwnRule = ""
    last: Last = None
    horizon_days: Ahead = 28
    effort: Annotated[Days | None, Hint(help="Each time.")] = None
    skill: SkillRef | None = None
    level: Level = 1
    members: People = Field(default_factory=list)
    checklist: Lines = ""
    example: ClassVar[dict[str, Any]] = {"repeats": "every two weeks", "title": "Report"}

    def apply(self, ctx: Scope) -> None:
        recurrence: Recurrence = ctx.get(self.recurrence)
        refuse_zero(ctx, self.effort)
        refuse_long(ctx, lines_of(self.checklist), field="checklist")
        names = ("title", "horizon_days", "effort", "level", "checklist")
        changes = columns(self, *names)
        if "skill" in self.given():
            changes["skill"] = ctx.get(self.skill) if self.skill else None
        if RULED & self.given().keys():
            changes |= self._new_rule(ctx, recurrence)
        ctx.update(recurrence, **changes)
        if "members" in self.given():
            set_list(ctx, RecurringPerson, {"recurrence": recurrence}, "member", self.members)
        self._hand_on(ctx, recurrence)
        make_due(ctx, recurrence)

    def _new_rule(self, ctx: Scope, recurrence: Recurrence) -> dict[str, Any]:
        first, kept = self.first or recurrence.first, "" if self.repeats else recurrence.rule
        rule = _rule(ctx, self, first, self.rule or kept)
        return {"rule": rule, "first": first, "edition": recurrence.edition + 1, "made_until": None}

    def _hand_on(self, ctx: Scope, recurrence: Recurrence) -> None:
        """Change what was made for days that still hold, take away the rest."""
        made = list(ahead(ctx, recurrence))
        if not made:
            return
        hold = set(days(recurrence.rule, recurrence.first, made[0].on, made[-1].on))
        people = people_of(ctx, recurrence)
        for occurrence in made:
            if occurrence.on not in hold or occurrence.task is None:
                take_away(ctx, occurrence)
                continue
            ctx.update(occurrence.task.item, title=title_on(recurrence, occurrence.on))
            ctx.update(occurrence.task, **as_told(recurrence), people_needed=max(1, len(people)))
            set_list(ctx, Assignment, {"task": occurrence.task}, "member", people)

    def sentence(self, ctx: Scope) -> str:
        recurrence: Recurrence = ctx.get(self.recurrence)
        return f"changed the recurring work {recurrence}, which comes back {in_words(recurrence.rule)}"


class SkipOccurrence(Command, name="recurring.skip", family="technical.implementation"):
    """Skip recurring work once."""

    recurrence: RecurrenceRef
    on: Annotated[date, Hint(label="Day")]
    example: ClassVar[dict[str, Any]] = {"on": "2027-03-16"}

    def apply(self, ctx: Scope) -> None:
        recurrence: Recurrence = ctx.get(self.recurrence)
        if self.on < today(ctx) or not days(recurrence.rule, recurrence.first, self.on, self.on):
            near = [f"{day:%d %B %Y}" for day in _next_days(ctx, recurrence)[:3]]
            coming = f" It comes back on {listed(near)}." if near else ""
            ctx.refuse(f"{recurrence} does not come back on that day.{coming}", "on")
        old = ctx.find(Occurrence, recurrence=recurrence, on=self.on).select_related("task__item").first()
        if old is not None and old.skipped:
            ctx.refuse(f"{recurrence} is skipped on that day already.", "on")
        if old is not None and old.task and old.pk not in {each.pk for each in ahead(ctx, recurrence)}:
            ctx.refuse(f"{old.task} was begun. Finish it, or put it back first.", "on")
        if old is not None:
            take_away(ctx, old)
        id = derived(recurrence.pk, "skipped", recurrence.edition, self.on.isoformat())
        ctx.save(Occurrence(id=id, recurrence=recurrence, on=self.on, skipped=True))

    def sentence(self, ctx: Scope) -> str:
        return f"skipped {ctx.title(self.recurrence)} on {self.on:%d %B %Y}"


class StopRecurring(Command, name="recurring.stop", family="technical.implementation"):
    """Stop recurring work.

    Tasks to come that nobody has begun go to the bin; the others stay."""

    recurrence: RecurrenceRef

    def apply(self, ctx: Scope) -> None:
        recurrence: Recurrence = ctx.get(self.recurrence)
        if recurrence.stopped_on:
            ctx.refuse(f"{recurrence} was stopped on {recurrence.stopped_on:%d %B %Y} already.", "recurrence")
        for occurrence in ahead(ctx, recurrence):
            if occurrence.on > today(ctx):
                take_away(ctx, occurrence)
        ctx.update(recurrence, stopped_on=today(ctx))

    def sentence(self, ctx: Scope) -> str:
        return f"stopped the recurring work {ctx.title(self.recurrence)}"


class ResumeRecurring(Command, name="recurring.resume", family="technical.implementation"):
    """Let stopped work come back again."""

    recurrence: RecurrenceRef
    example: ClassVar[dict[str, Any]] = {"recurrence": "Old round"}

    def apply(self, ctx: Scope) -> None:
        recurrence: Recurrence = ctx.get(self.recurrence)
        if not recurrence.stopped_on:
            ctx.refuse(f"{recurrence} was not stopped.", "recurrence")
        ctx.update(recurrence, stopped_on=None, made_until=None, edition=recurrence.edition + 1)
        make_due(ctx, recurrence)

    def sentence(self, ctx: Scope) -> str:
        return f"let {ctx.title(self.recurrence)} come back again"


class DeleteRecurring(Command, name="recurring.delete", family="technical.implementation"):
    """Delete recurring work.

    The tasks it made stay as they are."""

    recurrence: RecurrenceRef

    def apply(self, ctx: Scope) -> None:
        bin_row(ctx, ctx.get(self.recurrence), Occurrence, RecurringPerson)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the recurring work {ctx.title(self.recurrence)}"


class ExtendRecurring(Command, name="recurring.extend", permission="system"):
    """Make the tasks of recurring work that are due."""

    _made: dict[str, int] = PrivateAttr(default_factory=dict)

    def apply(self, ctx: Scope) -> None:
        for recurrence in ctx.find(Recurrence, stopped_on=None).order_by("first", "pk"):
            if due_days(recurrence, today(ctx)):
                self._made[recurrence.title] = make_due(ctx, recurrence)

    def sentence(self, ctx: Scope) -> str:
        count = sum(self._made.values())
        return f"made {counted(count, 'task')} of the recurring work {listed(list(self._made))}"


def _rule(ctx: Scope, command: Any, first: date, own: str) -> str:
    try:
        return rule_for(command.repeats, first, own, command.last)
    except NoRule as wrong:
        ctx.refuse(str(wrong), "rule" if command.rule else "last" if command.last else "repeats")


def _next_days(ctx: Scope, recurrence: Recurrence) -> list[date]:
    day = today(ctx)
    return days(recurrence.rule, recurrence.first, day, day.replace(year=day.year + 1, day=min(day.day, 28)))
