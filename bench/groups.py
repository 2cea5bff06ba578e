"""A thousand commands sent as one group: tasks added, tasks estimated, and edits of all sorts."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

Figures = dict[str, tuple[float, float]]
TINY = {"optimistic": 0.01, "likely": 0.01, "pessimistic": 0.02}
"""Hours of a new task: a group that moves the plan by more than its author decides is asked about."""


def measure(workspace: Any, viewer: Any, tasks: Sequence[str], count: int) -> Figures:
    """Seconds of the processor that each kind of group takes, decided alone. Limit 3 s a thousand."""
    from pilothouse.who.decisions.gate.submit import submit_many

    found: Figures = {}
    for what, command in _kinds(workspace, viewer, tasks).items():
        group = [command(n) for n in range(count)]
        begin = time.process_time()
        outcome = submit_many(group, viewer, "bench")
        taken = time.process_time() - begin
        assert outcome.status == "applied", outcome.because
        found[f"a group of {count:,} {what}, s of the processor"] = (taken, 3.0)
    return found


def _kinds(workspace: Any, viewer: Any, tasks: Sequence[str]) -> dict[str, Callable[[int], Any]]:
    from pilothouse.commands import parse
    from pilothouse.how.delivery.models import Task
    from pilothouse.when.schedule.models import Project

    unit = str(Project.everything.filter(workspace=workspace).order_by("pk").first().unit_id)
    efforts = {str(task.pk): task.effort for task in Task.everything.filter(pk__in=tasks)}

    def add(n: int) -> Any:
        return parse("task.add", {"title": f"Step {n}", "unit": unit, "effort": TINY})

    def estimate(n: int) -> Any:
        effort = efforts[_of(n)]
        return parse(
            "task.estimate", {"task": _of(n), "effort": effort | {"likely": effort["likely"] + 1e-4}}
        )

    def rename(n: int) -> Any:
        return parse("item.rename", {"item": _of(n), "title": f"Part {n}"})

    def edit(n: int) -> Any:
        return parse("task.edit", {"task": _of(n), "title": f"Part {n}, again"})

    def level(n: int) -> Any:
        return parse("task.edit", {"task": _of(n), "level": 1})

    def _of(n: int) -> str:
        return tasks[n * 7 % len(tasks)]

    sorts = (add, estimate, rename, edit, level)
    return {"new tasks": add, "estimates": estimate, "edits of all sorts": lambda n: sorts[n % 5](n)}
