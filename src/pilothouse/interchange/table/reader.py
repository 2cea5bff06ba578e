"""A table as issues, row by row."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import islice

from pilothouse.interchange.clock import Clock
from pilothouse.interchange.issues.mapping import Mapping
from pilothouse.interchange.issues.values import Issue, Sprint, Tracker, Version
from pilothouse.interchange.table.cells import Moments, is_ambiguous, order_of
from pilothouse.interchange.table.dialects import GENERIC, Dialect
from pilothouse.interchange.table.roles import ROLES, SEVERAL, Column
from pilothouse.interchange.table.row import Row, RowReader, Users
from pilothouse.interchange.table.rows import Sheet
from pilothouse.interchange.values import Fault, Ledger, ReadErrors

ORDER_FROM = 2_000
"""So many rows are looked at to find how dates are written."""


class MappingNeeded(ReadErrors):
    """A table that does not say by itself which column is the title: somebody must."""

    def __init__(self, roles: dict[str, str], shown: dict[str, str], source: str, shape: str) -> None:
        self.roles, self.samples, self.source, self.shape = roles, shown, source, shape
        named = ", ".join(f"“{column}”" for column in [*roles][:12] if column)
        message = f"No column holds the title. Say which of these does: {named}."
        super().__init__((Fault(0, "header", message),))


def read_table(
    sheet: Sheet, dialects: Sequence[Dialect], mapping: Mapping, clock: Clock, ledger: Ledger, name: str
) -> Tracker:
    """All issues of a table. Raises ``ReadErrors`` with every fault, or ``MappingNeeded``."""
    dialect = next((each for each in dialects if each.knows(sheet.header)), GENERIC)
    _, shape = shape_of(sheet.header, dialects)
    roles = _roles(sheet.header, dialect, mapping)
    if not {"title", "key", "id"} & set(roles.values()):
        shown = samples(sheet.header, list(islice(sheet.rows, 20)))
        raise MappingNeeded(roles, shown, dialect.source, shape)
    return _Reader(sheet, dialect, roles, mapping, clock, ledger).tracker(name, shape)


def samples(header: Sequence[str], rows: Sequence[tuple[int, list[str]]]) -> dict[str, str]:
    """A first value of each column."""
    found: dict[str, str] = {}
    for _, cells in rows:
        for name, cell in zip(header, cells, strict=False):
            if name and name not in found and cell.strip():
                found[name] = " ".join(cell.split())[:80]
    return found


def shape_of(header: Sequence[str], dialects: Sequence[Dialect]) -> tuple[str, str]:
    """The source of a table with that header, and its shape."""
    dialect = next((each for each in dialects if each.knows(header)), GENERIC)
    return dialect.source, "" if dialect is not GENERIC else _shape(header)


def _shape(header: Sequence[str]) -> str:
    """The same for tables with the same columns."""
    return hashlib.sha256("\n".join(sorted(set(header))).encode()).hexdigest()[:16]


def _roles(header: Sequence[str], dialect: Dialect, mapping: Mapping) -> dict[str, str]:
    """By column name: what the mapping says, else what the dialect knows; each single role once."""
    unknown = sorted({role for role in mapping.columns.values() if role and role not in ROLES})
    if unknown:
        raise ReadErrors.single(
            f"{unknown[0]!r} is nothing a column can hold. Known are: {', '.join(ROLES)}.", path="mapping"
        )
    said = {name: mapping.columns[name] for name in header if name in mapping.columns}
    taken = {role for role in said.values() if role and role not in SEVERAL}
    found: dict[str, str] = {}
    for name in dict.fromkeys(header):
        role = said[name] if name in said else dialect.role(name)
        if name not in said and role in taken and (dialect is GENERIC or role in said.values()):
            role = ""
        if role and role not in SEVERAL:
            taken.add(role)
        found[name] = role
    return found


class _Reader:
    """Reads one sheet."""

    def __init__(
        self,
        sheet: Sheet,
        dialect: Dialect,
        roles: dict[str, str],
        mapping: Mapping,
        clock: Clock,
        ledger: Ledger,
    ) -> None:
        self.sheet, self.dialect, self.roles, self.mapping = sheet, dialect, roles, mapping
        self.clock, self.ledger = clock, ledger
        self.columns = [Column(i, name, roles[name]) for i, name in enumerate(sheet.header)]
        self.users = Users()
        self.seen: dict[str, int] = {}
        self.samples: dict[str, str] = {}
        self.keyless = not {"key", "id"} & set(roles.values())

    def tracker(self, name: str, shape: str) -> Tracker:
        issues = tuple(self._issues())
        if not issues:
            self.ledger.fault(0, "file", "the table has a header but no rows. Export it again.")
        if self.keyless:
            self.ledger.loss("file", "No column with a key", "rows are told apart by their title")
        self.ledger.raise_faults()
        return Tracker(
            source=self.dialect.source,
            name=_name(issues, name),
            issues=issues,
            users=self.users.all,
            sprints={name: Sprint(name, name) for issue in issues for name in issue.sprints},
            versions={name: Version(name, name) for issue in issues for name in issue.versions},
            losses=self.ledger.losses(),
            roles=self.roles,
            samples=self.samples,
            shape=shape,
        )

    def _issues(self) -> list[Issue]:
        first: list[tuple[int, list[str]]] = []
        for row in self.sheet.rows:
            first.append(row)
            if len(first) >= ORDER_FROM:
                break
        self.samples = samples(self.sheet.header, first)
        reader = RowReader(
            self.columns, self.dialect, Moments(self.clock, self._day_first(first)), self.users, self.ledger
        )
        issues: list[Issue] = []
        for line, cells in first:
            self._take(reader, line, cells, issues)
        first.clear()
        for line, cells in self.sheet.rows:
            self._take(reader, line, cells, issues)
        reader.note_unread()
        return issues

    def _take(self, reader: RowReader, line: int, cells: list[str], issues: list[Issue]) -> None:
        issue = reader.issue(Row(line, cells))
        if issue is None:
            return
        if self.keyless:
            issue.id = self._by_title(issue)
        elif self._is_repeated(issue):
            return
        issues.append(issue)

    def _by_title(self, issue: Issue) -> str:
        count = self.seen[issue.title] = self.seen.get(issue.title, 0) + 1
        return issue.title[:150] if count == 1 else f"{issue.title[:150]} #{count}"

    def _is_repeated(self, issue: Issue) -> bool:
        """Whether a row before has the id or key; that is a fault."""
        names = {issue.id, issue.key} - {""}
        earlier = next((self.seen[each] for each in names if each in self.seen), None)
        if earlier is None:
            self.seen |= dict.fromkeys(names, issue.line)
            return False
        column = next((c.name for c in self.columns if c.role in ("key", "id")), "key")
        self.ledger.fault(
            issue.line,
            column,
            f"“{issue.key or issue.id}” stands in row {earlier} already. Each may stand once: remove one, or "
            "choose another column as the key.",
        )
        return True

    def _day_first(self, rows: Sequence[tuple[int, list[str]]]) -> bool:
        """How dates in numbers are meant: as said, as one of them gives away, else day first."""
        if self.mapping.dates:
            return self.mapping.dates == "day first"
        dated = ("created", "updated", "changed state", "started", "finished", "due")
        places = [column.place for column in self.columns if column.role in dated]
        texts = [cells[place] for _, cells in rows for place in places if place < len(cells)]
        orders = {order for text in texts if (order := order_of(text))}
        if not orders and any(is_ambiguous(text) for text in texts):
            kept = "read with the day first; say if the month is"
            self.ledger.loss("file", "Dates such as 03/04/2026", kept)
        return orders != {"month first"}


def _name(issues: Sequence[Issue], name: str) -> str:
    """What the table is of: its project, if it has one, else the file's name."""
    projects = list(dict.fromkeys(issue.project for issue in issues if issue.project))
    if len(projects) == 1:
        return projects[0]
    stem = name.rpartition("/")[2].rsplit(".", 1)[0].removesuffix(".csv")
    return stem or (f"{projects[0]} and others" if projects else "Table")
