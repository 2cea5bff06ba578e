from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction

from pilothouse.commands import lens
from pilothouse.who.decisions.gate.rowvalues import label, values_of
from pilothouse.who.decisions.models import Entry, Outbox, RowChange
from tests.registry.world import NOW, World, make_world

GROWING = (Entry, RowChange, Outbox)
"""History only grows."""

Tables = dict[str, dict[str, dict[str, Any]]]


@pytest.fixture(scope="module")
def _still() -> Iterator[None]:
    """One moment, and no prices: what a change does to the plan is measured elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PILOTHOUSE_NOW", NOW)
        patch.setattr(lens, "_plan_lens", [])
        yield


@pytest.fixture(scope="module")
def _worlds(django_db_setup: None, django_db_blocker: Any, _still: None) -> Iterator[None]:
    """A transaction for the whole module: a world is built once and each test rolls its own changes back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def _alone(_worlds: None) -> World:
    return make_world(alone=True, upkeep=True)


@pytest.fixture(scope="module")
def _cast(_worlds: None) -> World:
    return make_world(alone=False, slug="cast", upkeep=True)


@pytest.fixture
def db(_worlds: None) -> Iterator[None]:
    """In place of the plugin's, which would close the connection that holds the worlds."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def alone(_alone: World, db: None) -> World:
    """Sam holds every role."""
    return _alone


@pytest.fixture
def cast(_cast: World, db: None) -> World:
    """Every role has its own holder."""
    return _cast


def tables() -> Tables:
    """All rows of the house but history and what is computed again, without counters that only grow."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("pilothouse.") and m not in GROWING]
    models = [m for m in ours if not (getattr(m, "derived", False) or m._meta.proxy)]
    return {label(m): _values(m) for m in models}


_read: dict[tuple[str, str], tuple[str, dict[str, Any]]] = {}
"""The key and values of rows by what the database says of them: most are those of the test before."""


def _values(model: Any) -> dict[str, dict[str, Any]]:
    names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {names} FROM "{table}" ORDER BY "{model._meta.pk.column}"')
        said = [(table, repr(row)) for row in cursor.fetchall()]
    if not all(row in _read for row in said):
        for row, told in zip(model._base_manager.order_by("pk"), said, strict=True):
            _read[told] = str(row.pk), values_of(row)
    return dict(_read[row] for row in said)
