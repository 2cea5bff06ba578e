"""The tables of today, made once: every test database starts as a copy of them.

SQLite's file is kept in ``build/`` under a name that changes with the migrations: most runs find it made.
PostgreSQL copies one of its own databases, made when its throw-away cluster is asked for the first.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import django

from tests.made_once import alone

ROOT = Path(__file__).parents[1]
MADE = ROOT / "build" / "test-databases"
PILOTHOUSE = Path(sys.executable).parent / "pilothouse"


@cache
def version() -> str:
    """Names what the tables are made of: migrations, and what models say of them afterwards."""
    found = hashlib.sha256(django.__version__.encode())
    rooms = ROOT / "src" / "pilothouse"
    for path in sorted((*rooms.glob("**/migrations/*.py"), *rooms.glob("**/models*.py"))):
        found.update(path.relative_to(rooms).as_posix().encode() + path.read_bytes())
    return found.hexdigest()[:16]


def give_tables(data: Path) -> None:
    """Put a database with tables and no rows into a data folder."""
    data.mkdir(parents=True, exist_ok=True)
    copy_of_tables(data / "pilothouse.sqlite3")


def copy_of_tables(file: Path) -> None:
    """Make an SQLite file with tables and no rows."""
    with alone(MADE / "lock"):
        made = MADE / f"{version()}.sqlite3"
        if not made.exists():
            _make(made)
        shutil.copyfile(made, file)


def _make(made: Path) -> None:
    with tempfile.TemporaryDirectory(dir=MADE) as folder:
        set_up(Path(folder) / "data")
        for old in MADE.glob("*.sqlite3"):
            old.unlink()
        os.replace(Path(folder) / "data" / "pilothouse.sqlite3", made)


def set_up(data: Path, url: str = "") -> None:
    """Make an empty database one with tables. Raises RuntimeError with what the program said."""
    env = {**os.environ, "PILOTHOUSE_DATA": str(data), "PILOTHOUSE_DATABASE_URL": url}
    done = subprocess.run(
        [PILOTHOUSE, "setup-database"], env=env, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(f"pilothouse setup-database failed:\n{done.stderr}")


@contextmanager
def postgres_database(server: str, name: str) -> Iterator[None]:
    """A database of that name with tables and no rows, gone afterwards."""
    import psycopg

    template = f"pilothouse_tables_{version()}"
    with psycopg.connect(server, autocommit=True) as connection, tempfile.TemporaryDirectory() as folder:
        connection.execute("SELECT pg_advisory_lock(hashtext('pilothouse tables'))")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template]).fetchone()
        if known is None:
            connection.execute("DROP DATABASE IF EXISTS pilothouse_tables_new")
            connection.execute("CREATE DATABASE pilothouse_tables_new")
            set_up(Path(folder), f"{server.rpartition('/')[0]}/pilothouse_tables_new")
            connection.execute(f"ALTER DATABASE pilothouse_tables_new RENAME TO {template}")
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    yield
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
