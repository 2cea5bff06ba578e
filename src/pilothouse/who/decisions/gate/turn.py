"""One writer at a time: a transaction that holds the workspace from its first read.

PostgreSQL locks the workspace row. SQLite does not queue writers, so they line up before BEGIN: threads of
this process in order of arrival, processes by a file lock.
"""

from __future__ import annotations

import fcntl
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from pilothouse.who import statements
from pilothouse.who.decisions.gate.courtesy import courtesy
from pilothouse.who.once import forget
from pilothouse.who.people.models import Workspace


class Turnstile:
    """First come, first served among the threads of a process."""

    def __init__(self) -> None:
        self._mutex = Lock()
        self._waiting: deque[Any] = deque()
        self._busy = False

    def enter(self) -> None:
        """Wait for one's turn."""
        with self._mutex:
            if not self._busy:
                self._busy = True
                return
            mine = Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def leave(self) -> None:
        """Let the next one in."""
        with self._mutex:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._busy = False


_turnstile = Turnstile()


@contextmanager
def turn(workspace: UUID, tries: bool = False) -> Iterator[Workspace]:
    """A transaction on that workspace, alone; rolled back when an exception leaves it. ``tries``: a what-if,
    before which those who write go."""
    forget()
    with nullcontext() if tries else courtesy.writing(), _line(), transaction.atomic():
        yield statements.locked(Workspace, workspace)


@contextmanager
def _line() -> Iterator[None]:
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    _turnstile.enter()
    try:
        with _file_lock():
            yield
    finally:
        _turnstile.leave()


@contextmanager
def _file_lock() -> Iterator[None]:
    database = str(connection.settings_dict["NAME"])
    if ":memory:" in database or "mode=memory" in database:
        yield
        return
    with Path(database).with_suffix(".lock").open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
