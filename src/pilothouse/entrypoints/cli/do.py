"""``pilothouse do``: every command there is, with options derived from its fields."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import Any

from pilothouse.commands import Command, Outcome, Refused, all_commands

from .django import need_tables, start
from .main import BadInput
from .options import add_field, value_of


def do(arguments: list[str]) -> int:
    """List the commands, do one of them, or a basket of them from a file. Returns the exit status."""
    start()
    from pilothouse.entrypoints.perform import open_command

    if not arguments or arguments[0] in ("--help", "-h"):
        print(_listing())
        return 0
    name = "" if arguments[0].startswith("-") else arguments[0]
    try:
        command = open_command(name) if name else None
    except Refused as refused:
        raise BadInput(_near(name, refused)) from None
    parser = _parser(command)
    return _perform(command, parser.parse_args(arguments[1:] if name else arguments))


def _perform(command: type[Command] | None, given: Namespace) -> int:
    from pilothouse.entrypoints.perform import perform

    need_tables()
    try:
        if command is not None and given.items:
            return _to_many(command, given)
        order = _order(command, given)
        outcome = perform(order, _viewer(given), "cli")
    except Refused as refused:
        return _refused(refused, given.json)
    print(json.dumps(outcome.to_json(), indent=2) if given.json else in_words(outcome))
    return 0


def _to_many(command: type[Command], given: Namespace) -> int:
    """One command over many objects; status 2 when none of them took it."""
    from pilothouse.entrypoints.bulk import do_to_many

    names = [name for text in given.items for name in text.split(",") if name]
    order = _order(command, given)
    many = do_to_many(
        command.meta.name,
        names,
        order.commands[0][1],
        _viewer(given),
        "cli",
        why=order.why,
        suggest=order.suggest,
    )
    if given.json:
        print(json.dumps(many.to_json(), indent=2))
    else:
        print(f"{str(many)[:1].upper()}{str(many)[1:]}.")
        if many.group:
            print(f"Undo: pilothouse do history.undo --group {many.group}")
    return 0 if many.done or many.proposed else 2


def _order(command: type[Command] | None, given: Namespace) -> Any:
    from pilothouse.entrypoints.perform import Order
    from pilothouse.entrypoints.shapes import shapes_of
    from pilothouse.entrypoints.uploads import stored_path

    if command is None:
        return _basket(given)
    payload: dict[str, Any] = {}
    for shape in shapes_of(command):
        text = getattr(given, shape.name, None)
        if text is not None:
            payload[shape.name] = value_of(shape, text)
        if text is not None and shape.kind == "files":
            payload[shape.name] = [stored_path(path) for path in payload[shape.name]]
    why = given.why if isinstance(getattr(given, "why", None), str) else ""
    return Order(
        [(command.meta.name, payload)],
        why=why,
        suggest=given.suggest,
        basket=given.basket,
        scenario=given.into_scenario,
        request=given.once,
    )


def _basket(given: Namespace) -> Any:
    """A file like the API's basket: {"commands": [{"name", "payload"}], "title", "why"}, or just the list."""
    from pilothouse.entrypoints.perform import Order

    try:
        told = json.loads(sys.stdin.read() if given.basket == "-" else Path(given.basket).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise BadInput(f"{given.basket}: cannot be read: {error}") from None
    told = {"commands": told} if isinstance(told, list) else told
    steps = told.get("commands") if isinstance(told, dict) else None
    if not isinstance(steps, list) or not all(
        isinstance(s, dict) and isinstance(s.get("name"), str) for s in steps
    ):
        raise BadInput(f'{given.basket}: write {{"commands": [{{"name": "task.add", "payload": {{...}}}}]}}')
    commands = [(step["name"], step.get("payload", {})) for step in steps]
    wish = {
        "why": given.why or told.get("why", ""),
        "title": told.get("title", ""),
        "scenario": given.into_scenario,
        "request": given.once,
    }
    return Order(commands, suggest=given.suggest, **wish)


def _viewer(given: Namespace) -> Any:
    """The member in whose name it is done: whoever has the data folder may say who they are."""
    from pilothouse.entrypoints.queries import access_by_name

    who = given.actor or os.environ.get("PILOTHOUSE_AS", "")
    if not who:
        raise BadInput("say in whose name: --as EMAIL, or set PILOTHOUSE_AS")
    found = access_by_name(who, given.workspace or os.environ.get("PILOTHOUSE_WORKSPACE", ""))
    if found is None:
        raise BadInput(f"{who} is no member of {given.workspace or 'any workspace here'}")
    return found.viewer


def in_words(outcome: Outcome) -> str:
    """What became of it, and the way back."""
    if outcome.status == "proposed":
        who = " and ".join(outcome.deciders) or "nobody yet"
        lines = [f"Suggested as {outcome.proposal}, not yet in effect. Decided by: {who}."]
        if outcome.waits_for:
            until = f" until {outcome.decide_by:%Y-%m-%d}" if outcome.decide_by else ""
            lines.append(f"It waits for {' and '.join(outcome.waits_for)}{until}.")
        return "\n".join([*lines, *([f"{outcome.because}."] if outcome.because else [])])
    if outcome.status == "kept":
        return f"In your basket: {outcome.sentence}.\nSuggest it: pilothouse do proposal.suggest"
    lines = [f"Done: {outcome.sentence}.", f"Revision {outcome.revision}."]
    lines += [f"{name}, told this once: {value}" for name, value in outcome.told_once.items()]
    if outcome.told:
        lines.append(f"Told: {', '.join(outcome.told)}.")
    return "\n".join([*lines, f"Undo: pilothouse do history.undo --group {outcome.group}"])


def _refused(refused: Refused, as_json: bool) -> int:
    if as_json:
        from pilothouse.entrypoints.problems import problem_of

        print(json.dumps(json.loads(problem_of(refused).content), indent=2))
        return 2
    print(refused.message, file=sys.stderr)
    for fault in refused.faults:
        if fault.message not in refused.message:
            print(f"  --{fault.field.replace('_', '-')}: {fault.message}", file=sys.stderr)
    for name, values in refused.stale.items():
        print(f"  {name}: you saw {values['seen']}, it is {values['now']} now", file=sys.stderr)
    return 2


def _parser(command: type[Command] | None) -> ArgumentParser:
    from pilothouse.entrypoints.shapes import shapes_of

    name = command.meta.name if command else "--basket FILE"
    about = (
        (command.__doc__ or "").strip()
        if command
        else "Do several commands as one; +1 is what the first creates."
    )
    parser = ArgumentParser(prog=f"pilothouse do {name}", description=about, allow_abbrev=False)
    taken = set()
    for shape in shapes_of(command) if command else []:
        if shape.kind != "opaque":
            add_field(parser, shape)
            taken.add(shape.name)
    if command is None:
        parser.add_argument("--basket", required=True, metavar="FILE", help="JSON; - is standard input.")
    if command is not None:
        words = "Put it into your basket; suggest all of it with proposal.suggest."
        parser.add_argument("--basket", action="store_true", help=words)
    if command is not None and "items" not in taken:
        words = "Do it to each of these, by keys or ids with commas."
        parser.add_argument("--items", action="append", metavar="KEYS", default=[], help=words)
    if "why" not in taken:
        parser.add_argument("--why", default="", help="Why, told to those who decide.")
    words = "Put it into this scenario of yours, by its name or id: nothing changes."
    parser.add_argument("--into-scenario", default="", metavar="SCENARIO", help=words)
    parser.add_argument(
        "--suggest", action="store_true", help="Make a proposal even of what you could decide."
    )
    parser.add_argument(
        "--as", dest="actor", metavar="EMAIL", default="", help="In whose name; else PILOTHOUSE_AS."
    )
    parser.add_argument("--workspace", default="", metavar="NAME", help="Which one, of several.")
    words = "A name for this request: given again, it is told the same and does nothing twice."
    parser.add_argument("--once", default="", metavar="NAME", help=words)
    parser.add_argument("--json", action="store_true", help="Print the answer as JSON.")
    return parser


def _listing() -> str:
    commands = {n: c for n, c in all_commands().items() if c.meta.permission != "system"}
    width = max(map(len, commands), default=0) + 2
    lines = [f"  {name:{width}}{command.meta.title}." for name, command in commands.items()]
    usage = "Usage: pilothouse do COMMAND [--field value ...] --as EMAIL, or pilothouse do --basket FILE"
    return "\n".join([usage, "", *lines, "", "pilothouse do COMMAND --help says more about a command."])


def _near(name: str, refused: Refused) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, all_commands(), 1)
    return (
        f"{refused.message} Did you mean {near[0]}?"
        if near
        else f"{refused.message} `pilothouse do` lists them."
    )
