"""A portfolio computed anew: ``python -m bench.portfolio [--projects 20 --each 300 --people 100]``.

Goal: 20 projects of 300 tasks over 100 shared people in 10 s, with progress, and left soon after being told
to stop. The reference is as many runs of a numpy pass over the links alone, in the same process."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any

from pilothouse.engine.forecast import forecast
from pilothouse.engine.plan import Plan, Project
from pilothouse.engine.scheduling.dispatch import schedule
from pilothouse.engine.simulation import Cancelled

from .measure import arguments, memory_mb, precedence_pass, report
from .plans import plan


def portfolio(projects: int, each: int, people: int) -> Plan:
    """Ranked projects of so many tasks each, linked within them and to their neighbours, over all people."""
    whole = plan(projects * each, people)
    tasks = tuple(replace(task, project=f"j{place // each}") for place, task in enumerate(whole.tasks))
    ranked = tuple(Project(f"j{rank}", f"Project {rank}", rank + 1) for rank in range(projects))
    name = f"{projects} projects of {each} tasks, {people} people"
    return replace(whole, name=name, tasks=tasks, projects=ranked)


def figures(made: Plan, runs: int) -> dict[str, Any]:
    """Seconds to a forecast with its schedule, how often it told how far it was, and seconds to a stop."""
    told: list[int] = []
    begin, cpu = time.perf_counter(), time.process_time()
    forecast(made, runs, 1, lambda done, of: told.append(done))
    schedule(made)
    seconds, cpu = time.perf_counter() - begin, time.process_time() - cpu
    reference = precedence_pass(made, runs)
    return {
        "plan": made.name,
        "runs": runs,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "progress_told": len(told),
        "seconds_to_stop": stopped(made, runs),
        "memory_mb": memory_mb(),
        "reference_seconds": reference,
        "ratio_to_precedence_pass": cpu / reference,
    }


def stopped(made: Plan, runs: int) -> float:
    """Seconds from being told to stop, at the first word of progress, to having stopped."""
    since: list[float] = []

    def first(done: int, of: int) -> None:
        since.append(time.perf_counter())

    try:
        forecast(made, runs, 1, first, lambda: bool(since))
    except Cancelled:
        return time.perf_counter() - since[0]
    return float("nan")


if __name__ == "__main__":
    options = arguments(__doc__ or "", projects=20, each=300, people=100, runs=2000)
    made = portfolio(options.projects, options.each, options.people)
    report([figures(made, options.runs)], options.json)
