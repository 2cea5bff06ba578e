"""Writing many new rows of a table with one prepared statement."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

from pilothouse.who.decisions.gate import guard

BATCH = 2000
"""Rows converted at a time, which bounds the memory of a large import."""


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert rows that have their keys already, each column converted by its own field.

    ``bulk_create`` composes SQL anew for every value of every row, which is most of the time of an import.
    """
    connection: Any = connections[DEFAULT_DB_ALIAS]  # the proxy looks itself up for every value
    name, fields = connection.ops.quote_name, model._meta.concrete_fields
    columns, marks = ", ".join(name(field.column) for field in fields), ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {name(model._meta.db_table)} ({columns}) VALUES ({marks})"
    with guard.opened(), connection.cursor() as cursor:
        for first in range(0, len(rows), BATCH):
            cursor.executemany(
                statement,
                [
                    [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]
                    for row in rows[first : first + BATCH]
                ],
            )
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
