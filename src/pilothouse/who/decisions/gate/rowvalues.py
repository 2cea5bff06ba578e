"""Rows as JSON values and back: what differences, history and snapshots are made of."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models


def label(model: type[models.Model]) -> str:
    """The name of a table in history: "delivery.task"."""
    return model._meta.label_lower


def model_of(name: str) -> type[models.Model]:
    """The model of such a name."""
    return apps.get_model(name)


def columns(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The columns history keeps."""
    left_out: frozenset[str] = getattr(model, "untracked", frozenset())
    return [f for f in model._meta.concrete_fields if f.attname not in left_out]


def encoded(field: models.Field[Any, Any], value: Any) -> Any:
    """A column's value in JSON, the same for a value just set and one read back."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Decimal):
        return f"{value:.{getattr(field, 'decimal_places', 2)}f}"
    return json.loads(json.dumps(value))


def decoded(field: models.Field[Any, Any], value: Any) -> Any:
    """The column's Python value again."""
    return value if isinstance(field, models.JSONField) else field.to_python(value)


def values_of(row: models.Model) -> dict[str, Any]:
    """All kept columns of a row."""
    return {f.attname: encoded(f, getattr(row, f.attname)) for f in columns(type(row))}


def set_values(row: models.Model, values: dict[str, Any]) -> list[str]:
    """Set attributes by field or column name, converted to what the column holds; the column names set."""
    fields = {name: f for f in type(row)._meta.concrete_fields for name in (f.name, f.attname)}
    names = []
    for name, value in values.items():
        field = fields[name]
        if isinstance(value, models.Model) and field.is_relation:
            setattr(row, field.name, value)
        else:
            setattr(row, field.attname, field.to_python(value))
        names.append(field.attname)
    return names
