"""Issues: what has gone wrong, from raised to verified; and what a risk becomes when it happens."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Days, Hint, RefTo, Scope
from pilothouse.how.delivery.commands import new_task, refuse_zero
from pilothouse.what.backlog.commands import FeatureRef
from pilothouse.when.risks.commands import RiskRef
from pilothouse.when.risks.escalating import UNRESOLVED, next_in_line
from pilothouse.when.risks.models import Issue, Risk, RiskTask
from pilothouse.who import clock
from pilothouse.who.changes import columns, in_words, listed
from pilothouse.who.fields import MemberRef, Minted, Text, Title, UnitRef
from pilothouse.who.items.bin import bin_item
from pilothouse.who.items.keys import open_item

IssueRef = Annotated[str, RefTo("risks.issue")]
Severity = Annotated[
    Literal["", "low", "moderate", "high", "critical"], Hint(help="How much it hurts until it is resolved.")
]
Effect = Annotated[Text, Hint(label="What it does to the work", rows=2)]
Owner = Annotated[MemberRef | None, Hint(label="Who sees to it", help="They are told.")]
Due = Annotated[date | None, Hint(label="Until", help="After this day it goes to the next in line.")]
TITLE = Annotated[str, Field(max_length=500), Hint(label="Title", help="Empty: that of the risk.")]


class RaiseIssue(Command, name="issue.raise", permission="member", subject="unit"):
    """Raise an issue."""

    id: Minted = Field(default_factory=uuid4)
    title: Title
    unit: Annotated[UnitRef, Hint(label="Issue of")]
    effect: Effect = ""
    severity: Severity = ""
    owner: Owner = None
    due: Due = None
    example: ClassVar[dict[str, Any]] = {"due": "2027-04-01", "severity": "high"}

    def apply(self, ctx: Scope) -> None:
        item = open_item(ctx, Issue.kind, self.id, ctx.get(self.unit), self.title)
        issue = Issue(item=item, raised_at=ctx.now, effect=self.effect)
        _seen_to(ctx, issue, self)
        ctx.save(issue)

    def sentence(self, ctx: Scope) -> str:
        return f"raised the issue {self.title}"


class RiskHappened(Command, name="risk.happened", permission="own work"):
    """Say that a risk has happened: it becomes an issue."""

    id: Minted = Field(default_factory=uuid4)
    risk: RiskRef
    title: TITLE = ""
    effect: Effect = ""
    severity: Severity = ""
    owner: Owner = None
    due: Due = None
    example: ClassVar[dict[str, Any]] = {"due": "2027-04-01", "severity": "high"}

    def apply(self, ctx: Scope) -> None:
        risk: Risk = ctx.get(self.risk)
        if risk.state != "open":
            ctx.refuse(f"{risk} is {risk.state} already: only an open risk can happen.", "risk")
        item = open_item(ctx, Issue.kind, self.id, risk.item.unit, self.title or risk.item.title)
        issue = Issue(item=item, risk=risk, raised_at=ctx.now, effect=self.effect or risk.effect)
        issue.owner = risk.owner
        _seen_to(ctx, issue, self)
        ctx.save(issue)
        ctx.update(risk, state="happened")

    def sentence(self, ctx: Scope) -> str:
        return f"said that the risk {ctx.title(self.risk)} has happened"


class TriageIssue(Command, name="issue.triage", permission="own work"):
    """Say how severe an issue is, who sees to it and until when."""

    issue: IssueRef
    severity: Literal["low", "moderate", "high", "critical"]
    owner: Annotated[MemberRef, Hint(label="Who sees to it", help="They are told.")]
    due: Annotated[date, Hint(label="Until", help="After this day it goes to the next in line.")]
    example: ClassVar[dict[str, Any]] = {"severity": "high", "due": "2027-04-01"}

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        if issue.state not in UNRESOLVED:
            ctx.refuse(f"{issue} is {issue.state}. Open it again first.", "issue")
        changes = {"severity": self.severity, "owner": ctx.get(self.owner), "due": _to_come(ctx, self.due)}
        state = "triaged" if issue.state == "raised" else issue.state
        ctx.update(issue, state=state, escalated=[], **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"found the issue {ctx.title(self.issue)} to be {self.severity}, for {ctx.title(self.owner)}"


class EditIssue(Command, name="issue.edit", permission="own work"):
    """Change an issue.

    A later day starts it anew: it goes to nobody else until then."""

    issue: IssueRef
    title: Title = ""
    effect: Effect = ""
    severity: Severity = ""
    owner: Owner = None
    due: Due = None
    unit: Annotated[UnitRef, Hint(label="Issue of")] = ""
    example: ClassVar[dict[str, Any]] = {"effect": "Nobody can pay", "due": "2027-04-01"}

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        changes = columns(self, "effect", "severity", "due")
        if "due" in changes and changes["due"] != issue.due:
            changes |= {"due": _to_come(ctx, self.due), "escalated": []}
        if "owner" in self.given():
            changes["owner"] = ctx.get(self.owner) if self.owner else None
        if self.unit:
            ctx.update(issue.item, unit=ctx.get(self.unit))
        ctx.update(issue.item, **columns(self, "title"))
        ctx.update(issue, **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the issue {ctx.title(self.issue)}"


class StartIssue(Command, name="issue.start", permission="own work"):
    """Begin to work on an issue."""

    issue: IssueRef
    example: ClassVar[dict[str, Any]] = {"issue": "Invoices bounce"}

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        if issue.state not in ("raised", "triaged"):
            ctx.refuse(f"{issue} is {issue.state} already.", "issue")
        ctx.update(issue, state="in work")

    def sentence(self, ctx: Scope) -> str:
        return f"began to work on the issue {ctx.title(self.issue)}"


class ResolveIssue(Command, name="issue.resolve", permission="own work"):
    """Say that an issue is resolved."""

    issue: IssueRef
    resolution: Annotated[Text, Hint(label="What helped", rows=2)] = ""
    example: ClassVar[dict[str, Any]] = {"issue": "Invoices bounce", "resolution": "A new certificate"}

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        if issue.state not in UNRESOLVED:
            ctx.refuse(f"{issue} is {issue.state} already.", "issue")
        ctx.update(issue, state="resolved", resolved_at=ctx.now, resolution=self.resolution)

    def sentence(self, ctx: Scope) -> str:
        return f"said that the issue {ctx.title(self.issue)} is resolved"


class VerifyIssue(Command, name="issue.verify", permission="member"):
    """Confirm that an issue is resolved."""

    issue: IssueRef
    example: ClassVar[dict[str, Any]] = {"issue": "Slow payments"}

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        if issue.state != "resolved":
            ctx.refuse(f"{issue} is {issue.state}: only what is resolved can be verified.", "issue")
        ctx.update(issue, state="verified")

    def sentence(self, ctx: Scope) -> str:
        return f"confirmed that the issue {ctx.title(self.issue)} is resolved"


class ReopenIssue(Command, name="issue.reopen", permission="member"):
    """Say that an issue is not resolved after all."""

    issue: IssueRef
    example: ClassVar[dict[str, Any]] = {"issue": "Slow payments"}

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        if issue.state in UNRESOLVED:
            ctx.refuse(f"{issue} is {issue.state}, not resolved.", "issue")
        ctx.update(issue, state="in work", resolved_at=None, resolution="")

    def sentence(self, ctx: Scope) -> str:
        return f"said that the issue {ctx.title(self.issue)} is not resolved"


class PlanIssue(Command, name="issue.plan", family="technical.implementation"):
    """Put the work for an issue into the plan as a task."""

    id: Minted = Field(default_factory=uuid4)
    issue: IssueRef
    title: Annotated[str, Field(max_length=500), Hint(help="Empty: that of the issue.")] = ""
    feature: Annotated[FeatureRef | None, Hint(help="Empty: beside the first task its risk delays.")] = None
    effort: Days
    example: ClassVar[dict[str, Any]] = {"effort": {"optimistic": 8, "likely": 16, "pessimistic": 40}}

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        if issue.task_id:
            ctx.refuse(f"The work for {issue} is in the plan already.", "issue")
        feature = ctx.get(self.feature) if self.feature else None
        beside = ctx.find(RiskTask, risk=issue.risk_id).first() if issue.risk_id and not feature else None
        feature, parent = (beside.task.feature, beside.task.parent) if beside else (feature, None)
        refuse_zero(ctx, self.effort)
        title, effort = self.title or issue.item.title, self.effort.model_dump()
        task = new_task(ctx, self.id, title, issue.item.unit, feature, parent, effort=effort)
        ctx.update(issue, task=task)

    def sentence(self, ctx: Scope) -> str:
        return f"put the work for the issue {ctx.title(self.issue)} into the plan"


class DeleteIssue(Command, name="issue.delete", permission="own work"):
    """Delete an issue."""

    issue: IssueRef

    def apply(self, ctx: Scope) -> None:
        bin_item(ctx, ctx.get(self.issue))

    def sentence(self, ctx: Scope) -> str:
        return f"deleted the issue {ctx.title(self.issue)}"


class EscalateIssue(Command, name="issue.escalate", permission="system"):
    """Pass an overdue issue on to the next in line."""

    issue: IssueRef

    def apply(self, ctx: Scope) -> None:
        issue: Issue = ctx.get(self.issue)
        step = next_in_line(ctx.rights, issue)
        if step is None:
            ctx.refuse(f"Nobody is left to pass {issue} on to.", "issue")
        ctx.update(issue, escalated=[*issue.escalated, {**step, "at": ctx.now.isoformat()}])

    def sentence(self, ctx: Scope) -> str:
        issue: Issue = ctx.get(self.issue)
        names = listed(ctx.rights.names_of(issue.escalated[-1]["members"]))
        return f"passed the issue {ctx.title(self.issue)} on to {names}"


def _seen_to(ctx: Scope, issue: Issue, said: RaiseIssue | RiskHappened) -> None:
    """Severity, owner and day; with all three it needs no triage."""
    issue.severity, issue.due = said.severity, _to_come(ctx, said.due)
    if said.owner:
        issue.owner = ctx.get(said.owner)
    if issue.severity and issue.owner and issue.due:
        issue.state = "triaged"


def _to_come(ctx: Scope, day: date | None) -> date | None:
    if day is not None and day < clock.today(ctx.workspace.timezone):
        ctx.refuse("This day has passed. Choose today or a later one.", "due")
    return day
