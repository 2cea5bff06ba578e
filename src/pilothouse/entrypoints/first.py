"""The way in to an empty house: one link, told on the terminal, good until there is a workspace."""

from __future__ import annotations

import os
from secrets import compare_digest, token_urlsafe

from django.conf import settings

from pilothouse.entrypoints.queries import is_empty
from pilothouse.who.access.secrets import digest_of

_FILE = "set-up-link"


def new_link() -> str:
    """The path of a new link; the ones before are void. Its hash is kept beside the data."""
    secret = token_urlsafe(32)
    settings.DATA.mkdir(parents=True, exist_ok=True)
    handle = os.open(settings.DATA / _FILE, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(digest_of(secret))
    return f"/set-up/{secret}"


def opens(secret: str) -> bool:
    """Whether that link lets somebody set up: it is the last one told, and the house is still empty."""
    file = settings.DATA / _FILE
    if not secret or not file.is_file() or not is_empty():
        return False
    return compare_digest(digest_of(secret), file.read_text())


def close() -> None:
    """There is a workspace: the link has done its work."""
    (settings.DATA / _FILE).unlink(missing_ok=True)
