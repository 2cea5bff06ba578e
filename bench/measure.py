"""What the benchmarks share: best of some runs, a reference measured beside it, a table or JSON."""

from __future__ import annotations

import argparse
import json
import resource
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from pilothouse.engine import kernel_is_compiled
from pilothouse.engine.plan import Plan


def best(work: Callable[[], Any], times: int = 3) -> float:
    """Seconds of the fastest of some runs."""
    seconds = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begin)
    return min(seconds)


def precedence_pass(plan: Plan, runs: int) -> float:
    """Seconds of the reference: earliest finishes by finish-start links alone, in numpy, ``runs`` at a
    time."""
    index = {task.id: place for place, task in enumerate(plan.tasks)}
    before = [[index[link.on] for link in task.depends_on] for task in plan.tasks]
    low, likely, high = (
        np.array([getattr(task.effort_hours, name) for task in plan.tasks])[:, None]
        for name in ("optimistic", "likely", "pessimistic")
    )
    hours = np.random.default_rng(1).triangular(low, likely, high + 1e-9, size=(len(plan.tasks), runs))

    def work() -> None:
        finish = np.zeros_like(hours)
        for place, waits in enumerate(before):
            begin = finish[waits].max(axis=0) if waits else 0.0
            np.add(hours[place], begin, out=finish[place])

    return best(work)


def memory_mb() -> float:
    """The most memory the process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def arguments(what: str, **numbers: int) -> argparse.Namespace:
    """``--json``, and an option for each number."""
    parser = argparse.ArgumentParser(description=what)
    parser.add_argument("plans", nargs="*", help="plan documents; without, a plan is made up")
    parser.add_argument("--json", action="store_true")
    for name, value in {"tasks": 1000, "people": 20, **numbers}.items():
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


def plans_of(options: argparse.Namespace) -> list[Plan]:
    """The plans named on the command line, or one made up."""
    from pathlib import Path

    from pilothouse.engine.document import read_plan

    from .plans import plan

    named = [read_plan(Path(name).read_text()) for name in options.plans]
    return named or [plan(options.tasks, options.people)]


def report(rows: list[dict[str, Any]], as_json: bool) -> None:
    """Print the figures, one plan at a time."""
    for row in rows:
        row["compiled"] = kernel_is_compiled()
    if as_json:
        print(json.dumps(rows, indent=2))
        return
    for row in rows:
        for name, value in row.items():
            print(f"{name:32} {value:.3f}" if isinstance(value, float) else f"{name:32} {value}")
        print()
