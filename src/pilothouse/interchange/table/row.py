"""One row of a table as one issue."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pilothouse.interchange.issues.stages import is_dropped, stage_of
from pilothouse.interchange.issues.values import Issue, IssueLink, LinkKind, Remark, Stage, User, Worked
from pilothouse.interchange.table.cells import Moments, hours, number
from pilothouse.interchange.table.dialects import Dialect
from pilothouse.interchange.table.roles import AMOUNTS, UNITS, Column
from pilothouse.interchange.values import Ledger

CATEGORIES: dict[str, Stage] = {"to do": "open", "in progress": "started", "done": "done", "new": "open"}
CATEGORIES |= {"indeterminate": "started", "complete": "done"}
LINKS: tuple[LinkKind, ...] = ("blocks", "blocked by", "relates", "duplicates")
EMPTY = frozenset(("", "{}", "[]", "0", "0.0", "-1", "false", "No", "None"))
"""Values of columns that say nothing: not worth naming as lost."""
MOST_SHARED = 1 << 16


@dataclass(frozen=True, slots=True)
class Row:
    """Cells and the line they begin on."""

    line: int
    cells: list[str]


@dataclass(slots=True)
class Users:
    """People as they are met: by id, by address, or by name."""

    all: dict[str, User] = field(default_factory=dict)
    by_name: dict[str, str] = field(default_factory=dict)

    def id_of(self, name: str, id: str = "", email: str = "") -> str:
        """The id of somebody, noting them when they are new."""
        name, id = name.strip(), id.strip()
        if not name and not id and not email:
            return ""
        key = id or email.strip().casefold() or self.by_name.get(name.casefold()) or name.casefold()
        known = self.all.get(key)
        if known is None or (name and known.name == key):
            self.all[key] = User(key, name or email or key, email.strip())
        if name:
            self.by_name.setdefault(name.casefold(), key)
        return key


class RowReader:
    """Reads rows by the roles of their columns, noting every fault with its row and column."""

    def __init__(
        self, columns: Sequence[Column], dialect: Dialect, moments: Moments, users: Users, ledger: Ledger
    ) -> None:
        self.dialect, self.moments, self.users, self.ledger = dialect, moments, users, ledger
        self.by_role: dict[str, list[Column]] = {}
        for column in columns:
            if column.role:
                self.by_role.setdefault(column.role, []).append(column)
        self.unread = [c for c in columns if not c.role and c.name]
        self.unread_counts: dict[str, int] = {}
        self.shared: dict[str, str] = {}
        self.amounts = {
            amount: [(c, UNITS[unit]) for unit in UNITS for c in self.by_role.get(f"{amount} {unit}", ())]
            for amount in AMOUNTS
        }

    def issue(self, row: Row) -> Issue | None:
        """The issue of a row; None, and a fault, for one without a title."""
        key, id = self._text(row, "key"), self._text(row, "id")
        title = self._text(row, "title") or key or id
        if not title:
            column = next(c.name for role in ("title", "key", "id") for c in self.by_role.get(role, ()))
            self.ledger.fault(row.line, column, "is empty. Give the row a title, or remove it.")
            return None
        issue = Issue(id or key or title, key or id, title, row.line)
        self._words(row, issue)
        self._people(row, issue)
        self._moments(row, issue)
        self._amounts(row, issue)
        self._links(row, issue)
        self._talk(row, issue)
        self._stage(row, issue)
        issue.custom = self._custom(row)
        return issue

    def note_unread(self) -> None:
        """Name the columns that hold something and are left out."""
        for name, count in self.unread_counts.items():
            if name not in self.dialect.quiet:
                self.ledger.loss("columns", f"Column “{name}”", "left out", count=count)

    # Parts of a row

    def _words(self, row: Row, issue: Issue) -> None:
        issue.description = self._text(row, "description")
        issue.type = self._common(self._text(row, "type"))
        issue.state = self._common(self._text(row, "state") or self._text(row, "category"))
        issue.priority = self._common(self._text(row, "priority"))
        issue.resolution = self._common(self._text(row, "resolution"))
        issue.rank = self._text(row, "rank")
        issue.project = self._common(self._text(row, "project"))
        issue.labels = self._several(row, "labels", self.dialect.parts)
        issue.components = self._several(row, "components", self.dialect.parts)
        issue.sprints = self._several(row, "sprint")
        issue.versions = self._several(row, "version")
        issue.parent = self._text(row, "parent")

    def _people(self, row: Row, issue: Issue) -> None:
        names = [part for part in self._text(row, "assignee").replace("\n", ";").split(";") if part.strip()]
        id, email = self._text(row, "assignee id"), self._text(row, "assignee email")
        if len(names) > 1:
            found = [self.users.id_of(name) for name in names]
        else:
            found = [self.users.id_of(names[0] if names else "", id, email)]
        issue.assignees = tuple(dict.fromkeys(each for each in found if each))
        issue.reporter = self.users.id_of(self._text(row, "reporter"), self._text(row, "reporter id"))
        watchers, ids = self._cells(row, "watcher"), self._cells(row, "watcher id")
        for (_, name), (_, id) in zip(watchers, ids, strict=False):
            self.users.id_of(name, id)

    def _moments(self, row: Row, issue: Issue) -> None:
        issue.created = self._moment(row, "created")
        issue.updated = self._moment(row, "updated")
        issue.started = self._moment(row, "started")
        issue.finished = self._moment(row, "finished")
        issue.due = self._moment(row, "due")
        if issue.started is not None and issue.finished is not None and issue.finished < issue.started:
            column = self.by_role["finished"][0].name
            self.ledger.fault(row.line, column, "lies before its start. Correct one of the two dates.")

    def _amounts(self, row: Row, issue: Issue) -> None:
        issue.estimate = self._amount(row, "estimate")
        issue.remaining = self._amount(row, "remaining")
        issue.spent = self._amount(row, "spent")
        for column, text in self._cells(row, "points"):
            try:
                issue.points = number(text)
            except ValueError as error:
                self.ledger.fault(row.line, column.name, f"{error}")
            if issue.points is not None and issue.points < 0:
                self.ledger.fault(row.line, column.name, f"“{text[:60]}” is below zero: points cannot be.")
            return

    def _links(self, row: Row, issue: Issue) -> None:
        issue.links = tuple(
            IssueLink(kind, other) for kind in LINKS for other in self._several(row, kind, ",;\n")
        )

    def _talk(self, row: Row, issue: Issue) -> None:
        remarks = []
        for place, (column, cell) in enumerate(self._cells(row, "comment"), 1):
            at, author, text, _ = self.dialect.comment(cell)
            moment = self._parsed(row, column, at) if at else None
            remarks.append(Remark(str(place), self.users.id_of("", author), moment, text))
        issue.remarks = tuple(remarks)
        logs = []
        for place, (column, cell) in enumerate(self._cells(row, "log"), 1):
            at, author, text, seconds = self.dialect.log(cell)
            if not seconds:
                self.ledger.fault(
                    row.line, column.name, f"“{cell[:60]}” is no work log: note;date;who;seconds."
                )
                continue
            moment = self._parsed(row, column, at)
            logs.append(Worked(str(place), self.users.id_of("", author), moment, float(seconds) / 3600, text))
        issue.worked = tuple(logs)

    def _stage(self, row: Row, issue: Issue) -> None:
        category = self._text(row, "category")
        issue.stage = CATEGORIES.get(category.casefold()) if category else None
        if issue.stage is None and not issue.state:
            issue.stage = "done" if issue.finished is not None else "started" if issue.started else "open"
        if issue.stage == "done" or (issue.stage is None and stage_of(issue.state) == "done"):
            issue.stage = "dropped" if is_dropped(issue.resolution) else issue.stage
        changed = self._moment(row, "changed state")
        if issue.stage == "started" and issue.started is None:
            issue.started = changed
        if issue.stage in ("done", "dropped") and issue.finished is None:
            issue.finished = changed

    def _custom(self, row: Row) -> dict[str, str]:
        found: dict[str, str] = {}
        for column in self.unread:
            text = row.cells[column.place].strip() if column.place < len(row.cells) else ""
            if text in EMPTY:
                continue
            self.unread_counts[column.name] = self.unread_counts.get(column.name, 0) + 1
            if column.name not in self.dialect.quiet:
                found.setdefault(self._common(column.name), self._common(text))
        return found

    # Cells

    def _cells(self, row: Row, role: str) -> Iterator[tuple[Column, str]]:
        for column in self.by_role.get(role, ()):
            if column.place < len(row.cells) and (text := row.cells[column.place].strip()):
                yield column, text

    def _text(self, row: Row, role: str) -> str:
        for column in self.by_role.get(role, ()):
            if column.place < len(row.cells) and (text := row.cells[column.place].strip()):
                return text
        return ""

    def _several(self, row: Row, role: str, parts: str = "\n") -> tuple[str, ...]:
        if role not in self.by_role:
            return ()
        found: list[str] = []
        for _, text in self._cells(row, role):
            for mark in parts[1:]:
                text = text.replace(mark, parts[0])
            found += [self._common(part.strip()) for part in text.split(parts[0]) if part.strip()]
        return tuple(dict.fromkeys(found))

    def _moment(self, row: Row, role: str) -> int | None:
        for column, text in self._cells(row, role):
            return self._parsed(row, column, text)
        return None

    def _parsed(self, row: Row, column: Column, text: str) -> int | None:
        try:
            return self.moments.minute(text)
        except ValueError as error:
            self.ledger.fault(row.line, column.name, f"{error}")
            return None

    def _amount(self, row: Row, amount: str) -> float | None:
        for column, unit in self.amounts[amount]:
            text = row.cells[column.place].strip() if column.place < len(row.cells) else ""
            if text:
                try:
                    return hours(text, unit)
                except ValueError as error:
                    self.ledger.fault(row.line, column.name, f"{error}")
        return None

    def _common(self, text: str) -> str:
        """One object for a text that many rows share."""
        if len(text) > 80 or len(self.shared) > MOST_SHARED:
            return text
        return self.shared.setdefault(text, text)
