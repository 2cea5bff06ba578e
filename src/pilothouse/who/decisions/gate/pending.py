"""Writes of a run that wait, so that many rows of a table are written at once.

Whatever a statement names is written before it runs: nobody reads a table that writes still wait for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from pilothouse.who import statements
from pilothouse.who.decisions.gate import guard


class _Added:
    """New rows of a table."""

    def __init__(self) -> None:
        self._rows: list[Any] = []
        self._ids: set[Any] = set()

    def holds(self, row: Any) -> bool:
        return row.pk in self._ids

    def add(self, row: Any) -> None:
        self._rows.append(row)
        self._ids.add(row.pk)

    def write(self) -> None:
        statements.insert(self._rows)


class _Changed:
    """Rows of a table that change in the same columns, each with the values of the moment it changed."""

    def __init__(self, model: type[models.Model], columns: Sequence[str]) -> None:
        self.columns = columns
        self._model = model
        self._fields: list[Any] = [model._meta.get_field(column) for column in columns]
        self._values: list[list[Any]] = []
        self._last: Any = None

    def add(self, row: Any) -> None:
        if row is self._last:  # its earlier values were seen by nobody
            self._values.pop()
        fields: list[Any] = [*self._fields, self._model._meta.pk]
        self._values.append([statements.stored(f, getattr(row, f.attname)) for f in fields])
        self._last = row

    def write(self) -> None:
        statements.update(self._model, self.columns, self._values)


class Pending:
    """What a run has still to write, by table and in order: only rows of one table stand in each other's way,
    as references are checked at the end of the transaction."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[_Added | _Changed]] = {}
        self._held = False

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold writes back inside the outermost, and write them at its end; after an error the transaction
        is no more."""
        if self._held:
            yield
            return
        self._held = True
        try:
            with connection.execute_wrapper(self._write_first):
                yield
                self._write(list(self._waiting))
        finally:
            self._held = False

    def add(self, row: Any) -> None:
        """Write a new row."""
        queue = self._waiting.setdefault(row._meta.db_table, [])
        if not queue or not isinstance(queue[-1], _Added):
            queue.append(_Added())
        queue[-1].add(row)
        row._state.adding, row._state.db = False, connection.alias

    def change(self, row: Any, columns: Sequence[str]) -> None:
        """Write those columns of a row."""
        table = row._meta.db_table
        if any(isinstance(batch, _Added) and batch.holds(row) for batch in self._waiting.get(table, ())):
            self._write([table])
        queue = self._waiting.setdefault(table, [])
        last = queue[-1] if queue else None
        if not isinstance(last, _Changed) or last.columns != columns:
            queue.append(_Changed(type(row), columns))
        queue[-1].add(row)

    def _write_first(
        self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        """An execute wrapper: what is read is written before, and all of it before a savepoint."""
        if self._waiting:
            everything = sql.startswith("SAVEPOINT")
            self._write([table for table in self._waiting if everything or table in sql])
        return execute(sql, params, many, context)

    def _write(self, tables: Sequence[str]) -> None:
        with guard.opened():
            for table in tables:
                for batch in self._waiting.pop(table, ()):
                    batch.write()
