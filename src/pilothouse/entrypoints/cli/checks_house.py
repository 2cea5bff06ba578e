"""What the doctor finds inside the database: its tables, its worker, its history and its attachments."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from django.db import DatabaseError, connection

from .checks import FAILURE, OK, WARNING, Finding
from .django import tables_missing

RECENT = 20_000
"""So many row changes are held against the rows, from the newest back."""
WAITS = 300.0
"""Seconds that dates may be out of date before the doctor asks why."""
POSTGRES = 150000


def findings_in_database() -> Iterator[Finding]:
    """One finding a part."""
    try:
        yield _version()
        if tables_missing():
            yield Finding("tables", FAILURE, "are not of this version; type: pilothouse setup-database")
            return
    except DatabaseError as error:
        yield Finding("database", FAILURE, f"does not answer: {error}; see PILOTHOUSE_DATABASE_URL")
        return
    yield Finding("tables", OK, "of this version")
    yield from map(_looked, _looks())


def _looked(look: Callable[[], Finding]) -> Finding:
    """What a look finds; a damaged file may not let it look."""
    try:
        return look()
    except DatabaseError as error:
        part = look.__name__.strip("_").replace("_", " ")
        return Finding(part, FAILURE, f"cannot be read ({error}): restore the last backup")


def _looks() -> list[Callable[[], Finding]]:
    embedded = [_journal, _sound] if connection.vendor == "sqlite" else []
    return [*embedded, _worker, _waiting, _revisions, _rows_as_told, _attachments, _rights]


def _version() -> Finding:
    connection.ensure_connection()
    if connection.vendor == "sqlite":
        return Finding("database", OK, f"SQLite {sqlite3.sqlite_version}")
    number = int(connection.pg_version)  # type: ignore[attr-defined]
    words = f"PostgreSQL {number // 10000}"
    if number < POSTGRES:
        return Finding("database", FAILURE, f"{words}: 15 or newer is needed")
    return Finding("database", OK, words)


def _asked(sql: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def _journal() -> Finding:
    mode = _asked("PRAGMA journal_mode")
    if mode != "wal":
        return Finding(
            "journal", FAILURE, f"is {mode}, not wal: readers and writers wait for each other; restart"
        )
    return Finding("journal", OK, "wal")


def _sound() -> Finding:
    said = _asked("PRAGMA quick_check(1)")
    if said != "ok":
        words = f"the file is damaged ({said}): stop the server, copy the folder, restore the last backup"
        return Finding("integrity", FAILURE, words)
    return Finding("integrity", OK, "the file is sound")


def _worker() -> Finding:
    from pilothouse.entrypoints.jobs.alive import is_alive

    if is_alive():
        return Finding("worker", OK, "runs")
    start = "pilothouse serve" if connection.vendor == "sqlite" else "pilothouse worker"
    return Finding("worker", WARNING, f"none runs, so no dates are computed; start: {start}")


def _waiting() -> Finding:
    from pilothouse.entrypoints.jobs.queue import oldest_waiting

    slug, seconds = oldest_waiting()
    if seconds > WAITS:
        words = (
            f"the plan of {slug} waits to be computed for {seconds / 60:.0f} minutes: see the worker's log"
        )
        return Finding("queue", WARNING, words)
    return Finding("queue", OK, "nothing waits" if not slug else f"{slug} waits for {seconds:.0f} s")


def _revisions() -> Finding:
    from pilothouse.entrypoints.keeping.history import broken_revisions

    broken = broken_revisions()
    if broken:
        words = f"of {', '.join(broken)} has gaps: something wrote past the gate; restore the last backup"
        return Finding("history", FAILURE, words)
    return Finding("history", OK, "every revision has its entry")


def _rows_as_told() -> Finding:
    from pilothouse.entrypoints.keeping.history import rows_unlike_history

    unlike = rows_unlike_history(RECENT)
    if unlike:
        words = f"{len(unlike)} are not as history says, such as {unlike[0]}: something wrote past the gate"
        return Finding("rows", FAILURE, words)
    return Finding("rows", OK, "the recently changed ones are as history says")


def _attachments() -> Finding:
    from pilothouse.entrypoints.keeping.history import lost_attachments

    lost = lost_attachments()
    if lost:
        words = f"{len(lost)} are missing or damaged, such as {lost[0]}: bring them from a backup"
        return Finding("attachments", FAILURE, words)
    return Finding("attachments", OK, "all are there, with the bytes they had")


def _rights() -> Finding:
    from pilothouse.entrypoints.queries import unclear_rights

    unclear = unclear_rights()
    if unclear:
        more = f" and {len(unclear) - 1} more" if len(unclear) > 1 else ""
        return Finding("rights", WARNING, f"{unclear[0]}{more} Mend it under Decisions, Rights.")
    return Finding("rights", OK, "every decision has somebody to take it")
