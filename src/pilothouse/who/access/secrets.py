"""Secrets of links and tokens: told once, kept as hashes."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import Field

from pilothouse.commands import Hint


def digest_of(secret: str) -> str:
    """What is kept of a secret that nobody could guess anyway."""
    return sha256(secret.encode()).hexdigest()


LinkSecret = Annotated[
    str,
    Field(min_length=32, max_length=100, pattern="^[A-Za-z0-9_-]+$"),
    Hint(label="Link", secret=True, hidden=True, minted="/join/{}"),
]
TokenSecret = Annotated[
    str,
    Field(min_length=32, max_length=100, pattern="^[A-Za-z0-9_-]+$"),
    Hint(label="Token", secret=True, hidden=True, minted="{}"),
]
