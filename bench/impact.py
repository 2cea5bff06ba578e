"""The impact of one task growing: ``python -m bench.impact [PLAN...] [--runs 2000] [--json]``.

Goal: 1,000 tasks and 20 people, both sides, in 2 s. The reference is one forecast with as many runs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pilothouse.engine.forecast import forecast
from pilothouse.engine.impact import impact, size
from pilothouse.engine.plan import Plan, Range

from .measure import arguments, best, memory_mb, plans_of, report


def figures(plan: Plan, runs: int) -> dict[str, Any]:
    """Seconds of the impact and of the size that routes it, and the ratio to one forecast."""
    changed = replace(plan.tasks[len(plan.tasks) // 10], effort_hours=Range(40.0, 80.0, 200.0))
    tasks = tuple(changed if task.id == changed.id else task for task in plan.tasks)
    after = replace(plan, tasks=tasks)
    seconds = best(lambda: impact(plan, after, runs), 2)
    reference = best(lambda: forecast(plan, runs), 2)
    return {
        "plan": plan.name,
        "runs": runs,
        "seconds": seconds,
        "size_ms": best(lambda: size(plan, after)) * 1000,
        "memory_mb": memory_mb(),
        "reference_seconds": reference,
        "ratio_to_one_forecast": seconds / reference,
    }


if __name__ == "__main__":
    options = arguments(__doc__ or "", runs=2000)
    report([figures(plan, options.runs) for plan in plans_of(options)], options.json)
