"""``pilothouse documents``: what is kept as documents, such as decisions, as text files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from .django import need_tables, start
from .main import BadInput

Plural = Annotated[str, typer.Argument(metavar="KIND", help="Of which kind, such as decisions.")]
Key = Annotated[str, typer.Argument(metavar="[KEY]", help="One of them, such as D-31; else all.")]
Into = Annotated[Path | None, typer.Option("--into", help="A folder to write files into; else print them.")]
Actor = Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who reads; else PILOTHOUSE_AS.")]
Where = Annotated[str, typer.Option("--workspace", help="Which one, of several.")]


def documents(
    plural: Plural, key: Key = "", into: Into = None, actor: Actor = "", workspace: Where = ""
) -> None:
    """Print documents, or write each into a file of its own: decisions as Markdown decision records."""
    start()
    need_tables()
    found = list(_found(plural, key, actor or os.environ.get("PILOTHOUSE_AS", ""), workspace))
    if not found:
        raise BadInput(f"there is no {key} among the {plural}" if key else f"there are no {plural} yet")
    if into is None:
        print("\n".join(text for _, text in found))
        return
    into.mkdir(parents=True, exist_ok=True)
    for name, text in found:
        (into / name).write_text(text, encoding="utf-8")
    print(f"Wrote {len(found)} {'file' if len(found) == 1 else 'files'} into {into}.")


def _found(plural: str, key: str, actor: str, workspace: str) -> Any:
    from pilothouse.commands import Refused
    from pilothouse.entrypoints.queries import access_by_name
    from pilothouse.who.items.kinds import all_kinds

    if not actor:
        raise BadInput("say who reads: --as EMAIL, or set PILOTHOUSE_AS")
    kinds = {kind.plural: kind for kind in all_kinds().values() if kind.documents is not None}
    if plural not in kinds:
        raise BadInput(f"nothing of the kind {plural} is kept as documents; these are: {', '.join(kinds)}")
    try:
        access = access_by_name(actor, workspace)
    except Refused as refused:
        raise BadInput(refused.message) from None
    if access is None:
        raise BadInput(f"nobody here is {actor}")
    write = kinds[plural].documents
    return write(access.viewer, key) if write else ()
