"""``pilothouse who``: who decides a command, or what can be done to a thing."""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

import typer

from .django import need_tables, start
from .main import BadInput


def who(
    command: Annotated[str, typer.Argument(help="A command, such as task.estimate.")] = "",
    about: Annotated[
        str, typer.Option("--about", metavar="KEY", help="A thing: LED-112, PR-31, a unit.")
    ] = "",
    actor: Annotated[str, typer.Option("--as", metavar="EMAIL", help="Who asks; else PILOTHOUSE_AS.")] = "",
    workspace: Annotated[
        str, typer.Option("--workspace", metavar="NAME", help="Which one, of several.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Say who decides, from which size on somebody else does, and by which rule."""
    start()
    need_tables()
    from pilothouse.commands import Refused
    from pilothouse.entrypoints import queries

    name = actor or os.environ.get("PILOTHOUSE_AS", "")
    found = (
        queries.access_by_name(name, workspace or os.environ.get("PILOTHOUSE_WORKSPACE", ""))
        if name
        else None
    )
    if found is None:
        raise BadInput(
            f"{name} is no member here" if name else "say who asks: --as EMAIL, or set PILOTHOUSE_AS"
        )
    if not command and not about:
        raise BadInput("name a command, such as task.estimate, or a thing by --about LED-112")
    try:
        told = queries.who_decides(found.viewer, command, about)
    except Refused as refused:
        raise BadInput(refused.message) from None
    print(json.dumps(told, indent=2) if as_json else "\n".join(in_words(told)))


def in_words(told: dict[str, Any]) -> list[str]:
    """The answers as lines."""
    lines = []
    for answer in told["answers"]:
        lines.append(f"{', '.join(answer['titles'])}{': ' + answer['name'] if answer['name'] else ''}")
        lines += [f"  {answer['words']}"] if answer["words"] else []
        for step in answer["steps"]:
            label = f"{step['label']}: " if step["label"] else ""
            lines.append(f"  {label}{step['sentence']}. By {(step['rule'] or {}).get('matrix', 'no row')}.")
            lines += [f"  {words}" for words in step["vacant"]]
    return lines or ["Nothing here is decided by anybody."]
