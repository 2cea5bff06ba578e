"""Places in an order: text between two others, so that moving one row leaves the rest alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from fractional_indexing import generate_key_between, generate_n_keys_between


class RankField(models.CharField):  # type: ignore[type-arg]
    """Sorts by code point on every database, as ranks are made; PostgreSQL would use the locale's order."""

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters: dict[str, Any] = dict(super().db_parameters(connection))
        return parameters | ({"collation": "C"} if connection.vendor == "postgresql" else {})


def rank_before(others: Iterable[str], following: str | None) -> str:
    """A rank just before ``following`` among the others, or after all of them when None."""
    if following is None:
        return str(generate_key_between(max(others, default=None), None))
    lower = max((rank for rank in others if rank < following), default=None)
    return str(generate_key_between(lower, following))


def ranks_after(last: str | None, count: int) -> list[str]:
    """So many ranks in a row after the last one."""
    return list(generate_n_keys_between(last, None, count))
