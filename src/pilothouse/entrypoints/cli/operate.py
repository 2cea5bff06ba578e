"""Verbs that run the house: its database, its server, its worker, tokens and a look at its health."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from importlib import import_module
from importlib.util import find_spec
from typing import Annotated

import typer

from .django import make_tables, need_tables, start
from .main import BadInput

Host = Annotated[str, typer.Option("--host", help="The address to listen at; 0.0.0.0 is every one.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535)]
WithWorker = Annotated[
    bool | None,
    typer.Option("--worker/--no-worker", help="Compute forecasts in this process; usual with SQLite alone."),
]
ELSEWHERE = "Forecasts are computed by workers beside it: pilothouse worker"
Demo = Annotated[bool, typer.Option("--demo", help="Load the demo story when the database is empty.")]


def setup_database() -> None:
    """Make the database's tables, or bring them to this version."""
    start()
    print("The database was brought to this version." if make_tables() else "The database is up to date.")


def serve(
    host: Host = "127.0.0.1", port: Port = 8000, demo: Demo = False, with_worker: WithWorker = None
) -> None:
    """Serve pages, API and live updates from one process; embedded, its worker computes forecasts, too."""
    os.environ.setdefault("PILOTHOUSE_URL", f"http://{_place(host)}:{port}")
    start()
    with _here():
        _serve(host, port, demo, with_worker)


def _serve(host: str, port: int, demo: bool, with_worker: bool | None) -> None:
    make_tables()
    from django.db import connection

    from pilothouse.entrypoints.queries import is_empty
    from pilothouse.entrypoints.server import serve as run

    fresh = is_empty()
    if demo and fresh:
        _load_demo()
    _free(host, port)
    works = connection.vendor == "sqlite" if with_worker is None else with_worker
    where = _where(host, port, demo, empty=fresh and not demo)
    run(host, port, where if works else f"{where}\n{ELSEWHERE}", _worker() if works else None)


def worker() -> None:
    """Compute what changes ask for, until stopped."""
    import signal

    start()
    need_tables()
    run, stop = _worker(), threading.Event()
    if run is None:
        raise BadInput("this installation has no worker")
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with _here():
        run(stop)


def token(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whose token.")],
    workspace: Annotated[str, typer.Option("--workspace", help="Which one, of several.")] = "",
    days: Annotated[int, typer.Option("--days", min=1, max=366, help="How long it holds.")] = 90,
) -> None:
    """Print a token with which programs act as that person. They see it in their profile."""
    start()
    need_tables()
    from pilothouse.commands import Refused
    from pilothouse.entrypoints.queries import account_of
    from pilothouse.entrypoints.tokens import make_token

    account = account_of(email)
    if account is None or not account.is_active:
        raise BadInput(f"nobody signs in as {email}")
    try:
        print(make_token(account, workspace, days=days))
    except Refused as refused:
        raise BadInput(refused.message) from None


PRESETS = "Who decides what: seed-default, gitlab, predictive, scrum or startup."


def set_up(
    name: Annotated[str, typer.Option("--name", help="What the workspace is called.")] = "",
    slug: Annotated[str, typer.Option("--slug", help="Its address, such as ledgerline.")] = "",
    steward: Annotated[str, typer.Option("--steward", help="The steward's name.")] = "",
    email: Annotated[str, typer.Option("--email", help="The address the steward signs in with.")] = "",
    timezone: Annotated[str, typer.Option("--timezone", help="Such as Europe/Berlin.")] = "UTC",
    currency: Annotated[str, typer.Option("--currency", help="Three letters.")] = "EUR",
    prefix: Annotated[str, typer.Option("--prefix", help="What keys begin with.")] = "W",
    preset: Annotated[str, typer.Option("--preset", help=PRESETS)] = "seed-default",
) -> None:
    """Make a workspace with its steward; or, without a name, a link to make the first one in the browser."""
    start()
    make_tables()
    from .founding import first_link, make_workspace

    if not name:
        print(first_link())
        return
    print(make_workspace(name, slug, timezone, currency, prefix, preset, steward, email))


def load_demo() -> None:
    """Load the demo story into an empty database."""
    start()
    make_tables()
    from pilothouse.entrypoints.queries import is_empty

    if not is_empty():
        raise BadInput("the database has a workspace already; use an empty folder: PILOTHOUSE_DATA=folder")
    _load_demo()
    print("The demo story is loaded.")


def reindex() -> None:
    """Derive anew what search looks words up in, from the rows as they stand."""
    start()
    need_tables()
    from pilothouse.who.decisions.gate.following import derive_all_anew

    for name, count in derive_all_anew():
        print(f"{name}: {count:,} things can be found.")


def doctor(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Look at every part of this installation. Exit status 3 for a warning, 2 for a failure."""
    import json
    from dataclasses import asdict

    start()
    from .checks import FAILURE, WARNING, findings

    found = []
    for finding in findings():
        found.append(finding)
        if not as_json:
            print(f"{finding.state:8} {finding.part}: {finding.words}")
    if as_json:
        print(json.dumps([asdict(finding) for finding in found], indent=1))
    states = {finding.state for finding in found}
    raise typer.Exit(2 if FAILURE in states else 3 if WARNING in states else 0)


def _here() -> AbstractContextManager[None]:
    """Let a restore know that this process uses the data."""
    from pilothouse.entrypoints.keeping.running import running

    return running()


def _load_demo() -> None:
    if find_spec("pilothouse.demo.story") is None:
        raise BadInput("this installation has no demo story")
    import_module("pilothouse.demo.story").load()


def _worker() -> Callable[[threading.Event], None] | None:
    if find_spec("pilothouse.entrypoints.jobs.worker") is None:
        return None
    from pilothouse.entrypoints import perform

    module = import_module("pilothouse.entrypoints.jobs.worker")
    perform.listeners[:] = [module.wake]
    run: Callable[[threading.Event], None] = module.run_worker
    return run


def _free(host: str, port: int) -> None:
    """Raise BadInput when the port is taken: said before anything starts."""
    import socket

    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise BadInput(
            f"cannot listen at {host}:{port}: {error.strerror}; choose another with --port"
        ) from None


def _place(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else host


def _where(host: str, port: int, demo: bool, *, empty: bool) -> str:
    """The address, and how to get in."""
    here = f"http://{_place(host)}:{port}"
    lines = [f"Pilothouse is at {here}/"]
    if demo and find_spec("pilothouse.demo.story"):
        story = import_module("pilothouse.demo.story")
        lines.append(f"Sign in as {story.address('priya')} with the password {story.PASSWORD}.")
        lines.append(
            f"Others with the same password: {', '.join(n for n in story.SIGN_INS if n != 'priya')}."
        )
    elif empty:
        from pilothouse.entrypoints.first import new_link

        lines.append(f"There is no workspace yet. Make the first one, once, at {here}{new_link()}")
        lines.append("Or look at the demo: pilothouse serve --demo")
    return "\n".join([*lines, "Ctrl+C stops it."])
