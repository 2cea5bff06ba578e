"""Verbs that keep the house: archives of it, made while it runs, and putting one back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from .django import need_tables, start
from .main import BadInput

File = Annotated[
    Path | None, typer.Argument(metavar="[FILE]", help="Where to; else backups/ in the data folder.")
]
Keep = Annotated[int, typer.Option("--keep", min=0, help="Leave so many in backups/, the newest; 0: all.")]
Replace = Annotated[bool, typer.Option("--replace", help="Set aside what is here already.")]


def backup(file: File = None, keep: Keep = 0) -> None:
    """Write everything into one archive, while servers run, and verify it."""
    _archive(file, portable=False)
    if keep and file is None:
        _leave(keep)


def export(file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to.")]) -> None:
    """Write everything into one archive that SQLite and PostgreSQL take alike, and verify it."""
    _archive(file, portable=True)


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup or an export.")],
    replace: Replace = False,
) -> None:
    """Put a backup or an export back, into an empty data folder or database. Servers must be stopped."""
    start()
    from pilothouse.entrypoints.keeping import restore as keeping

    with _in_words():
        manifest, aside = keeping.restore(file, replace=replace)
    print(f"Restored {sum(manifest.counts.values())} rows, as they were at {manifest.made_at}.")
    if aside:
        print(f"What was here before lies in {aside}.")


def _archive(file: Path | None, *, portable: bool) -> None:
    start()
    need_tables()
    from pilothouse.entrypoints.keeping import backup as keeping

    goal = file or keeping.default_name()
    if goal.exists():
        raise BadInput(f"{goal} is there already; name another file")
    with _in_words():
        manifest = keeping.make_archive(goal, portable=portable)
    files = sum(name.startswith(keeping.FILES) for name in manifest.files)
    print(
        f"{goal}: {sum(manifest.counts.values())} rows, {files} files, {goal.stat().st_size} bytes; verified."
    )


@contextmanager
def _in_words() -> Iterator[None]:
    from pilothouse.entrypoints.keeping.archive import Damaged
    from pilothouse.entrypoints.keeping.restore import NotEmpty

    try:
        yield
    except (Damaged, NotEmpty, OSError) as error:
        raise BadInput(str(error)) from error


def _leave(keep: int) -> None:
    from django.conf import settings

    found = sorted((settings.DATA / "backups").glob("pilothouse-*.tar.gz"))
    for old in found[:-keep]:
        old.unlink()
