"""``pilothouse import``: a file from another tool into a workspace; first as a dry run, then for good."""

from __future__ import annotations

import json
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
    from pilothouse.entrypoints.importing import Answer
    from pilothouse.who.rows import Viewer


def import_file(
    file: Annotated[
        str,
        typer.Argument(
            metavar="FILE", help="CSV, XLSX, Jira, GitHub or Trello JSON, MS Project XML or a plan."
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would come in and what is lost.")
    ] = False,
    actor: Annotated[str, typer.Option("--as", help="In whose name; else PILOTHOUSE_AS.")] = "",
    prefix: Annotated[str, typer.Option("--prefix", help="What keys of a new project begin with.")] = "",
    mapping: Annotated[
        str, typer.Option("--mapping", help="A JSON file: columns, states, people, hours_per_point, dates.")
    ] = "",
    known_as: Annotated[str, typer.Option("--known-as", help="The name that ties later imports to it.")] = "",
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
    how = {"dry_run": dry_run, "prefix": prefix, "known_as": known_as, "mapping": mapping}
    status = _run(read_file(file), Path(file).name, found.viewer, how)
    if status:
        raise typer.Exit(status)


def _run(data: bytes, name: str, viewer: Viewer, how: dict[str, Any]) -> int:
    from pilothouse.entrypoints.importing import import_file as bring_in
    from pilothouse.entrypoints.importing import parsed_mapping

    try:
        chosen = (
            parsed_mapping(read_file(how["mapping"]).decode(errors="replace")) if how["mapping"] else None
        )
        answer = bring_in(data, name, viewer, "cli", **how | {"mapping": chosen})
    except Refused as refused:
        print(
            refused.message,
            *(f"{name}: {fault.message}" for fault in refused.faults),
            sep="\n",
            file=sys.stderr,
        )
        return 2
    print(in_words(answer.outcome) if answer.outcome else answer)
    for line in _in_mapping(answer):
        print(line)
    for loss in answer.losses if answer.outcome else ():
        print(f"Not taken over: {loss}")
    return 0


def _in_mapping(answer: Answer) -> list[str]:
    """How a dry run reads the file, to be changed with ``--mapping``."""
    if answer.outcome or not answer.offer:
        return []
    people = {person["id"]: person["member"] for person in answer.people}
    mapping = answer.offer.mapping.to_json() | ({"people": people} if people else {})
    return [
        "Mapped so (save and change it for --mapping):",
        json.dumps(mapping, indent=2, ensure_ascii=False),
    ]
