"""A house of its own for benchmarks: an empty data folder with the demo story in it, removed afterwards."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from typing import Any


def open_house() -> Any:
    """Set Django up on a new folder, load the demo story and give its workspace."""
    folder = tempfile.mkdtemp(prefix="pilothouse-bench-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    os.environ |= {"PILOTHOUSE_DATA": folder, "DJANGO_SETTINGS_MODULE": "pilothouse.config.settings"}
    os.environ.setdefault("PILOTHOUSE_LOG", "ERROR")
    import django

    django.setup()
    from django.core.management import call_command

    from pilothouse.demo.story import load

    call_command("migrate", verbosity=0)
    return load()


def milliseconds(work: Callable[[], Any], times: int) -> list[float]:
    """What each of so many runs took, in order of length."""
    taken = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begin) * 1000)
    return sorted(taken)


def in_turns(works: Sequence[Callable[[], Any]], times: int, rounds: int = 20) -> list[list[float]]:
    """``milliseconds`` of several works, some of each in turn: a machine that is slower for a while is slower
    for all of them."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for found, work in zip(taken, works, strict=True):
            found += milliseconds(work, times // rounds)
    return [sorted(found) for found in taken]


def at(taken: list[float], share: float) -> float:
    """The value below which that share of them lies."""
    return taken[min(len(taken) - 1, int(share * len(taken)))]
