"""Rows as lines of JSON that any of the databases can take: one file a table, every row, every column."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction

from pilothouse.entrypoints.keeping.archive import Damaged
from pilothouse.who.decisions.gate import guard

AT_ONCE = 500
Model = type[models.Model]


def tables(registry: Any = apps) -> dict[str, Model]:
    """Every table of a state of the house, by name."""
    found = registry.get_models(include_auto_created=True)
    return {m._meta.db_table: m for m in found if m._meta.managed and not m._meta.proxy}


@contextmanager
def standing_still() -> Iterator[None]:
    """Reads inside see the database of one moment, and keep nobody from writing."""
    how = " ISOLATION LEVEL REPEATABLE READ READ ONLY" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN{how}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


def write_rows(folder: Path) -> dict[str, int]:
    """A file of lines for each table; how many rows each has."""
    counts = {}
    for name, model in sorted(tables().items()):
        with (folder / f"{name}.jsonl").open("w", encoding="utf-8") as out:
            counts[name] = sum(1 for line in _lines(model) if out.write(line))
    return counts


def _lines(model: Model) -> Iterator[str]:
    fields = model._meta.local_concrete_fields
    yield from (
        json.dumps({f.column: _plain(f, row) for f in fields}, ensure_ascii=False) + "\n"
        for row in model._base_manager.order_by("pk").iterator(AT_ONCE)
    )


def _plain(field: Any, row: models.Model) -> Any:
    """A column's value in JSON, the same on every database."""
    value = getattr(row, field.attname)
    if value is None or isinstance(value, bool | int | float | str) or isinstance(field, models.JSONField):
        return value
    return field.value_to_string(row)


def load_rows(folder: Path, counts: dict[str, int], state: Any) -> None:
    """Put the lines into the empty tables of a state of the house, all or none. Raises Damaged."""
    there = tables(state)
    if strange := sorted(counts.keys() - there.keys()):
        raise Damaged(f"the archive has a table that its version had not: {strange[0]}")
    with guard.restoring(), transaction.atomic():
        _empty(there.values())
        for name, count in counts.items():
            _load(there[name], folder / f"{name}.jsonl", count)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(there.values())):
            cursor.execute(statement)


def _empty(models_there: Iterable[Model]) -> None:
    """Take out what making the tables put in: the archive has its own."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for model in models_there:
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")


def _load(model: Model, file: Path, count: int) -> None:
    fields = list(model._meta.local_concrete_fields)
    loaded = 0
    with file.open(encoding="utf-8") as lines:
        while rows := [_row(model, fields, json.loads(line)) for line in islice(lines, AT_ONCE)]:
            try:
                # Raw: values as they were kept, no column set anew because a row is saved.
                model._base_manager._insert(rows, fields=fields, using=connection.alias, raw=True)  # type: ignore[attr-defined]
            except (DatabaseError, ValueError) as error:
                raise Damaged(
                    f"{model._meta.db_table}: this database does not take a row: {error}"
                ) from error
            loaded += len(rows)
    if loaded != count:
        raise Damaged(f"{model._meta.db_table}: {count} rows were kept and {loaded} are there")


def _row(model: Model, fields: list[Any], told: dict[str, Any]) -> models.Model:
    return model(**{f.attname: _value(f, told[f.column]) for f in fields})


def _value(field: Any, value: Any) -> Any:
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def counted() -> dict[str, int]:
    """How many rows each table has now."""
    return {name: model._base_manager.count() for name, model in sorted(tables().items())}
