"""What was asked before and still stands: pages and their parts may each ask, the database is asked once.

Every applied change makes the workspace's revision grow, so what a viewer was answered at a revision, on a
day, stands until the next one. Only pages that are read recall it; whoever takes a turn to write ends that.
It is kept for each viewer: nobody is told what another was answered. It is shared, so nobody may change it.
"""

from __future__ import annotations

import inspect
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from pilothouse.who.rows import Viewer

P = ParamSpec("P")
T = TypeVar("T")
Answers = dict[Hashable, Any]
KEPT = 16
"""For so many viewers a process keeps what they were answered last."""
MOST = 300
"""So many answers for each of them."""


@contextmanager
def reading() -> Iterator[None]:
    """Forget at the end of the block whatever was recalled in it."""
    token = _answers.set(None)
    try:
        yield
    finally:
        _answers.reset(token)


def recall(viewer: Viewer, state: Hashable) -> None:
    """From here on, know what this viewer was answered while all was in that same state."""
    with _lock:
        kept = _kept.pop(viewer, None)
        _kept[viewer] = known = kept if kept is not None and kept[0] == state else (state, {})
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    _answers.set(known[1])


def forget() -> None:
    """Know nothing more: from here on rows may change."""
    _answers.set(None)


def once(ask: Callable[P, T]) -> Callable[P, T]:
    """A function of hashable arguments that reads the house's tables, and no clock but the day: the same
    arguments are answered from memory."""

    @wraps(ask)
    def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        answers = _answers.get()
        if answers is None:
            return ask(*args, **kwargs)
        key = (ask, args, *sorted(kwargs.items()))
        if key in answers:
            known: T = answers[key]
            return known
        found = ask(*args, **kwargs)
        if len(answers) >= MOST:
            answers.clear()
        answers[key] = found
        return found

    return asked


def drawn(name: str, *state: Hashable, caller: Callable[[], str]) -> str:
    """A large part of a template, for ``{% call %}``: the last one, unless rows or ``state`` are others.

    ``state`` names all that it depends on beside the rows: address and language."""
    answers = _answers.get()
    if answers is None:
        return caller()
    known = answers.get(name)
    if known is None or known[0] != state:
        known = answers[name] = (state, caller())
    text: str = known[1]
    return text


def tell(ask: Callable[..., T], *args: Any, answer: T) -> None:
    """Remember an answer that is known already."""
    answers = _answers.get()
    if answers is not None:
        answers[(inspect.unwrap(ask), args)] = answer


_answers: ContextVar[Answers | None] = ContextVar("answers", default=None)
_kept: OrderedDict[Viewer, tuple[Hashable, Answers]] = OrderedDict()
_lock = Lock()
