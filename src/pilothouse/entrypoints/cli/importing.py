"""``pilothouse import``: a file from another tool into a workspace; first as a dry run, then for good."""

from __future__ import annotations

import os
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer

from .django import need_tables, start
from .main import BadInput


def import_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="MS Project XML or a plan document.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in and what is lost.")
    ] = False,
    actor: Annotated[str, typer.Option("--as", help="In whose name; else PILOTHOUSE_AS.")] = "",
    workspace: Annotated[str, typer.Option("--workspace", help="Which one, of several.")] = "",
) -> None:
    """Import a plan. A second import of the same file updates only what changed."""
    start()
    need_tables()
    if find_spec("pilothouse.entrypoints.importing") is None:
        raise BadInput("this installation cannot import yet")
    from pilothouse.entrypoints.queries import access_by_name

    who = actor or os.environ.get("PILOTHOUSE_AS", "")
    found = access_by_name(who, workspace or os.environ.get("PILOTHOUSE_WORKSPACE", "")) if who else None
    if found is None:
        raise BadInput("say in whose name: --as EMAIL of a member, or set PILOTHOUSE_AS")
    try:
        data = Path(file).read_bytes()
    except OSError as error:
        raise BadInput(f"{file}: cannot be read: {error.strerror}") from None
    _run(data, Path(file).name, found.viewer, dry_run)


def _run(data: bytes, name: str, viewer: object, dry_run: bool) -> None:
    importing = import_module("pilothouse.entrypoints.importing")
    answer = importing.import_file(data, name, viewer, "cli", dry_run=dry_run)
    print(answer)
