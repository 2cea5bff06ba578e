"""A board of Trello: cards as issues in the order of the board, lists as their states, members and comments.

Which list means what is told by its name; where it is not, the mapping says it. A card that is archived was
dropped unless its list or its due date says that it was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.fields import Fields
from pilothouse.interchange.issues.stages import stage_of
from pilothouse.interchange.issues.values import Issue, Remark, Step, Tracker
from pilothouse.interchange.json_items import Json, part, parts, word
from pilothouse.interchange.table.cells import Moments
from pilothouse.interchange.table.row import Users
from pilothouse.interchange.values import Ledger

SOURCE = "Trello"
ID_LENGTH = 24
ARCHIVED = "archived"


def is_trello(item: Any) -> bool:
    """Whether an item is an exported board."""
    return all(isinstance(part(item, name), list) for name in ("cards", "lists", "actions"))


def read_trello(board: Any, clock: Clock, name: str) -> Tracker:
    """All cards of a board. Raises ``ReadErrors`` with every fault."""
    reader = _Board(board, clock)
    issues = tuple(reader.issues())
    if not issues:
        reader.ledger.fault(0, "cards", "the board has no cards.")
    reader.ledger.raise_faults()
    called = word(board, "name") or name.partition(".")[0] or SOURCE
    return Tracker(SOURCE, called, issues, reader.users.all, losses=reader.ledger.losses())


class _Board:
    def __init__(self, board: Json, clock: Clock) -> None:
        self.board = board
        self.ledger = Ledger()
        self.moments = Moments(clock)
        self.users = Users()
        self.lists = {word(each, "id"): each for each in parts(board, "lists")}
        self.checklists: dict[str, list[Any]] = defaultdict(list)
        for each in parts(board, "checklists"):
            self.checklists[word(each, "idCard")].append(each)
        self.actions: dict[str, list[Any]] = defaultdict(list)
        for each in parts(board, "actions"):
            self.actions[word(each, "data", "card", "id")].append(each)
        for each in parts(board, "members"):
            self._user(each)

    def issues(self) -> Iterator[Issue]:
        seen: set[str] = set()
        for card in sorted(parts(self.board, "cards"), key=self._place):
            id, title = word(card, "id"), word(card, "name").strip()
            if not id:
                self.ledger.fault(0, title[:60] or "card", "has no id. Export the board again.")
            elif id in seen:
                self.ledger.fault(0, title[:60] or id, "stands twice in the file. Remove one.")
            else:
                seen.add(id)
                yield self._issue(card, id, title)

    def _place(self, card: Any) -> tuple[float, float]:
        """By list, then in it, as the board shows them."""
        return _position(self.lists.get(word(card, "idList"))), _position(card)

    def _issue(self, card: Json, id: str, title: str) -> Issue:
        key = f"#{word(card, 'idShort')}" if word(card, "idShort") else word(card, "shortLink") or id
        read = Fields(card, key, self.moments, self.ledger)
        issue = Issue(id, key, title or key, description=word(card, "desc"))
        issue.labels = tuple(filter(None, (_label(each) for each in parts(card, "labels"))))
        issue.assignees = tuple(self._members(card))
        issue.state = word(self.lists.get(word(card, "idList")), "name")
        issue.created = _made(id)
        issue.updated, issue.due = read.moment("dateLastActivity"), read.moment("due")
        self._happened(self.actions[id], read, issue)
        self._settle(card, issue)
        self._lost(card, id, key)
        return issue

    def _members(self, card: Json) -> Iterator[str]:
        for id in parts(card, "idMembers"):
            if isinstance(id, str) and id:
                yield self.users.id_of("" if id in self.users.all else "Former member", id)

    def _user(self, said: Any) -> str:
        return self.users.id_of(word(said, "fullName") or word(said, "username"), word(said, "id"))

    def _happened(self, actions: list[Any], read: Fields, issue: Issue) -> None:
        steps, remarks = [], []
        for action in actions:
            kind, at = word(action, "type"), read.parsed(word(action, "date"), "action")
            who = self._user(part(action, "memberCreator"))
            if kind == "commentCard" and word(action, "data", "text"):
                remarks.append(Remark(word(action, "id"), who, at, word(action, "data", "text")))
            elif kind in ("createCard", "copyCard"):
                issue.reporter, issue.created = who, at if at is not None else issue.created
            elif at is not None and word(action, "data", "listAfter", "id"):
                old, new = (word(action, "data", side, "name") for side in ("listBefore", "listAfter"))
                steps.append(Step(at, who, "list", old, new))
        issue.remarks = tuple(sorted(remarks, key=lambda remark: (remark.at or 0, remark.id)))
        issue.history = tuple(sorted(steps, key=lambda step: step.at))

    def _settle(self, card: Json, issue: Issue) -> None:
        """What it came to, and when that began and ended by its moves from list to list."""
        closed = part(card, "closed") is True or self._is_archived(card)
        if part(card, "dueComplete") is True:
            issue.stage = "done"
        elif closed and stage_of(issue.state) != "done":
            issue.stage, issue.resolution = "dropped", ARCHIVED
        stages = [(stage_of(step.new), step.at) for step in issue.history]
        issue.started = next((at for stage, at in stages if stage == "started"), None)
        if (issue.stage or stage_of(issue.state)) == "done":
            issue.finished = next((at for stage, at in reversed(stages) if stage == "done"), None)
        elif (issue.stage or stage_of(issue.state)) == "open":
            issue.started = None

    def _is_archived(self, card: Json) -> bool:
        return part(self.lists.get(word(card, "idList")), "closed") is True

    def _lost(self, card: Json, id: str, key: str) -> None:
        entries = sum(len(parts(each, "checkItems")) for each in self.checklists[id])
        for what, count in (
            ("Entry of a checklist", entries),
            ("Attachment", len(parts(card, "attachments"))),
            ("Value of a custom field", len(parts(card, "customFieldItems"))),
        ):
            if count:
                self.ledger.loss("tasks", what, "left out", key, count)


def _position(said: Any) -> float:
    found = part(said, "pos")
    return float(found) if isinstance(found, int | float) else 0.0


def _label(said: Any) -> str:
    return word(said, "name") or word(said, "color")


def _made(id: str) -> int | None:
    """When a card was made: its id begins with that second, in hexadecimal digits."""
    if len(id) != ID_LENGTH:
        return None
    try:
        return int(id[:8], 16) // 60
    except ValueError:
        return None
