"""What a run has read of tables and keeps in mind while it writes to them itself.

A question that every command of a group asks is put to the database once for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

Asked = tuple[type, str, tuple[str, ...]]
Pointers = tuple[set[Any], set[Any]]
"""Ids asked about, and those of them that some row points to."""


class Recalled:
    """The highest value of a column among rows alike, which rows others point to, and single rows."""

    def __init__(self) -> None:
        self._highest: dict[Asked, dict[tuple[Any, ...], Any]] = {}
        self._pointed: dict[tuple[type, str], Pointers] = {}
        self._rows: dict[tuple[type, UUID], Any] = {}

    def highest(self, model: type, column: str, alike: dict[str, Any], ask: Callable[[], Any]) -> Any:
        """The highest value of the column among the rows that are ``alike`` (by column)."""
        known = self._highest.setdefault((model, column, tuple(alike)), {})
        key = tuple(alike.values())
        if key not in known:
            known[key] = ask()
        return known[key]

    def pointed(
        self, model: type, column: str, id: UUID, ask: Callable[[set[UUID]], tuple[set[UUID], Iterable[UUID]]]
    ) -> bool:
        """Whether a row of the model points to that id with the column. ``ask`` answers for those ids that it
        names, too."""
        asked, found = self._pointed.setdefault((model, column), (set(), set()))
        if id not in asked:
            about, pointed_to = ask(asked)
            asked |= about
            found.update(pointed_to)
        return id in found

    def row(self, model: type, id: UUID, ask: Callable[[], Any]) -> Any:
        """The row of that id."""
        if (model, id) not in self._rows:
            self._rows[model, id] = ask()
        return self._rows[model, id]

    def added(self, row: Any) -> None:
        """A row came: it may be higher than those before."""
        self._rows.pop((type(row), row.pk), None)
        for (_, column, names), known in self._of(row):
            key = tuple(getattr(row, name) for name in names)
            if key in known:
                values = (known[key], getattr(row, column))
                known[key] = max((value for value in values if value is not None), default=None)
        for (model, column), (_, found) in self._pointed.items():
            if model is type(row):
                found.add(getattr(row, column))

    def changed(self, row: Any, columns: Iterable[str]) -> None:
        """A row changed or went: what depends on those columns is asked anew."""
        if self._rows.get((type(row), row.pk)) is not row:
            self._rows.pop((type(row), row.pk), None)
        for (_, column, names), known in self._of(row):
            if {column, *names, "deleted_at"} & set(columns):
                known.clear()
        for model, column in list(self._pointed):
            if model is type(row) and {column, "deleted_at"} & set(columns):
                del self._pointed[model, column]

    def _of(self, row: Any) -> list[tuple[Asked, dict[tuple[Any, ...], Any]]]:
        return [(asked, known) for asked, known in self._highest.items() if asked[0] is type(row)]
