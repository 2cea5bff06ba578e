"""Answers of Jira's REST API: pages of a search, or issues one after the other, with their changelog."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.fields import Fields
from pilothouse.interchange.issues.stages import is_dropped, stage_of
from pilothouse.interchange.issues.values import (
    Issue,
    IssueLink,
    LinkKind,
    Remark,
    Sprint,
    Stage,
    Step,
    Tracker,
    Version,
    Worked,
)
from pilothouse.interchange.jira.columns import SOURCE, link_role
from pilothouse.interchange.jira.markup import plain_text
from pilothouse.interchange.jira.sprints import sprint_of
from pilothouse.interchange.json_items import Json, part, parts, word
from pilothouse.interchange.table.cells import Moments
from pilothouse.interchange.table.row import Users
from pilothouse.interchange.values import Ledger

STAGES: dict[str, Stage] = {"new": "open", "indeterminate": "started", "done": "done"}
POINTS = ("story points", "story point estimate")
KNOWN = frozenset(
    {
        "summary",
        "description",
        "issuetype",
        "status",
        "priority",
        "resolution",
        "project",
        "labels",
        "components",
        "assignee",
        "reporter",
        "creator",
        "parent",
        "timetracking",
        "timeoriginalestimate",
        "timeestimate",
        "timespent",
        "created",
        "updated",
        "resolutiondate",
        "duedate",
        "issuelinks",
        "fixVersions",
        "comment",
        "worklog",
        "subtasks",
        "aggregatetimeoriginalestimate",
        "aggregatetimeestimate",
        "aggregatetimespent",
        "aggregateprogress",
        "progress",
        "workratio",
        "lastViewed",
        "watches",
        "votes",
        "statuscategorychangedate",
        "statusCategory",
        "thumbnail",
        "security",
        "environment",
    }
)


def is_jira(item: Any) -> bool:
    """Whether an item is a page of issues or an issue of Jira."""
    first = next(iter(parts(item, "issues")), item)
    return isinstance(part(first, "fields"), dict) and isinstance(part(first, "key"), str)


def read_jira(items: Iterable[Any], clock: Clock, name: str) -> Tracker:
    """All issues in pages or rows of the API. Raises ``ReadErrors`` with every fault."""
    reader = _Reader(clock)
    issues = tuple(reader.issues(items))
    if not issues:
        reader.ledger.fault(0, "issues", "the file holds no issue. Search again and export what was found.")
    reader.ledger.raise_faults()
    projects = list(dict.fromkeys(issue.project for issue in issues if issue.project))
    called = projects[0] if len(projects) == 1 else name.rsplit(".", 1)[0] or SOURCE
    found = reader.sprints, reader.versions
    return Tracker(SOURCE, called, issues, reader.users.all, *found, losses=reader.ledger.losses())


class _Reader:
    def __init__(self, clock: Clock) -> None:
        self.ledger = Ledger()
        self.moments = Moments(clock)
        self.users = Users()
        self.sprints: dict[str, Sprint] = {}
        self.versions: dict[str, Version] = {}
        self.names: dict[str, str] = {}
        self.seen: set[str] = set()

    def issues(self, items: Iterable[Any]) -> Iterator[Issue]:
        for item in items:
            names = part(item, "names")
            self.names |= (
                {k: v for k, v in names.items() if isinstance(v, str)} if isinstance(names, dict) else {}
            )
            for raw in parts(item, "issues") if part(item, "issues") is not None else [item]:
                issue = self._issue(raw)
                if issue is not None:
                    yield issue

    def _issue(self, raw: Any) -> Issue | None:
        key, fields = word(raw, "key"), part(raw, "fields")
        if not key or not isinstance(fields, dict):
            self.ledger.fault(
                0, word(raw, "id") or "issue", "an issue needs “key” and “fields”. Export it anew."
            )
            return None
        id = word(raw, "id") or key
        if {id, key} & self.seen:
            self.ledger.fault(0, key, "stands twice in the file. Each issue may stand once: remove one.")
            return None
        self.seen |= {id, key}
        read = Fields(fields, key, self.moments, self.ledger)
        issue = Issue(id, key, word(fields, "summary") or key)
        self._words(fields, issue)
        self._times(read, issue)
        self._talk(fields, read, issue)
        self._custom(fields, read, issue)
        issue.links = tuple(_links(fields))
        issue.history = tuple(self._history(raw, read))
        self._from_history(issue)
        return issue

    def _words(self, fields: Json, issue: Issue) -> None:
        issue.description = plain_text(fields.get("description"))
        issue.type = word(fields, "issuetype", "name")
        issue.state = word(fields, "status", "name")
        issue.stage = STAGES.get(word(fields, "status", "statusCategory", "key"))
        issue.resolution = word(fields, "resolution", "name")
        issue.priority = word(fields, "priority", "name")
        issue.project = word(fields, "project", "name") or word(fields, "project", "key")
        issue.labels = tuple(each for each in parts(fields, "labels") if isinstance(each, str))
        issue.components = tuple(name for each in parts(fields, "components") if (name := word(each, "name")))
        issue.parent = word(fields, "parent", "id") or word(fields, "parent", "key")
        who = self._user(fields.get("assignee"))
        issue.assignees = (who,) if who else ()
        issue.reporter = self._user(fields.get("reporter"))
        issue.versions = tuple(self._versions(fields))
        if (issue.stage or stage_of(issue.state)) == "done" and is_dropped(issue.resolution):
            issue.stage = "dropped"

    def _user(self, said: Any) -> str:
        id = word(said, "accountId") or word(said, "key") or word(said, "name")
        return self.users.id_of(word(said, "displayName"), id, word(said, "emailAddress"))

    def _times(self, read: Fields, issue: Issue) -> None:
        issue.created, issue.updated = read.moment("created"), read.moment("updated")
        issue.finished, issue.due = read.moment("resolutiondate"), read.moment("duedate")
        amounts = {
            "estimate": ("timeoriginalestimate", "originalEstimateSeconds"),
            "remaining": ("timeestimate", "remainingEstimateSeconds"),
            "spent": ("timespent", "timeSpentSeconds"),
        }
        for name, (plain, tracked) in amounts.items():
            seconds = read.amount(plain)
            seconds = read.amount("timetracking", tracked) if seconds is None else seconds
            setattr(issue, name, None if seconds is None else seconds / 3600)

    def _talk(self, fields: Json, read: Fields, issue: Issue) -> None:
        issue.remarks = tuple(self._remark(each, read) for each in parts(fields, "comment", "comments"))
        issue.worked = tuple(self._worked(fields, read))
        for what, plural in (("comment", "comments"), ("worklog", "worklogs")):
            total = part(fields, what, "total")
            if isinstance(total, int) and total > (there := len(parts(fields, what, plural))):
                kept = f"only the {plural} the file holds come in: ask the API for all of them"
                self.ledger.loss("tasks", f"Part of the {plural}", kept, read.label, total - there)

    def _remark(self, said: Any, read: Fields) -> Remark:
        at = read.parsed(word(said, "created"), "comment")
        return Remark(word(said, "id"), self._user(part(said, "author")), at, plain_text(part(said, "body")))

    def _worked(self, fields: Json, read: Fields) -> Iterator[Worked]:
        for each in parts(fields, "worklog", "worklogs"):
            at = read.parsed(word(each, "started"), "worklog")
            seconds = Fields(each, read.label, self.moments, self.ledger).amount("timeSpentSeconds") or 0.0
            note = plain_text(part(each, "comment"))
            yield Worked(word(each, "id"), self._user(part(each, "author")), at, seconds / 3600, note)

    def _versions(self, fields: Json) -> Iterator[str]:
        for each in parts(fields, "fixVersions"):
            id = word(each, "name") or word(each, "id")
            if id:
                due = Fields(each, f"version {id}", self.moments, self.ledger).moment("releaseDate")
                self.versions[id] = Version(id, id, due, part(each, "released") is True)
                yield id

    def _custom(self, fields: Json, read: Fields, issue: Issue) -> None:
        custom: dict[str, str] = {}
        for name, value in fields.items():
            if name in KNOWN or value in (None, [], {}, "", "{}"):
                continue
            label = self.names.get(name, name)
            found = [
                sprint
                for each in (value if isinstance(value, list) else ())
                if (sprint := sprint_of(each, read))
            ]
            if found:
                self.sprints |= {sprint.id: sprint for sprint in found}
                issue.sprints += tuple(sprint.id for sprint in found)
            elif label.casefold() in POINTS and isinstance(value, int | float):
                issue.points = read.amount(name)
            elif label.casefold() == "epic link" and isinstance(value, str):
                issue.parent = issue.parent or value
            elif label.casefold() == "rank" and isinstance(value, str):
                issue.rank = value
            else:
                custom[label] = plain_text(value)
        issue.custom = custom

    def _history(self, raw: Json, read: Fields) -> Iterator[Step]:
        steps = []
        for entry in parts(raw, "changelog", "histories"):
            at, author = read.parsed(word(entry, "created"), "changelog"), self._user(part(entry, "author"))
            for change in parts(entry, "items"):
                if at is not None:
                    old, new = word(change, "fromString"), word(change, "toString")
                    steps.append(Step(at, author, word(change, "field"), old, new))
        yield from sorted(steps, key=lambda step: step.at)

    def _from_history(self, issue: Issue) -> None:
        """When work began: the first step into a state in which it is under way, after the last step back."""
        for step in issue.history:
            if step.field.casefold() != "status":
                continue
            stage = stage_of(step.new)
            if stage == "open":
                issue.started = None
            elif issue.started is None and stage == "started":
                issue.started = step.at
            if stage in ("done", "dropped") and issue.stage in ("done", "dropped") and issue.finished is None:
                issue.finished = step.at
        if issue.started is not None and issue.finished is not None and issue.finished < issue.started:
            issue.started = None


def _links(fields: Json) -> Iterator[IssueLink]:
    for each in parts(fields, "issuelinks"):
        type = word(each, "type", "name")
        for side in ("inwardIssue", "outwardIssue"):
            other = word(each, side, "key")
            if other:
                kinds: dict[str, LinkKind] = {
                    "blocked by": "blocked by",
                    "blocks": "blocks",
                    "duplicates": "duplicates",
                }
                yield IssueLink(kinds.get(link_role(type, side == "inwardIssue"), "relates"), other, type)
