"""Whether a worker lives: each holds a lock that nobody else needs, and that dies with it."""

from __future__ import annotations

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import connection

from pilothouse.entrypoints.stream.outbox import plain_connection

LOCK = "worker.lock"
KEY = (7105, 1)
LOOK = 5.0
"""Seconds between looks whether the lock is still held."""


@contextmanager
def working() -> Iterator[None]:
    """Be one of the workers, for as long as the block runs."""
    if connection.vendor == "postgresql":
        over = threading.Event()
        threading.Thread(target=_hold, args=(over,), name="alive", daemon=True).start()
        try:
            yield
        finally:
            over.set()
        return
    with (settings.DATA / LOCK).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


def is_alive() -> bool:
    """Whether any worker lives, on any machine that shares this database."""
    return _held_there() if connection.vendor == "postgresql" else _held_here()


def _held_here() -> bool:
    try:
        with (settings.DATA / LOCK).open("a") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    return False


def _held_there() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = database WHERE "
            "locktype = 'advisory' AND classid = %s AND objid = %s AND d.datname = current_database())",
            KEY,
        )
        return bool(cursor.fetchone()[0])


def _hold(over: threading.Event) -> None:
    """Hold PostgreSQL's lock on a connection of its own, and take it again when that was lost."""
    import psycopg

    held: Any = None
    while not over.wait(LOOK if held is not None else 0.0):
        try:
            if held is None:
                held = plain_connection(settings.DATABASES["default"])
                held.execute("SELECT pg_advisory_lock_shared(%s, %s)", KEY)
            held.execute("SELECT 1")
        except psycopg.Error:
            held = None
            over.wait(LOOK)
    if held is not None:
        held.close()
