"""A year's drift told to its causes: ``python -m bench.drift [--json]``.

Goal: 2 s, whatever happened in it: changes are taken together until there is time to measure each step. The
reference is one forecast of the same plan."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pilothouse.engine.drift import Step, drift, steps_for
from pilothouse.engine.forecast import forecast
from pilothouse.engine.plan import Plan, Progress, Range

from .measure import arguments, best, memory_mb, report
from .plans import plan as made

DAY = 24 * 60
PEOPLE = 20


def year(plan: Plan, steps: int, seed: int = 1) -> Iterator[Step]:
    """Estimates, then time that passes with what was done in it, as often as there is time to measure."""
    draw = random.Random(seed)
    for number in range(steps // 2):
        tasks = list(plan.tasks)
        for place in draw.sample(range(len(tasks)), 5):
            tasks[place] = replace(tasks[place], effort_hours=Range(4.0, 8.0, 4.0 + draw.randrange(8, 80)))
        plan = replace(plan, tasks=tuple(tasks))
        yield Step("estimate", plan, str(number))
        as_of = plan.as_of + 365 * DAY // (steps // 2)
        for place in draw.sample(range(len(tasks)), 5):
            tasks[place] = replace(tasks[place], progress=Progress(as_of - DAY, as_of, 8.0))
        plan = replace(plan, as_of=as_of, tasks=tuple(tasks))
        yield Step("slip", plan, str(number))


def figures(tasks: int) -> dict[str, Any]:
    """Seconds of a year, the number of steps and runs, and the ratio to one forecast."""
    plan = made(tasks, PEOPLE)
    steps = list(year(plan, steps_for(plan)))
    found = drift(plan, steps)
    seconds = best(lambda: drift(plan, steps), 2)
    reference = best(lambda: forecast(plan, 2000), 2)
    return {
        "plan": plan.name,
        "steps": len(steps),
        "runs": found.runs,
        "seconds": seconds,
        "memory_mb": memory_mb(),
        "reference_seconds": reference,
        "ratio_to_one_forecast": seconds / reference,
    }


if __name__ == "__main__":
    options = arguments(__doc__ or "")
    report([figures(tasks) for tasks in (50, 300, 2000)], options.json)
