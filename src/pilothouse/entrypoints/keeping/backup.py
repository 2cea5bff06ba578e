"""Making an archive while the house is in use: first the rows of one moment, then the files."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from pilothouse import __version__
from pilothouse.entrypoints.keeping.archive import Damaged, Manifest, Writer, unpack, writing
from pilothouse.entrypoints.keeping.rows import standing_still, tables, write_rows
from pilothouse.entrypoints.keeping.tables import applied
from pilothouse.who import clock

DATABASE = "database.sqlite3"
ROWS = "rows"
FILES = "files"
FOLDERS = ("attachments", "mail")
"""What lies in the data folder beside the database and the key and cannot be made again."""
KEY = "secret-key"
LAST = "last-backup"
"""An empty file: when it was touched, the last archive was whole."""


def default_name() -> Path:
    """Where a backup goes that was not told where."""
    return Path(settings.DATA / "backups" / f"pilothouse-{clock.now():%Y%m%d-%H%M%S}.tar.gz")


def make_archive(file: Path, *, portable: bool) -> Manifest:
    """Write an archive, open it again and look whether all is in it. Raises Damaged when it is not.

    A portable one keeps the rows as text that either database takes; on PostgreSQL each is one."""
    with _folder(file.parent) as folder:
        copied = connection.vendor == "sqlite" and not portable
        manifest = _copy(folder / DATABASE) if copied else _rows(folder)
        with writing(file, manifest) as archive:
            for path in sorted(folder.iterdir()):
                archive.add(path.name if copied else f"{ROWS}/{path.name}", path)
            _add_files(archive)
    verify(file)
    (settings.DATA / LAST).touch()
    return manifest


def last_backup() -> float | None:
    """When an archive was last made and verified, in seconds since 1970."""
    mark: Path = settings.DATA / LAST
    return mark.stat().st_mtime if mark.exists() else None


def verify(file: Path) -> Manifest:
    """Unpack an archive beside itself and look whether it is whole; nothing of that stays."""
    with _folder(file.parent) as folder:
        manifest = unpack(file, folder)
        if manifest.form == "sqlite":
            look_at(folder / DATABASE, manifest)
        return manifest


def look_at(database: Path, manifest: Manifest) -> None:
    """Raise Damaged unless SQLite finds the copied database sound and every row is in it."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as copy:
        said = [row[0] for row in copy.execute("PRAGMA integrity_check(5)")]
        if said != ["ok"]:
            raise Damaged(f"the database in the archive is not sound: {said[0]}")
        for name, count in manifest.counts.items():
            found = copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            if found != count:
                raise Damaged(f"{name}: {count} rows were kept and {found} are there")


@contextmanager
def _folder(place: Path) -> Iterator[Path]:
    """A folder on the disk that the archive goes to, removed afterwards."""
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(prefix=".archive-", dir=place) as name:
        yield Path(name)


def _copy(goal: Path) -> Manifest:
    """SQLite's own online backup, in one step: writers go on meanwhile, and it sees one moment."""
    source = f"file:{settings.DATABASES['default']['NAME']}?mode=ro"
    with (
        closing(sqlite3.connect(source, uri=True, timeout=20)) as now,
        closing(sqlite3.connect(goal)) as copy,
    ):
        now.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")
        counts = {t: copy.execute(f'SELECT count(*) FROM "{t}"').fetchone()[0] for t in sorted(tables())}
        rows = copy.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations = [".".join(row) for row in rows]
    return Manifest("sqlite", __version__, clock.now().isoformat(), migrations, counts)


def _rows(folder: Path) -> Manifest:
    with standing_still():
        migrations, counts = applied(), write_rows(folder)
    return Manifest("rows", __version__, clock.now().isoformat(), migrations, counts)


def _add_files(archive: Writer) -> None:
    for path in kept_files():
        archive.add(f"{FILES}/{path.relative_to(settings.DATA).as_posix()}", path)


def kept_files() -> list[Path]:
    """The files of the data folder that belong into an archive."""
    key = settings.DATA / KEY
    found = [path for name in FOLDERS for path in sorted((settings.DATA / name).rglob("*")) if path.is_file()]
    return ([key] if key.exists() else []) + found
