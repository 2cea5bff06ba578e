"""The decision log by hand: what was decided elsewhere, more about it, what replaced it, what came of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field, ValidationError

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.commands.fields import PERCENT
from pilothouse.who import clock
from pilothouse.who.changes import columns, in_words, set_list
from pilothouse.who.decisions.decision_log import madr
from pilothouse.who.decisions.decision_log.entering import LOOK_BACK, enter_at_once, open_decision_item
from pilothouse.who.decisions.decision_log.models import About, Decision
from pilothouse.who.decisions.decision_log.outlook import outlook_of
from pilothouse.who.decisions.decision_log.predicting import compared, scored, within
from pilothouse.who.fields import ItemRef, MemberRef, Minted, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.people.models import Unit

DecisionRef = Annotated[str, RefTo("decisions.decision")]
Chance = Annotated[
    float,
    Field(gt=0, lt=1, allow_inf_nan=False),
    Hint(label="How sure", unit=PERCENT, help="The chance that this comes true."),
]
Context = Annotated[Text, Hint(label="Context", help="What made it necessary to decide.")]
Choice = Annotated[Text, Hint(label="What was decided, and why")]
Options = Annotated[
    Text, Hint(label="Options considered", help="One on a line. Begin the chosen one with +.")
]
Consequences = Annotated[Text, Hint(label="Consequences", help="What becomes easier, what harder.")]
Evidence = Annotated[Text, Hint(label="Evidence", help="Links, figures, keys of items. Markdown.")]
Dissent = Annotated[Text, Hint(label="Who was against it, and why", rows=2)]
Expects = Annotated[
    Text, Hint(label="What is expected of it", rows=2, help="So that it can be checked later.")
]
Concerned = Annotated[list[ItemRef] | None, Hint(label="What it is about")]
LookBack = Annotated[date | None, Hint(label="Look back on", help="Empty: in 90 days.")]
WORDS = ("context", "choice", "consequences", "evidence", "expects", "chance", "review_on")


class RecordDecision(Command, name="decision.record", permission="member", subject="unit"):
    """Record a decision made elsewhere."""

    id: Minted = Field(default_factory=uuid4)
    title: Annotated[Title, Hint(label="What was decided, in one line")]
    unit: Annotated[UnitRef | None, Hint(label="Of", help="Empty: the whole organisation.")] = None
    by: Annotated[MemberRef | None, Hint(label="Who decided")] = None
    deciders: Annotated[
        str, Field(max_length=300), Hint(label="Others who decided", help="People or a body outside.")
    ] = ""
    on: Annotated[date | None, Hint(label="Decided on", help="Empty: today.")] = None
    place: Annotated[
        str, Field(max_length=300), Hint(label="Where", help="Such as: steering meeting, a call, an e-mail.")
    ] = ""
    context: Context = ""
    options: Options = ""
    choice: Choice = ""
    consequences: Consequences = ""
    evidence: Evidence = ""
    dissent: Dissent = ""
    about: Concerned = None
    expects: Expects = ""
    chance: Chance | None = None
    owner: Annotated[MemberRef | None, Hint(label="Who looks back", help="Empty: you.")] = None
    review_on: LookBack = None
    supersedes: Annotated[DecisionRef | None, Hint(label="Replaces")] = None
    example: ClassVar[dict[str, Any]] = {
        "title": "Keep one code base",
        "on": "2027-03-01",
        "options": "+ One\nTwo",
    }

    def apply(self, ctx: Scope) -> None:
        today = clock.today(ctx.workspace.timezone)
        day = self.on or today
        if day > today:
            ctx.refuse("Give the day it was decided; it cannot lie ahead.", "on")
        if self.chance is not None and not self.expects:
            ctx.refuse("Say what is expected, then how sure you are of it.", "expects")
        unit = ctx.get(self.unit) if self.unit else ctx.find(Unit, kind="organisation").first()
        decision = Decision(
            item=open_decision_item(ctx, self.id, unit, self.title),
            at=clock.start_of_day(day, ctx.workspace.timezone),
            by=ctx.get(self.by) if self.by else None,
            options=_options(self.options),
            voices=[{"name": "", "verdict": "object", "words": self.dissent}] if self.dissent else [],
            owner_id=self.owner or ctx.actor.member,
            review_on=self.review_on or max(today, day + LOOK_BACK),
            supersedes=ctx.get(self.supersedes) if self.supersedes else None,
            **columns(
                self,
                "deciders",
                "place",
                "context",
                "choice",
                "consequences",
                "evidence",
                "expects",
                "chance",
            ),
        )
        ctx.save(decision)
        set_list(ctx, About, {"decision": decision}, "item", self.about or [])

    def sentence(self, ctx: Scope) -> str:
        return f"recorded the decision {self.title}"


class EnterDecision(Command, name="decision.enter", permission="system"):
    """Enter a decision above its limit that took effect at once."""

    id: Minted
    title: Title
    unit: UnitRef | None
    verdict: dict[str, Any]
    subjects: list[str]

    def apply(self, ctx: Scope) -> None:
        unit = ctx.get(self.unit) if self.unit else None
        enter_at_once(ctx, self.id, self.title, unit, self.verdict, self.subjects)

    def sentence(self, ctx: Scope) -> str:
        return f"entered it into the log as {ctx.get(str(self.id)).item.key}"


class ReadRecord(Command, name="decision.read_record", permission="member", subject="unit"):
    """Record a decision from a Markdown decision record.

    The file of a MADR or of a similar record: its title, date, deciders, context, options and outcome."""

    id: Minted = Field(default_factory=uuid4)
    text: Annotated[str, Field(min_length=1, max_length=madr.MOST), Hint(label="The record", rows=12)]
    unit: Annotated[UnitRef | None, Hint(label="Of", help="Empty: the whole organisation.")] = None
    example: ClassVar[dict[str, Any]] = {
        "text": "# Keep one code base\n\n## Decision Outcome\n\nIt is enough."
    }

    def apply(self, ctx: Scope) -> None:
        try:
            found = madr.read(self.text)
            found.pop("status", None)
            recorded = RecordDecision.model_validate({"id": self.id, **found})
        except ValidationError as error:
            first = error.errors()[0]
            ctx.refuse(f"The record's {first['loc'][0]} cannot be used: {first['msg']}.", "text")
        except ValueError as error:
            ctx.refuse(str(error), "text")
        recorded.model_copy(update={"unit": self.unit}).apply(ctx)

    def sentence(self, ctx: Scope) -> str:
        return f"recorded the decision {ctx.title(str(self.id))}"


class EditDecision(Command, name="decision.edit", permission="own work"):
    """Say more about a decision.

    What was decided, by whom and when stays as it is; what somebody changes here stands in its history."""

    decision: DecisionRef
    context: Context = ""
    choice: Choice = ""
    consequences: Consequences = ""
    evidence: Evidence = ""
    about: Concerned = None
    expects: Expects = ""
    chance: Chance | None = None
    owner: Annotated[MemberRef | None, Hint(label="Who looks back")] = None
    review_on: Annotated[date | None, Hint(label="Look back on")] = None

    def apply(self, ctx: Scope) -> None:
        decision: Decision = ctx.get(self.decision)
        given = self.given()
        if decision.reviewed_at and {"expects", "chance"} & given.keys():
            ctx.refuse("What was expected is fixed once somebody has looked back on it.", "expects")
        if given.get("chance") is not None and not (given.get("expects") or decision.expects):
            ctx.refuse("Say what is expected, then how sure you are of it.", "expects")
        values = columns(self, *WORDS)
        if "owner" in given:
            values["owner_id"] = self.owner
        if "review_on" in given:
            values["reminded_at"] = None
        ctx.update(decision, **values)
        if "about" in given:
            set_list(ctx, About, {"decision": decision}, "item", self.about or [])

    def sentence(self, ctx: Scope) -> str:
        return f"said more about {ctx.get(self.decision).item.key}: {in_words(self)}"


class ReplaceDecision(Command, name="decision.supersede", permission="own work"):
    """Say that a decision replaces an earlier one."""

    decision: DecisionRef
    earlier: Annotated[DecisionRef, Hint(label="Replaces")]
    example: ClassVar[dict[str, Any]] = {"decision": "Write in English", "earlier": "Keep one code base"}

    def apply(self, ctx: Scope) -> None:
        decision, earlier = ctx.get(self.decision), ctx.get(self.earlier)
        above, seen = earlier, set()
        while above is not None and above.pk not in seen:
            if above.pk == decision.pk:
                ctx.refuse(f"{earlier.item.key} itself replaces {decision.item.key}.", "earlier")
            seen.add(above.pk)
            above = above.supersedes
        ctx.update(decision, supersedes=earlier)

    def sentence(self, ctx: Scope) -> str:
        return f"replaced {ctx.get(self.earlier).item.key} by {ctx.get(self.decision).item.key}"


class ReviewDecision(Command, name="decision.review", permission="own work"):
    """Look back on a decision.

    What the forecast knows today is filled in beside what was predicted, and scored."""

    decision: DecisionRef
    verdict: Annotated[
        Literal["as expected", "better", "worse", "cannot say"], Hint(label="How did it turn out?")
    ]
    happened: Annotated[Text, Hint(label="What happened, and what do we learn from it?")] = ""
    came_true: Annotated[
        Literal["yes", "no", "not known yet"], Hint(label="Did what was expected come true?")
    ] = "not known yet"
    again_on: Annotated[date | None, Hint(label="Look again on", help="Empty: this was the last look.")] = (
        None
    )
    example: ClassVar[dict[str, Any]] = {"verdict": "better", "happened": "It paid off.", "came_true": "yes"}

    def apply(self, ctx: Scope) -> None:
        decision: Decision = ctx.get(self.decision)
        today = clock.today(ctx.workspace.timezone)
        if self.again_on and self.again_on <= today:
            ctx.refuse("Choose a day that is still to come, or leave it empty.", "again_on")
        if self.verdict == "worse" and not self.happened:
            ctx.refuse("Say in a line what happened; the next decision is made with it.", "happened")
        came_true = {"yes": True, "no": False}.get(self.came_true)
        now = outlook_of(ctx.actor, decision)
        actual = [compared(line, now.get(index)) for index, line in enumerate(decision.prediction)]
        score = scored(actual, decision.chance, came_true)
        ctx.update(
            decision,
            reviewed_at=ctx.now,
            reviewed_by_id=ctx.actor.member,
            verdict=self.verdict,
            happened=self.happened,
            came_true=came_true,
            actual=actual,
            score=score,
            within=within(score, self.verdict),
            review_on=self.again_on,
            reminded_at=None,
        )

    def sentence(self, ctx: Scope) -> str:
        return f"looked back on {ctx.get(self.decision).item.key}: {self.verdict}"


class RemindOfDecision(Command, name="decision.remind", permission="system"):
    """Ask its owner to look back on a decision."""

    decision: DecisionRef

    def apply(self, ctx: Scope) -> None:
        decision: Decision = ctx.get(self.decision)
        ctx.update(decision, reminded_at=ctx.now)

    def sentence(self, ctx: Scope) -> str:
        return f"asked what came of {ctx.get(self.decision).item.key}"


class DeleteDecision(Command, name="decision.delete", permission="own work"):
    """Delete a decision that was recorded by hand."""

    decision: DecisionRef

    def apply(self, ctx: Scope) -> None:
        decision: Decision = ctx.get(self.decision)
        if decision.state != "recorded":
            ctx.refuse(
                f"{decision.item.key} was decided here and stays on record. "
                "Record the one that replaces it, or undo the change itself."
            )
        bin_item(ctx, decision)

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the decision {ctx.title(self.decision)}"


def _options(text: str) -> list[dict[str, Any]]:
    """One option on a line; the chosen one begins with a plus."""
    lines = [line.strip().lstrip("-*").strip() for line in text.splitlines()]
    return [
        {"label": line.lstrip("+").strip()[:500], "chosen": line.startswith("+"), "impact": None}
        for line in lines
        if line.lstrip("+").strip()
    ]
