"""A forecast: ``python -m bench.forecast [PLAN...] [--runs 2000] [--tasks 1000 --people 20] [--json]``.

Goal: 2,000 runs of 1,000 tasks and 20 people in 2 s and 400 MB. The reference is the same number of runs of
a numpy pass over the links alone, in the same process."""

from __future__ import annotations

import time
from typing import Any

from pilothouse.engine.forecast import forecast
from pilothouse.engine.plan import Plan

from .measure import arguments, best, memory_mb, plans_of, precedence_pass, report


def figures(plan: Plan, runs: int) -> dict[str, Any]:
    """Seconds on the wall and of the processor, memory, and the ratio to the reference."""
    begin = time.process_time()
    seconds = best(lambda: forecast(plan, runs), 2)
    cpu = (time.process_time() - begin) / 2
    memory = memory_mb()
    reference = precedence_pass(plan, runs)
    return {
        "plan": plan.name,
        "runs": runs,
        "seconds": seconds,
        "cpu_seconds": cpu,
        "memory_mb": memory,
        "reference_seconds": reference,
        "ratio_to_precedence_pass": cpu / reference,
    }


if __name__ == "__main__":
    options = arguments(__doc__ or "", runs=2000)
    report([figures(plan, options.runs) for plan in plans_of(options)], options.json)
