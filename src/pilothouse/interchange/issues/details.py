"""What a plan does not carry of issues and the house does: keys, labels, comments, hours, relations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pilothouse.interchange.issues.links import Links
from pilothouse.interchange.issues.outline import Outline
from pilothouse.interchange.issues.values import Issue, Stage, Tracker, User
from pilothouse.interchange.values import Ledger

USUAL_TYPES = frozenset(
    ("", "task", "sub-task", "subtask", "story", "user story", "epic", "issue", "feature", "work item")
)
"""Types that say no more than that something is to be done: of the others a label is made."""
MOST_LABEL = 60


class Details:
    """Collects them as plain JSON by issue id; ``named`` are the users they name."""

    def __init__(self, tracker: Tracker, outline: Outline, ledger: Ledger) -> None:
        self.tracker, self.outline, self.ledger = tracker, outline, ledger
        self.named: dict[str, User] = {}
        self._said: dict[str, dict[str, Any]] = {}

    def say(self, id: str, name: str, value: Any) -> None:
        """Note something about an issue."""
        self._said.setdefault(id, {})[name] = value

    def all(self, stages: Mapping[str, Stage], links: Links) -> dict[str, dict[str, Any]]:
        """By issue id, each with what it has."""
        for id, issue in self.outline.issues.items():
            for name, value in (
                ("key", issue.key),
                ("author", self._who(issue.reporter)),
                ("labels", self._labels(issue, stages[id])),
                ("remarks", self._remarks(issue)),
                ("worked", self._worked(issue)),
                ("links", [[kind, other] for other, kind in links.others.get(id, {}).items()]),
            ):
                if value:
                    self.say(id, name, value)
        return self._said

    def _who(self, id: str) -> str:
        if id:
            self.named[id] = self.tracker.users.get(id) or User(id, id)
        return id

    def _labels(self, issue: Issue, stage: Stage) -> list[str]:
        kind = issue.type if issue.type.casefold() not in USUAL_TYPES else ""
        why = (issue.resolution or issue.state or "Dropped") if stage == "dropped" else ""
        if why:
            kept = "closed, with a label that says so"
            self.ledger.loss("tasks", "Issue that was dropped without being done", kept, issue.key)
        found: dict[str, str] = {}
        for word in (*issue.labels, *issue.components, kind, why):
            if name := " ".join(word.split())[:MOST_LABEL]:
                found.setdefault(name.casefold(), name)
        return list(found.values())

    def _remarks(self, issue: Issue) -> list[list[Any]]:
        """Comments; what describes the issue is the first of them."""
        found: list[list[Any]] = []
        if issue.description.strip():
            found.append(["", self._who(issue.reporter), issue.created, issue.description.strip()])
        for remark in issue.remarks:
            if remark.text.strip():
                found.append([remark.id, self._who(remark.author), remark.at, remark.text.strip()])
        return found

    def _worked(self, issue: Issue) -> list[list[Any]]:
        """Hours logged, and what was spent beyond the logs as one entry without a day of its own."""
        found = [[each.id, self._who(each.author), each.at, each.hours, each.note] for each in issue.worked]
        rest = (issue.spent or 0.0) - sum(each.hours for each in issue.worked)
        if rest > 0.01:
            who = issue.assignees[0] if issue.assignees else issue.reporter
            at = issue.started if issue.started is not None else issue.updated
            found.append(
                ["rest", self._who(who), at if at is not None else issue.created, round(rest, 4), ""]
            )
        return found
