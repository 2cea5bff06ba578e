"""Putting an archive back: into an empty house, or into one whose content is set aside first."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from pilothouse.entrypoints.keeping.archive import Damaged, Manifest, unpack
from pilothouse.entrypoints.keeping.backup import DATABASE, FILES, FOLDERS, KEY, ROWS, look_at
from pilothouse.entrypoints.keeping.rows import load_rows
from pilothouse.entrypoints.keeping.running import alone
from pilothouse.entrypoints.keeping.tables import bring_to, bring_to_now, nodes_of
from pilothouse.who import clock

WORKSPACES = "people_workspace"


class NotEmpty(ValueError):
    """There is a house already, or somebody uses it."""


def restore(file: Path, *, replace: bool) -> tuple[Manifest, str]:
    """Put an archive back; what it held, and where the content lies that was there before ("" for none).

    Raises Damaged for an archive that cannot be used and NotEmpty where one must not be put back; then all
    is as it was."""
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    with alone() as busy, tempfile.TemporaryDirectory(prefix=".restoring-", dir=settings.DATA) as name:
        if busy:
            raise NotEmpty(f"{busy}: stop it, then restore")
        folder = Path(name)
        manifest = unpack(file, folder)
        _fits(file, manifest, folder)
        full = _has_rows() or any((settings.DATA / name).exists() for name in FOLDERS)
        if full and not replace:
            raise NotEmpty(
                "there is data here already: use an empty folder (PILOTHOUSE_DATA) or database, or add "
                "--replace, which sets what is here aside"
            )
        with _set_aside() as aside:
            _put_back(manifest, folder)
        return manifest, aside if full else _forget(aside)


def _fits(file: Path, manifest: Manifest, folder: Path) -> None:
    nodes_of(manifest.migrations)
    if manifest.form == "sqlite":
        if connection.vendor != "sqlite":
            raise Damaged(
                f"{file} is a backup of SQLite: make an export there (pilothouse export), and restore that"
            )
        look_at(folder / DATABASE, manifest)


def _has_rows() -> bool:
    try:
        with connection.cursor() as cursor:
            if WORKSPACES not in connection.introspection.table_names(cursor):
                return False
            cursor.execute(f"SELECT count(*) FROM {WORKSPACES}")
            return bool(cursor.fetchone()[0])
    finally:
        connection.close()


@contextmanager
def _set_aside() -> Iterator[str]:
    """Move what is here out of the way; back again when the block fails. Yields its name."""
    aside = f"replaced-{clock.now():%Y%m%d-%H%M%S}"
    place: Path = settings.DATA / aside
    place.mkdir(mode=0o700)
    names = [*_database_files(), KEY, *FOLDERS]
    back = _schema_aside(aside.replace("-", "_"))
    _move(names, settings.DATA, place)
    try:
        yield str(place) if connection.vendor == "sqlite" else f"{place}, schema {aside.replace('-', '_')}"
    except BaseException:
        connection.close()
        for name in names:
            _remove(settings.DATA / name)
        _move(names, place, settings.DATA)
        place.rmdir()
        back()
        raise


def _forget(aside: str) -> str:
    """What was set aside of an empty house was nothing but a fresh key: it goes."""
    _remove(Path(aside.partition(",")[0]))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{aside.rpartition(" ")[2]}" CASCADE')
    return ""


def _schema_aside(name: str) -> Callable[[], None]:
    """Give PostgreSQL's tables another schema; what undoes it."""
    if connection.vendor != "postgresql":
        return lambda: None
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = cursor.fetchone()[0]
        cursor.execute(f'ALTER SCHEMA "{schema}" RENAME TO "{name}"')
        cursor.execute(f'CREATE SCHEMA "{schema}"')

    def back() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP SCHEMA "{schema}" CASCADE')
            cursor.execute(f'ALTER SCHEMA "{name}" RENAME TO "{schema}"')

    return back


def _put_back(manifest: Manifest, folder: Path) -> None:
    if manifest.form == "sqlite":
        shutil.move(folder / DATABASE, settings.DATABASES["default"]["NAME"])
        _keep_ahead()
    else:
        load_rows(folder / ROWS, manifest.counts, bring_to(nodes_of(manifest.migrations)))
    bring_to_now()
    connection.close()
    kept = folder / FILES
    if kept.exists():
        _move([path.name for path in kept.iterdir()], kept, settings.DATA)


def _keep_ahead() -> None:
    """Let the file be what servers expect."""
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as database:
        database.execute("PRAGMA journal_mode=WAL")


def _database_files() -> list[str]:
    if connection.vendor != "sqlite":
        return []
    name = Path(settings.DATABASES["default"]["NAME"]).name
    return [name, f"{name}-wal", f"{name}-shm"]


def _move(names: list[str], source: Path, goal: Path) -> None:
    for name in names:
        if (source / name).exists():
            (source / name).rename(goal / name)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
