"""Tokens for programs: rows one can list and revoke, kept as hashes; each for one person or service."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from pilothouse.commands import Refused, command_named, parse
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.shapes import with_minted_secrets
from pilothouse.who.access.doors.tokens import note_used
from pilothouse.who.access.queries import home_of_account, token_with
from pilothouse.who.decisions.gate.submit import carry_out


def make_token(account: Any, slug: str = "", name: str = "Made on the machine", days: int = 90) -> str:
    """A token that acts as the account in that workspace, or in its first one. Told here and never again."""
    if slug:
        found = queries.access(account, slug)
        home = (found.workspace, found.viewer) if found else None
    else:
        home = home_of_account(account)
    if home is None:
        raise Refused(f"{account.email} is no member of {slug or 'any workspace'}.")
    payload = {"id": str(uuid4()), "name": name, "days": days}
    full, told = with_minted_secrets(command_named("token.create"), payload)
    carry_out(parse("token.create", full), home[0], "cli", home[1])
    return told["secret"]


def bearer(secret: str) -> Any:
    """The token of that secret, with its account; None for one that is wrong, revoked or expired."""
    token = token_with(secret)
    if token is not None:
        note_used(token)
    return token
