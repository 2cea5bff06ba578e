"""Plain statements on single tables, for what every change reads and writes.

A query of the framework is put together anew each time, and for a few rows that takes longer than running it.
They know no viewer, so they are for the gate and for what follows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
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


def rows(model: type[M], where: Where, tail: str = "") -> list[M]:
    """The rows found, whole."""
    columns = _stored(model)
    found = read(model, columns, where, tail)
    return [model.from_db(DEFAULT_DB_ALIAS, columns, values) for values in found]


def rows_with(model: type[M], path: Sequence[str], where: Where) -> list[M]:
    """The rows found, whole, each with the row its field refers to, and so on along the path."""
    if [] in where.values():
        return []
    way = _way(model, tuple(path))
    asked, values = _found(model, where)
    with connection.cursor() as cursor:
        cursor.execute(way.statement.replace("{where}", asked), values)
        found = cursor.fetchall()
    return [way.row_of(each) for each in _as_values(way.fields, found)]


@dataclass(frozen=True)
class _Way:
    """How rows are read together with what they refer to, one table after the other."""

    tables: tuple[Model, ...]
    links: tuple[Any, ...]
    fields: tuple[Any, ...]
    statement: str

    def row_of(self, values: Sequence[Any]) -> Any:
        """The row at the start of the way, from what all its tables gave."""
        found, first = [], 0
        for table in self.tables:
            columns = _stored(table)
            own = values[first : first + len(columns)]
            first += len(columns)
            absent = own[columns.index(table._meta.pk.attname)] is None
            found.append(None if absent else table.from_db(DEFAULT_DB_ALIAS, columns, own))
        for link, (row, other) in zip(self.links, pairwise(found), strict=True):
            if row is not None:
                link.set_cached_value(row, other)
        return found[0]


@cache
def _way(model: Model, path: tuple[str, ...]) -> _Way:
    tables, links = [model], list[Any]()
    for name in path:
        links.append(tables[-1]._meta.get_field(name))
        tables.append(links[-1].related_model)
    fields = [_fields(table, tuple(_stored(table))) for table in tables]
    asked = ", ".join(f"t{at}.{name}" for at, each in enumerate(fields) for name in _quoted(each))
    joins = [
        f" LEFT JOIN {_table(link.related_model)} t{to} ON t{to}.{_names((link.target_field,))}"
        f" = t{to - 1}.{_names((link,))}"
        for to, link in enumerate(links, 1)
    ]
    found = f"(SELECT * FROM {_table(model)} WHERE {{where}}) t0{''.join(joins)}"
    return _Way(tuple(tables), tuple(links), sum(fields, ()), f"SELECT {asked} FROM {found}")


def locked(model: type[M], pk: Any) -> M:
    """The row of that key, where the database locks rows for this transaction. Raises DoesNotExist."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    for row in rows(model, {"pk": pk}, lock):
        return row
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
    sets = ", ".join(f"{name} = %s" for name in _quoted(_fields(model, tuple(columns))))
    (key,) = _quoted(_fields(model, ("pk",)))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {_table(model)} SET {sets} WHERE {key} = %s", rows)
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
    return field.get_db_prep_save(value, connections[DEFAULT_DB_ALIAS])


def _found(model: Model, where: Where) -> tuple[str, list[Any]]:
    """The condition, and the values it takes."""
    fields, database = _fields(model, tuple(where)), connections[DEFAULT_DB_ALIAS]
    asked, values = [], list[Any]()
    for field, name, value in zip(fields, _quoted(fields), where.values(), strict=True):
        if value is None:
            asked.append(f"{name} IS NULL")
        elif isinstance(value, list):
            asked.append(f"{name} IN ({', '.join(['%s'] * len(value))})")
            values += [field.get_db_prep_save(one, database) for one in value]
        else:
            asked.append(f"{name} = %s")
            values.append(field.get_db_prep_save(value, database))
    return " AND ".join(asked), values


def _as_values(fields: tuple[Any, ...], rows: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """What the database gave, as the columns' values."""
    database = connections[DEFAULT_DB_ALIAS]
    ways = _ways(fields, database.vendor)
    for row in rows:
        values = list(row)
        for at, column, convert in ways:
            values[at] = convert(values[at], column, database)
        yield tuple(values)


@cache
def _ways(fields: tuple[Any, ...], vendor: str) -> list[tuple[int, Any, Any]]:
    """The columns that such a database gives otherwise than its fields have them, and what converts these."""
    columns = [field.get_col(field.model._meta.db_table) for field in fields]
    return [
        (at, column, convert)
        for at, column in enumerate(columns)
        for convert in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection))
    ]


@cache
def _fields(model: Model, columns: tuple[str, ...]) -> tuple[Any, ...]:
    meta: Any = model._meta
    return tuple(meta.pk if column == "pk" else meta.get_field(column) for column in columns)


@cache
def _stored(model: Model) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@cache
def _given(model: Model) -> tuple[str, ...]:
    """The columns that a new row has values for."""
    return tuple(f.attname for f in model._meta.concrete_fields if not isinstance(f, models.AutoField))


@cache
def _quoted(fields: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(str(connection.ops.quote_name(field.column)) for field in fields)


@cache
def _names(fields: tuple[Any, ...]) -> str:
    return ", ".join(_quoted(fields))


@cache
def _table(model: Model) -> str:
    return str(connection.ops.quote_name(model._meta.db_table))
