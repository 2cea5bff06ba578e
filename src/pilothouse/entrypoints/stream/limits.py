"""How much one request may bring and how long it may take: so that no sender holds the server up."""

from __future__ import annotations

KB, MB = 1024, 1024 * 1024
FORM = 1 * MB
"""A form with every text field full, as browsers write it."""
JSON = 16 * MB
"""A large basket of commands, or a plan document."""
FILES = 80 * MB
"""A form with files; what the file itself may be is for the page that takes it."""
DRAINED = 4 * FILES
"""So much of what is too large is taken off the line, for its sender to hear the answer."""

HEAD_WITHIN = 15_000
"""Milliseconds for the head of a request."""
CHUNK_WITHIN = 20.0
BODY_WITHIN = 300.0
ANSWER_WITHIN = 120.0
"""Seconds: between two parts of a body, for the whole of it, and for the answer."""


def most(content_type: str) -> int:
    """Bytes that a body of that type may have."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        return FILES
    return JSON if kind.endswith("json") else FORM


def in_words(limit: int) -> bytes:
    """What the sender of more is told."""
    words = f"Not taken: this is larger than the {limit // MB} MB that one request may bring here."
    return f"{words} Send less at once.\n".encode()
