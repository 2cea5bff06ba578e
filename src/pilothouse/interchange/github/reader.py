"""GitHub's issues: REST, alone or each with its events and comments; or an archive with its own names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.fields import Fields
from pilothouse.interchange.github.names import ARCHIVE, REST, Names
from pilothouse.interchange.issues.values import Issue, Remark, Step, Tracker, Version
from pilothouse.interchange.json_items import Json, part, parts, word
from pilothouse.interchange.table.cells import Moments
from pilothouse.interchange.table.row import Users
from pilothouse.interchange.values import Ledger

SOURCE = "GitHub"
DROPPED = ("not_planned", "duplicate")
TALK = ("commented", "reviewed", "line-commented", "comment_deleted", "mentioned", "subscribed")
"""Events that are no step of the issue itself."""
_REPOSITORY = re.compile(r"/repos/([^/]+/[^/]+)")


def is_github(item: Any) -> bool:
    """Whether an item is an issue of GitHub, an issue with its events, or an archive."""
    if isinstance(part(item, "repo"), str) and isinstance(part(item, "issues"), list):
        return True
    issue = part(item, "issue") if isinstance(part(item, "issue"), dict) else item
    return isinstance(part(issue, "number"), int) and "title" in issue and "state" in issue


def read_github(items: Iterable[Any], clock: Clock, name: str) -> Tracker:
    """All issues of a repository; pull requests are told as lost. Raises ``ReadErrors`` with every fault."""
    reader = _Reader(clock)
    issues = tuple(issue for item in items for issue in reader.issues(item))
    if not issues:
        reader.ledger.fault(0, "issues", "the file holds no issue, only pull requests or nothing.")
    reader.ledger.raise_faults()
    called = reader.repository or name.partition(".")[0] or SOURCE
    losses = reader.ledger.losses()
    return Tracker(SOURCE, called, issues, reader.users.all, versions=reader.versions, losses=losses)


class _Reader:
    def __init__(self, clock: Clock) -> None:
        self.ledger = Ledger()
        self.moments = Moments(clock)
        self.users = Users()
        self.versions: dict[str, Version] = {}
        self.repository = ""
        self.seen: set[str] = set()

    def issues(self, item: Any) -> Iterator[Issue]:
        if isinstance(part(item, "repo"), str) and isinstance(part(item, "issues"), list):
            self.repository = word(item, "repo")
            if part(item, "pulls"):
                self._pull(len(parts(item, "pulls")))
            for raw in parts(item, "issues"):
                yield from self._issue(raw, {}, ARCHIVE)
        elif isinstance(part(item, "issue"), dict):
            yield from self._issue(item["issue"], item, REST)
        else:
            yield from self._issue(item, item if isinstance(item, dict) else {}, REST)

    def _pull(self, count: int = 1) -> None:
        self.ledger.loss("tasks", "Pull request", "left out", count=count)

    def _issue(self, raw: Any, around: Json, names: Names) -> Iterator[Issue]:
        number = part(raw, "number")
        if not isinstance(number, int) or isinstance(number, bool) or number < 0:
            self.ledger.fault(0, word(raw, "title")[:60] or "issue", "has no number. Export it again.")
            return
        key = f"#{number}"
        if part(raw, "pull_request") is not None or word(around, "type") == "pull":
            self._pull()
            return
        if key in self.seen:
            self.ledger.fault(0, key, "stands twice in the file. Each issue may stand once: remove one.")
            return
        self.seen.add(key)
        read = Fields(raw, key, self.moments, self.ledger)
        issue = Issue(str(number), key, word(raw, "title") or key, description=word(raw, "body"))
        self._facts(raw, read, names, issue)
        self._events(parts(around, "events"), read, issue)
        self._comments([*parts(around, "comments"), *parts(raw, "comments")], read, names, issue)
        yield issue

    def _facts(self, raw: Json, read: Fields, names: Names, issue: Issue) -> None:
        found = _REPOSITORY.search(word(raw, "repository_url") or word(raw, "url"))
        self.repository = self.repository or (found[1] if found else "")
        issue.state = word(raw, "state").lower()
        issue.resolution = (word(raw, "state_reason") or word(raw, "stateReason")).lower()
        issue.created, issue.updated = read.moment(names.created), read.moment(names.updated)
        issue.finished = read.moment(names.closed)
        issue.labels = tuple(filter(None, (_named(each) for each in parts(raw, "labels"))))
        issue.assignees = tuple(filter(None, (self._user(each) for each in parts(raw, "assignees"))))
        if not issue.assignees and (who := self._user(part(raw, "assignee"))):
            issue.assignees = (who,)
        issue.reporter = self._user(part(raw, names.author))
        issue.type = word(raw, "type", "name")
        issue.versions = tuple(self._milestone(raw))
        dropped = issue.resolution in DROPPED
        issue.stage = "open" if issue.state != "closed" else "dropped" if dropped else "done"
        parent = _REPOSITORY.sub("", word(raw, "parent_issue_url")).rpartition("/")[2]
        issue.parent = parent if parent.isdigit() else ""

    def _user(self, said: Any) -> str:
        login = said if isinstance(said, str) else word(said, "login")
        return self.users.id_of(word(said, "name") or login, login)

    def _milestone(self, raw: Json) -> Iterator[str]:
        said = part(raw, "milestone")
        title = said if isinstance(said, str) else word(said, "title")
        if title:
            due = Fields(said, f"milestone {title}", self.moments, self.ledger).moment("due_on")
            self.versions[title] = Version(title, title, due, word(said, "state") == "closed")
            yield title

    def _events(self, events: list[Any], read: Fields, issue: Issue) -> None:
        steps, remarks = [], []
        for event in events:
            kind, at = word(event, "event"), read.parsed(word(event, "created_at"), "event")
            who = self._user(part(event, "actor")) or self._user(part(event, "user"))
            if kind == "commented" and word(event, "body"):
                remarks.append(Remark(word(event, "id"), who, at, word(event, "body")))
            elif at is not None and kind and kind not in TALK:
                steps.append(Step(at, who, kind, word(event, "rename", "from"), _new(event)))
        issue.remarks = tuple(remarks)
        issue.history = tuple(sorted(steps, key=lambda step: step.at))
        if issue.stage != "open" and issue.finished is None:
            issue.finished = max((s.at for s in issue.history if s.field == "closed"), default=None)

    def _comments(self, said: list[Any], read: Fields, names: Names, issue: Issue) -> None:
        known = {remark.id for remark in issue.remarks}
        for place, each in enumerate(said):
            id = word(each, "id") or str(place)
            if isinstance(each, dict) and id not in known and word(each, "body"):
                author = self._user(part(each, "user")) or self._user(part(each, "author"))
                at = read.parsed(word(each, names.created), "comment")
                issue.remarks += (Remark(id, author, at, word(each, "body")),)


def _new(event: Any) -> str:
    said = (("label", "name"), ("milestone", "title"), ("assignee", "login"), ("rename", "to"))
    return next((found for path in said if (found := word(event, *path))), "")


def _named(label: Any) -> str:
    return label if isinstance(label, str) else word(label, "name")
