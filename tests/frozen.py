"""What takes long to build is built once a process: its rows are kept as the database says, and put back.

``thawed("a name", build)`` calls ``build`` the first time. From then on it puts back the rows that came with
it and gives a copy of what it returned: nothing that a test does to either reaches the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, TypeVar

from django.apps import apps
from django.db import connection, models, transaction

from pilothouse.when.schedule import snapshot
from pilothouse.who import once
from pilothouse.who.decisions.rights import standing

T = TypeVar("T")
Row = Any
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Frozen:
    rows: Rows
    made: Any


_frozen: dict[Hashable, Frozen] = {}


def thawed(name: Hashable, build: Callable[[], T]) -> T:
    """What ``build`` makes, with its rows. The name says everything that what it makes depends on."""
    if name not in _frozen:
        before = read()
        made = build()
        _frozen[name] = Frozen(_came(before, read()), deepcopy(made))
        return made
    forget()
    with transaction.atomic():
        write(_frozen[name].rows)
    copy: T = deepcopy(_frozen[name].made)
    return copy


def forget() -> None:
    """What the process noted of revisions: after a rollback they come again, and mean something else."""
    once._kept.clear()
    standing._kept.clear()
    snapshot.forget()


def _came(before: Rows, after: Rows) -> Rows:
    came: Rows = {}
    for table, rows in after.items():
        gone = Counter(before[table])
        gone.subtract(rows)
        assert not +gone, f"This changes rows of {table} that others made: it cannot be put back by itself."
        old = Counter(before[table])
        came[table] = [row for row in rows if not _taken(old, row)]
    return {table: rows for table, rows in came.items() if rows}


def _taken(old: Counter[Row], row: Row) -> bool:
    old[row] -= 1
    return old[row] >= 0


def _tables() -> dict[str, list[str]]:
    """The columns of every table, without numbers that the database gives."""
    tables = {}
    for model in apps.get_models(include_auto_created=True):
        fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
        tables[model._meta.db_table] = [field.column for field in fields]
    return tables


def read() -> Rows:
    """Every row there is, oldest first, as this database writes it."""
    one = _copied_out if connection.vendor == "postgresql" else _selected
    return {table: one(table, columns) for table, columns in _tables().items()}


def write(rows: Rows) -> None:
    """Put rows back that were read. Around the gate: they came through it when they were made."""
    one = _copied_in if connection.vendor == "postgresql" else _inserted
    connection.ensure_connection()
    for table, columns in _tables().items():
        if table in rows:
            one(table, columns, rows[table])


def _names(columns: list[str], sign: str = "") -> str:
    return ", ".join(f'{sign}"{column}"' for column in columns)


def _selected(table: str, columns: list[str]) -> list[Row]:
    """A plus keeps sqlite3 from making dates of what is text to the database."""
    connection.ensure_connection()
    rows = connection.connection.execute(f'SELECT {_names(columns, "+")} FROM "{table}" ORDER BY rowid')
    return [tuple(row) for row in rows]


def _inserted(table: str, columns: list[str], rows: list[Row]) -> None:
    marks = ", ".join("?" * len(columns))
    connection.connection.executemany(f'INSERT INTO "{table}" ({_names(columns)}) VALUES ({marks})', rows)


def _copied_out(table: str, columns: list[str]) -> list[Row]:
    connection.ensure_connection()
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({_names(columns)}) TO STDOUT') as copy,
    ):
        return [bytes(line) for line in copy]


def _copied_in(table: str, columns: list[str], rows: list[Row]) -> None:
    with (
        connection.connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({_names(columns)}) FROM STDIN') as copy,
    ):
        copy.write(b"".join(rows))
