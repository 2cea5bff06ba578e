"""What-ifs go after those who write: one interpreter computes for both.

They are computed one at a time, and while others write each first stands back, so that computing them takes
no more than about a third of the time.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from math import inf
from threading import Condition, Lock

STANDS_BACK = 2.0
"""So many times as long as the last what-if took the next one stands back, while others write."""
MOST = 1.0
"""Seconds it stands back at most."""
QUIET = 0.02
"""Seconds after the last write until nobody counts as writing."""


class Courtesy:
    """Who writes in this process just now, and who computes a what-if."""

    def __init__(self) -> None:
        self._changed, self._one = Condition(), Lock()
        self._writing, self._left, self._took = 0, 0.0, 0.0

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Write, from standing in line to the end."""
        with self._changed:
            self._writing += 1
        try:
            yield
        finally:
            with self._changed:
                self._writing -= 1
                self._left = time.monotonic()
                self._changed.notify_all()

    @contextmanager
    def trying(self) -> Iterator[None]:
        """Compute a what-if, once those who write had their share."""
        alone = self._one.acquire(timeout=MOST)
        self._stand_back()
        begin = time.monotonic()
        try:
            yield
        finally:
            self._took = time.monotonic() - begin
            if alone:
                self._one.release()

    def _stand_back(self) -> None:
        end = time.monotonic() + min(STANDS_BACK * self._took, MOST)
        with self._changed:
            while (span := min(self._until_quiet(), end - time.monotonic())) > 0:
                self._changed.wait(span)

    def _until_quiet(self) -> float:
        """Seconds until nobody counts as writing, if nobody begins again."""
        return inf if self._writing else self._left + QUIET - time.monotonic()


courtesy = Courtesy()
