"""The way back in for somebody who lost theirs, from the server's own shell."""

from __future__ import annotations

from typing import Annotated

import typer

from .django import need_tables, start
from .main import BadInput


def recover(
    email: Annotated[str, typer.Argument(metavar="EMAIL", help="Whose way back in.")],
    lost_device: Annotated[
        bool, typer.Option("--lost-device", help="Forget their passkeys and ask for no code any more.")
    ] = False,
) -> None:
    """Print a link to choose a new password, good for an hour; all sessions end when it is used."""
    start()
    need_tables()
    from pilothouse.entrypoints.web.resetting import path_for
    from pilothouse.who.access.doors import passkeys, time_codes
    from pilothouse.who.access.doors.post import link
    from pilothouse.who.access.letters import way_in_changed
    from pilothouse.who.access.queries import resettable

    account = resettable(email)
    if account is None:
        raise BadInput(f"nobody signs in as {email}")
    if lost_device:
        forgotten = passkeys.forget_all(account.pk) + time_codes.turn_off(account.pk)
        if forgotten:
            sentence = "Your passkeys and the code at sign-in were ended by whoever runs the server."
            way_in_changed(account.email, "Your lost device does not sign you in any more", sentence)
    print(f"{email} chooses a new password, once, at {link(path_for(account))}")
