"""Refuses any write to a house table that does not come through the gate.

Signals would miss ``update``, bulk writes and raw SQL, so the guard reads the statements themselves, on every
connection of the process.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.db.backends.base.base import BaseDatabaseWrapper

_opened: ContextVar[bool] = ContextVar("house_tables_opened", default=False)
_WRITE = re.compile(
    r"\b(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|REPLACE\s+INTO|UPDATE(?!\s+OF\b)|DELETE\s+FROM|TRUNCATE(?:\s+TABLE)?)"
    r"\s+(?:ONLY\s+)?[\"`]?(\w+)",
    re.IGNORECASE,
)


class AroundTheGate(RuntimeError):
    """Code tried to change a house table without a command."""


@contextmanager
def restoring() -> Iterator[None]:
    """House tables may be filled inside from an archive that was made of them: the one other door."""
    with opened():
        yield


@contextmanager
def opened() -> Iterator[None]:
    """House tables may be written inside: used by the gate's context, migrations and test clean-up only."""
    token = _opened.set(True)
    try:
        yield
    finally:
        _opened.reset(token)


@cache
def house_tables() -> frozenset[str]:
    """Names of all tables that belong to rooms, without what the doors note for themselves: sessions, failed
    attempts and letters are nobody's decision."""
    ours = [m for m in apps.get_models() if m.__module__.startswith("pilothouse.")]
    return frozenset(m._meta.db_table for m in ours if not getattr(m, "mechanical", False))


@lru_cache(maxsize=2000)
def written_by(sql: str) -> str | None:
    """The house table that a statement writes, if any: the same few statements come again and again."""
    return next((table for table in _WRITE.findall(sql) if table in house_tables()), None)


def watch(sender: Any, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Put the guard on a new connection."""
    if refuse_strays not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_strays)


def refuse_strays(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """An execute wrapper: looks for written house tables unless the gate opened them."""
    if not _opened.get() and (table := written_by(sql)) is not None:
        raise AroundTheGate(f"{table} is changed by commands alone: submit one instead of writing the table")
    return execute(sql, params, many, context)
