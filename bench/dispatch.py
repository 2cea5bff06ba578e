"""One dispatch: ``python -m bench.dispatch [PLAN...] [--tasks 1000 --people 20] [--json]``.

Goal: 1,000 tasks and 20 people in 100 ms with load and dates. The ratio is to one numpy pass over the
links."""

from __future__ import annotations

from typing import Any

from pilothouse.engine.plan import Plan
from pilothouse.engine.scheduling import _kernel
from pilothouse.engine.scheduling.compile import compile_plan
from pilothouse.engine.scheduling.dispatch import dispatch, schedule

from .measure import arguments, best, plans_of, precedence_pass, report


def figures(plan: Plan) -> dict[str, Any]:
    """Milliseconds of the whole call, of the pass alone, and of the reference."""
    whole = best(lambda: schedule(plan))
    compiled = compile_plan(plan, dispatch(plan).compiled.time.horizon)
    kernel = _kernel.Dispatcher(compiled.counts, compiled.fresh(), True)
    work = compiled.likely_work()
    alone = best(lambda: kernel.run(work), 10)
    reference = precedence_pass(plan, 1)
    return {
        "plan": plan.name,
        "tasks": len(plan.tasks),
        "people": len(plan.people),
        "schedule_ms": whole * 1000,
        "without_load_ms": best(lambda: schedule(plan, load=False)) * 1000,
        "kernel_ms": alone * 1000,
        "reference_ms": reference * 1000,
        "ratio_to_precedence_pass": whole / reference,
        "kernel_ratio_to_precedence_pass": alone / reference,
    }


if __name__ == "__main__":
    options = arguments(__doc__ or "")
    report([figures(plan) for plan in plans_of(options)], options.json)
