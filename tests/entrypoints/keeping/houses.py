"""Houses in folders of their own, run by the command line as whoever operates them does."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

PILOTHOUSE = Path(sys.executable).parent / "pilothouse"
NOW = "2027-03-10T09:00:00+00:00"
Rows = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class House:
    """A data folder, and the address of its PostgreSQL database unless it is embedded."""

    data: Path
    url: str = ""

    def environment(self, **more: str) -> dict[str, str]:
        env = {**os.environ, "PILOTHOUSE_DATA": str(self.data), "PILOTHOUSE_NOW": NOW, **more}
        env.pop("PILOTHOUSE_SECRET_KEY", None)
        env["PILOTHOUSE_DATABASE_URL"] = self.url
        return env

    def type(self, *words: str | Path, **env: str) -> tuple[int, str, str]:
        """What ``pilothouse`` answers: status, output and errors."""
        done = subprocess.run(
            [PILOTHOUSE, *words], env=self.environment(**env), capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout, done.stderr

    def must(self, *words: str | Path) -> str:
        status, out, err = self.type(*words)
        assert status == 0, err
        return out

    def rows(self) -> Rows:
        """Every row of every table, as the database itself gives it, in values that databases share."""
        return _postgres(self.url) if self.url else _sqlite(self.data / "pilothouse.sqlite3")


def _sqlite(file: Path) -> Rows:
    with closing(sqlite3.connect(file)) as database:
        made = dict(database.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
        # An index over words is each database's own, and its parts lie as they were filled.
        indexes = [name for name, sql in made.items() if "VIRTUAL" in (sql or "")]
        left_out = ("sqlite_", "django_migrations", *(f"{name}_" for name in indexes))
        tables = sorted(name for name in made if not name.startswith(left_out) and name not in indexes)
        return {name: _read(database, name, _types(database, name)) for name in tables}


def _types(database: Any, table: str) -> dict[str, str]:
    return {row[1]: row[2].lower() for row in database.execute(f'PRAGMA table_info("{table}")')}


def _read(database: Any, table: str, types: dict[str, str]) -> list[tuple[Any, ...]]:
    columns = sorted(types)
    names = ", ".join(f'"{column}"' for column in columns)
    found = database.execute(f'SELECT {names} FROM "{table}"').fetchall()
    plain = [tuple(_of_sqlite(types[c], v) for c, v in zip(columns, row, strict=True)) for row in found]
    return sorted(plain, key=repr)


def _of_sqlite(kind: str, value: Any) -> Any:
    if value is None:
        return None
    if kind == "char(32)":
        return UUID(value)
    if kind == "bool":
        return bool(value)
    if kind == "datetime":
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    if kind == "decimal":
        return float(value)
    return value if kind != "text" else _json(value)


def _json(text: str) -> Any:
    """SQLite keeps JSON as text: compared as what it says."""
    if text[:1] not in '[{"' or not text:
        return text
    try:
        return _sorted(json.loads(text))
    except ValueError:
        return text


def _sorted(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


def _postgres(url: str) -> Rows:
    import psycopg

    with psycopg.connect(url) as database:
        names = database.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        tables = sorted(name for (name,) in names if name != "django_migrations")
        return {name: _read_postgres(database, name) for name in tables}


def _read_postgres(database: Any, table: str) -> list[tuple[Any, ...]]:
    stored = database.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema()"
        " AND table_name = %s AND is_generated = 'NEVER'",
        [table],
    ).fetchall()
    names = ", ".join(f'"{name}"' for (name,) in stored)
    cursor = database.execute(f'SELECT {names} FROM "{table}"')
    order = sorted(range(len(cursor.description)), key=lambda at: cursor.description[at].name)
    plain = [tuple(_of_postgres(row[at]) for at in order) for row in cursor]
    return sorted(plain, key=repr)


def _of_postgres(value: Any) -> Any:
    from decimal import Decimal

    if isinstance(value, datetime):
        return value.astimezone(UTC)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    return _sorted(value) if isinstance(value, dict | list) else value
