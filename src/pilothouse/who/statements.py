"""Plain statements on single tables, for what every change reads and writes.

A query of the framework is put together anew each time, and for a few rows that takes longer than running it.
They know no viewer, so they are for the gate and for what follows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections, models

M = TypeVar("M", bound=models.Model)
Model = type[models.Model]
Where = Mapping[str, Any]
"""Values by column: a list stands for any of them, None for no value."""
BATCH = 2000
"""Rows converted at a time, which bounds the memory of a large import."""


def read(model: Model, columns: Sequence[str], where: Where, tail: str = "") -> list[tuple[Any, ...]]:
    """Those columns of the rows found."""
    if [] in where.values():
        return []
    fields = _fields(model, tuple(columns))
    asked, values = _found(model, where)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_names(fields)} FROM {_table(model)} WHERE {asked}{tail}", values)
        rows = cursor.fetchall()
    return list(_as_values(fields, rows))


def locked(model: type[M], pk: Any) -> M:
    """The row of that key, where the database locks rows for this transaction. Raises DoesNotExist."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    columns = [field.attname for field in model._meta.concrete_fields]
    for values in read(model, columns, {"pk": pk}, lock):
        return model.from_db(connection.alias, columns, values)
    raise model.DoesNotExist(f"No row of {model._meta.db_table} has the key {pk}.")  # type: ignore[attr-defined]


def insert(rows: Sequence[models.Model]) -> None:
    """New rows of one table, each column converted by its own field; a number that the database gives is not
    read back.

    ``bulk_create`` composes SQL anew for every value of every row, which is most of the time of an import."""
    if not rows:
        return
    model = type(rows[0])
    database = connections[DEFAULT_DB_ALIAS]  # the proxy looks itself up for every value
    fields = _fields(model, _given(model))
    marks = ", ".join(["%s"] * len(fields))
    statement = f"INSERT INTO {_table(model)} ({_names(fields)}) VALUES ({marks})"
    with database.cursor() as cursor:
        for first in range(0, len(rows), BATCH):
            part = rows[first : first + BATCH]
            cursor.executemany(
                statement,
                [[f.get_db_prep_save(getattr(row, f.attname), database) for f in fields] for row in part],
            )
    for row in rows:
        row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS


def update(model: Model, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Those columns of some rows: for each its stored values and behind them its key. All must be there."""
    fields = _fields(model, tuple(columns))
    sets = ", ".join(f"{connection.ops.quote_name(field.column)} = %s" for field in fields)
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {_table(model)} SET {sets} WHERE {_names(_fields(model, ('pk',)))} = %s", rows
        )
        if cursor.rowcount != len(rows):
            raise DatabaseError(f"Rows of {model._meta.db_table} were gone before they could be changed.")


def update_row(row: models.Model, columns: Sequence[str]) -> None:
    """Those columns of a row, as it has them now."""
    model = type(row)
    fields = _fields(model, (*columns, "pk"))
    update(model, columns, [[stored(field, getattr(row, field.attname)) for field in fields]])


def delete(model: Model, where: Where) -> None:
    """Take the rows found away; nothing refers to them."""
    asked, values = _found(model, where)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_table(model)} WHERE {asked}", values)


def stored(field: Any, value: Any) -> Any:
    """A column's value as the database takes it."""
    return field.get_db_prep_save(value, connection)


def _found(model: Model, where: Where) -> tuple[str, list[Any]]:
    """The condition, and the values it takes."""
    asked, values = [], list[Any]()
    for field, value in zip(_fields(model, tuple(where)), where.values(), strict=True):
        name = connection.ops.quote_name(field.column)
        if value is None:
            asked.append(f"{name} IS NULL")
        elif isinstance(value, list):
            asked.append(f"{name} IN ({', '.join(['%s'] * len(value))})")
            values += [stored(field, one) for one in value]
        else:
            asked.append(f"{name} = %s")
            values.append(stored(field, value))
    return " AND ".join(asked), values


def _as_values(fields: Sequence[Any], rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """What the database gave, as the columns' values."""
    columns = [field.get_col(field.model._meta.db_table) for field in fields]
    ways = [[*connection.ops.get_db_converters(c), *c.get_db_converters(connection)] for c in columns]
    for row in rows:
        values = list(row)
        for at, (column, converters) in enumerate(zip(columns, ways, strict=True)):
            for convert in converters:
                values[at] = convert(values[at], column, connection)
        yield tuple(values)


@cache
def _fields(model: Model, columns: tuple[str, ...]) -> tuple[Any, ...]:
    meta: Any = model._meta
    return tuple(meta.pk if column == "pk" else meta.get_field(column) for column in columns)


@cache
def _given(model: Model) -> tuple[str, ...]:
    """The columns that a new row has values for."""
    return tuple(f.attname for f in model._meta.concrete_fields if not isinstance(f, models.AutoField))


@cache
def _names(fields: tuple[Any, ...]) -> str:
    return ", ".join(connection.ops.quote_name(field.column) for field in fields)


def _table(model: Model) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))
