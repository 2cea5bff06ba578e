"""Whether a server or a worker uses this data folder or database just now."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection

LOCK = "running.lock"


@contextmanager
def running() -> Iterator[None]:
    """Let others know, for as long as the block runs; the system lets go of it however the process ends."""
    settings.DATA.mkdir(parents=True, exist_ok=True)
    with (settings.DATA / LOCK).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield


@contextmanager
def alone() -> Iterator[str]:
    """Keep servers from starting inside; the words say who still runs, and are empty when nobody does."""
    with (settings.DATA / LOCK).open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield "a server or a worker is using this data folder"
            return
        yield _others()


def _others() -> str:
    """Servers on other machines use the same PostgreSQL database."""
    if connection.vendor != "postgresql":
        return ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        count = int(cursor.fetchone()[0])
    return f"{count} other connections to the database are open" if count else ""
