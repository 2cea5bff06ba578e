"""What was asked before while a page is read, so that its parts may each ask and the database is asked once.

Kept for one reading request at most, and by the viewer among the other arguments: nobody sees what another
was answered. Whoever takes a turn to write ends it. What is answered is shared, so nobody changes it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


@contextmanager
def remembering() -> Iterator[None]:
    """Remember until the end of the block."""
    token = _answers.set({})
    try:
        yield
    finally:
        _answers.reset(token)


def forget() -> None:
    """Remember nothing more: from here on rows may change."""
    _answers.set(None)


def once(ask: Callable[P, T]) -> Callable[P, T]:
    """A function of hashable arguments that answers the same ones from memory while a page is read."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return ask(*args, **kwargs)
        key = (ask, args, *sorted(kwargs.items()))
        if key not in answers:
            answers[key] = ask(*args, **kwargs)
        found: T = answers[key]
        return found

    return asked


def tell(ask: Callable[..., T], *args: Any, answer: T) -> None:
    """Remember an answer that is known already."""
    answers = _answers.get()
    if answers is not None:
        answers[(inspect.unwrap(ask), args)] = answer


_answers: ContextVar[dict[Hashable, Any] | None] = ContextVar("answers", default=None)
