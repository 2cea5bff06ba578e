"""Reading the outbox on a plain connection of one's own: SQLite or PostgreSQL, no ORM."""

from __future__ import annotations

import json
import sqlite3
import time
from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

TABLE = "decisions_outbox"
CHANNEL = "pilothouse_outbox"
PASSING = "pilothouse_passing"
"""Where processes tell each other what is not kept."""
LOOK = 0.5
"""Seconds after which PostgreSQL's outbox is read without having been told to."""
OVERLAP = 100
"""Numbers that are read again, in case they were committed after later ones."""


@dataclass(frozen=True)
class Event:
    """One message: ``id`` grows; ``data`` is JSON text as pages take it."""

    id: int
    workspace: str
    data: str


class Outbox(Protocol):
    """Where events come from."""

    def newest(self) -> int:
        """The id of the last event there is, 0 without any."""

    def since(self, id: int, limit: int) -> list[Event]:
        """Events after that id, in order."""

    def wait(self, seconds: float) -> bool:
        """Sleep at most so long; whether something may have been written meanwhile."""

    def pass_on(self, words: str) -> None:
        """Say to the other processes what is not kept."""

    def passed(self) -> list[str]:
        """What processes said since it was last asked; one's own words may be among it."""

    def close(self) -> None:
        """Let go of the connection."""


def open_outbox(settings: dict[str, Any]) -> Outbox:
    """The outbox of the database that Django's ``settings`` name; each call opens a connection of its own."""
    if "sqlite" in settings["ENGINE"]:
        return SqliteOutbox(str(settings["NAME"]))
    return PostgresOutbox(settings)


class SqliteOutbox:
    """Polls ``data_version``, which costs no read of the file while nothing is written."""

    def __init__(self, file: str) -> None:
        self._db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=20, check_same_thread=False)
        self._version = self._data_version()

    def newest(self) -> int:
        return int(self._db.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}").fetchone()[0])

    def since(self, id: int, limit: int) -> list[Event]:
        rows = self._db.execute(
            f"SELECT id, workspace_id, event FROM {TABLE} WHERE id > ? ORDER BY id LIMIT ?", (id, limit)
        )
        return [Event(row[0], str(UUID(row[1])), row[2]) for row in rows.fetchall()]

    def wait(self, seconds: float) -> bool:
        _pause(seconds)
        version = self._data_version()
        moved, self._version = version != self._version, version
        return moved

    def pass_on(self, words: str) -> None:
        """Nobody is there to hear it: an embedded house is one process."""

    def passed(self) -> list[str]:
        return []

    def close(self) -> None:
        self._db.close()

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])


class PostgresOutbox:
    """Waits to be notified. Workspaces may commit theirs out of order, so the last few are read again."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._db = plain_connection(settings)
        self._db.execute(f"LISTEN {CHANNEL}")
        self._db.execute(f"LISTEN {PASSING}")
        self._passed: list[str] = []
        self._told: deque[int] = deque(maxlen=2 * OVERLAP)

    def newest(self) -> int:
        row = self._db.execute(f"SELECT coalesce(max(id), 0) FROM {TABLE}").fetchone()
        last = int(row[0]) if row else 0
        self._told.extend(range(max(last - OVERLAP, 0), last + 1))
        return last

    def since(self, id: int, limit: int) -> list[Event]:
        query = f"SELECT id, workspace_id, event FROM {TABLE} WHERE id > %s ORDER BY id LIMIT %s"
        rows = self._db.execute(query, (max(id - OVERLAP, 0), limit + OVERLAP)).fetchall()
        new = [Event(row[0], str(row[1]), json.dumps(row[2])) for row in rows if row[0] not in self._told]
        self._told.extend(event.id for event in new)
        return new

    def wait(self, seconds: float) -> bool:
        """Also true now and then without a notice: what was committed late is found all the same."""
        for notice in self._db.notifies(timeout=LOOK, stop_after=1):
            if notice.channel == PASSING:
                self._passed.append(notice.payload)
        return True

    def pass_on(self, words: str) -> None:
        self._db.execute("SELECT pg_notify(%s, %s)", (PASSING, words))

    def passed(self) -> list[str]:
        passed, self._passed = self._passed, []
        return passed

    def close(self) -> None:
        self._db.close()


def plain_connection(settings: dict[str, Any]) -> Any:
    """A connection to PostgreSQL of one's own, without the ORM, each statement its own transaction."""
    import psycopg

    names = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}
    arguments = {ours: settings[theirs] for theirs, ours in names.items() if settings.get(theirs)}
    return psycopg.connect(**arguments, **settings.get("OPTIONS", {}), autocommit=True)


def _pause(seconds: float) -> None:
    time.sleep(seconds)
