"""The database: an SQLite file in the data folder, or PostgreSQL by address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

SESSION = "-c synchronous_commit=on -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s"
"""What is acknowledged is on disk, whatever the server's own default; a writer waits so long for its turn;
who stopped in the middle of one is ended."""
KEPT = 600
"""Seconds a thread keeps its connection. Opening SQLite anew for each request costs ten times what a small
query does, and closing the last connection has it write its whole log back."""


def database(folder: Path, url: str) -> dict[str, Any]:
    """Django's settings for it. Raises ValueError for an address that is not PostgreSQL's."""
    return _postgres(url) if url else _sqlite(folder)


def _sqlite(folder: Path) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder / "pilothouse.sqlite3",
        "CONN_MAX_AGE": KEPT,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-20000;",
        },
        "TEST": {"NAME": folder / "test.sqlite3"},
    }


def _postgres(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ValueError("PILOTHOUSE_DATABASE_URL must look like postgresql://user:password@host:5432/name")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/") or "pilothouse",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", None) or parts.hostname or "",
        "PORT": str(query.pop("port", None) or parts.port or ""),
        "CONN_MAX_AGE": KEPT,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": SESSION, **query},
    }
