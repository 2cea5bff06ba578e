"""What takes long to make is made by one process of a run, for all of them."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process at a time: the others wait, and find what it made."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def copy_of(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """This process's copy of the folder of that name, which ``make`` fills once in a run."""
    run = factory.getbasetemp()
    run = run.parent if "PYTEST_XDIST_WORKER" in os.environ else run
    made, copy = run / f"{name}-made", factory.mktemp(name) / name
    with alone(run / f"{name}.lock"):
        if not made.exists():
            _make(made, make)
        shutil.copytree(made, copy)
    return copy


def _make(made: Path, make: Callable[[Path], None]) -> None:
    """Under its name only when it is whole."""
    making = made.with_name(f"{made.name}-half")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    make(making)
    making.rename(made)
