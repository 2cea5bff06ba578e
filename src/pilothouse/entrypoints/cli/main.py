"""``pilothouse``: finds the verb in one table and runs it. What is not called is not imported."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: where its function is (``module:function``) and what it does, in a line.

    The function's signature is its arguments and options (Typer's annotations). With ``raw`` it is called
    with the list of arguments instead and returns the exit status.
    """

    target: str
    help: str
    raw: bool = False


_PLAN = "pilothouse.entrypoints.cli.plan_verbs"
_OPERATE = "pilothouse.entrypoints.cli.operate"
_KEEP = "pilothouse.entrypoints.cli.keep"

VERBS: dict[str, Verb] = {
    "schedule": Verb(f"{_PLAN}:schedule", "Compute the dates of a plan."),
    "check": Verb(f"{_PLAN}:check", "Verify a schedule against its plan, independently of the scheduler."),
    "forecast": Verb(f"{_PLAN}:forecast", "Simulate a plan: chances of dates and cost."),
    "impact": Verb(f"{_PLAN}:impact", "Compare two plans: dates, chances, cost, load."),
    "explain": Verb(f"{_PLAN}:explain", "Say why a task lies where it lies."),
    "convert": Verb(f"{_PLAN}:convert", "Turn MS Project XML into a plan document, or back."),
    "do": Verb(
        "pilothouse.entrypoints.cli.do:do", "Do any command of the house; without one, list them.", raw=True
    ),
    "who": Verb("pilothouse.entrypoints.cli.who:who", "Say who decides a command, or about a thing."),
    "import": Verb(
        "pilothouse.entrypoints.cli.importing:import_file",
        "Import a plan into the database, dry or for good.",
    ),
    "serve": Verb(f"{_OPERATE}:serve", "Serve pages, API and live updates from this machine."),
    "worker": Verb(f"{_OPERATE}:worker", "Compute what changes ask for, beside other servers."),
    "setup-database": Verb(
        f"{_OPERATE}:setup_database", "Make the database's tables, or bring them up to date."
    ),
    "set-up": Verb(f"{_OPERATE}:set_up", "Make a workspace and its steward."),
    "load-demo": Verb(f"{_OPERATE}:load_demo", "Load the demo story into an empty database."),
    "token": Verb(f"{_OPERATE}:token", "Print a token with which programs act as somebody."),
    "recover": Verb(
        "pilothouse.entrypoints.cli.recovering:recover", "Let somebody in again who lost password or device."
    ),
    "backup": Verb(f"{_KEEP}:backup", "Write everything into one archive, while servers run."),
    "export": Verb(f"{_KEEP}:export", "The same for moving: SQLite and PostgreSQL take it alike."),
    "restore": Verb(f"{_KEEP}:restore", "Put a backup or an export back."),
    "documents": Verb(
        "pilothouse.entrypoints.cli.documents:documents", "Write decisions as Markdown decision records."
    ),
    "reindex": Verb(f"{_OPERATE}:reindex", "Derive anew what search looks words up in."),
    "doctor": Verb(f"{_OPERATE}:doctor", "Look at the parts this installation stands on."),
}

USAGE = """Usage: pilothouse VERB [ARGUMENTS]

One live plan for product and delivery: every change a decision, every date computed.

Verbs:
{verbs}

Plans are Pilothouse plan documents (JSON) or MS Project XML; - is standard input.
Exit status: 0 fine, 2 bad input, 3 partial or infeasible.
pilothouse VERB --help says more about a verb."""


class BadInput(Exception):
    """What was given cannot be used; ``lines`` say why, one fault each."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


def main(arguments: list[str] | None = None) -> None:
    """The console script: runs a verb and exits with its status."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """Run one verb. Returns the exit status."""
    if not arguments or arguments[0] in ("--help", "-h", "help"):
        print(usage())
        return 0
    if arguments[0] == "--version":
        print(version())
        return 0
    verb = VERBS.get(arguments[0])
    if verb is None:
        return _fail(_unknown(arguments[0]))
    return _run_verb(arguments[0], verb, arguments[1:])


def usage() -> str:
    """The top-level help."""
    width = max(map(len, VERBS)) + 2
    return USAGE.format(verbs="\n".join(f"  {name:{width}}{verb.help}" for name, verb in VERBS.items()))


def version() -> str:
    """Name and version of the installed package."""
    from importlib.metadata import version

    return f"pilothouse {version('pilothouse')}"


def _unknown(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, VERBS, 1)
    hint = f"did you mean {near[0]}?" if near else "pilothouse --help lists the verbs"
    return f"there is no verb {name!r}; {hint}"


def _run_verb(name: str, verb: Verb, arguments: list[str]) -> int:
    try:
        function = _load(verb)
        return int(function(arguments) or 0) if verb.raw else _typed(name, function, arguments)
    except BadInput as error:
        return _fail(*error.lines)
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return _fail("stopped", status=130)


def _load(verb: Verb) -> Callable[..., Any]:
    from importlib import import_module

    module, _, function = verb.target.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), function)
    return found


def _typed(name: str, function: Callable[..., Any], arguments: list[str]) -> int:
    """Run a function with its arguments read from its signature."""
    import typer

    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(function)
    try:
        status = app(arguments, prog_name=f"pilothouse {name}", standalone_mode=True)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else 0
    return int(status or 0)


def _fail(*lines: str, status: int = 2) -> int:
    for line in lines:
        print(line, file=sys.stderr)
    return status
