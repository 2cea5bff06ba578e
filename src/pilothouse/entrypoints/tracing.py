"""The id under which one request is found in the logs, by whoever serves it and whoever sent it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import uuid4

HEADER = "X-Request-Id"
_TAKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_current: ContextVar[str] = ContextVar("request_id", default="")


def request_id() -> str:
    """That of the request that is answered just now; empty outside of one."""
    return _current.get()


@contextmanager
def tracing(given: str) -> Iterator[str]:
    """Take the id that a proxy gave, if it looks like one, else a new one, for the length of the block."""
    token = _current.set(given if _TAKEN.fullmatch(given) else uuid4().hex[:12])
    try:
        yield _current.get()
    finally:
        _current.reset(token)


def to_quote() -> str:
    """What people are asked to tell those who look into it."""
    return f"If it stays so, quote {request_id()}." if request_id() else ""
