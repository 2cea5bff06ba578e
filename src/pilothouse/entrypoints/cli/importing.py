"""``pilothouse import``: a file from another tool into a workspace; first as a dry run, then for good."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pilothouse.commands import Refused

from .django import need_tables, start
from .do import in_words
from .main import BadInput
from .plan_files import read_file

if TYPE_CHECKING:
    from pilothouse.who.rows import Viewer


def import_file(
    file: Annotated[str, typer.Argument(metavar="FILE", help="MS Project XML or a plan document.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in and what is lost.")
    ] = False,
    actor: Annotated[str, typer.Option("--as", help="In whose name; else PILOTHOUSE_AS.")] = "",
    prefix: Annotated[str, typer.Option("--prefix", help="What keys of a new project begin with.")] = "",
    workspace: Annotated[str, typer.Option("--workspace", help="Which one, of several.")] = "",
) -> None:
    """Import a plan. A second import of the same file updates only what changed."""
    start()
    need_tables()
    from pilothouse.entrypoints.queries import access_by_name

    who = actor or os.environ.get("PILOTHOUSE_AS", "")
    found = access_by_name(who, workspace or os.environ.get("PILOTHOUSE_WORKSPACE", "")) if who else None
    if found is None:
        raise BadInput("say in whose name: --as EMAIL of a member, or set PILOTHOUSE_AS")
    status = _run(read_file(file), Path(file).name, found.viewer, {"dry_run": dry_run, "prefix": prefix})
    if status:
        raise typer.Exit(status)


def _run(data: bytes, name: str, viewer: Viewer, how: dict[str, Any]) -> int:
    from pilothouse.entrypoints.importing import import_file as bring_in

    try:
        answer = bring_in(data, name, viewer, "cli", **how)
    except Refused as refused:
        print(
            refused.message,
            *(f"{name}: {fault.message}" for fault in refused.faults),
            sep="\n",
            file=sys.stderr,
        )
        return 2
    print(in_words(answer.outcome) if answer.outcome else answer)
    for loss in answer.losses if answer.outcome else ():
        print(f"Not taken over: {loss}")
    return 0
