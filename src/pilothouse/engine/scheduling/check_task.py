"""What ``check`` finds, and what it wants to know of one task, read from the plan alone."""

from __future__ import annotations

from dataclasses import dataclass

from ..plan import Link, Range, Task


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that is not kept, the task (or other id) concerned, and what is wrong in words."""

    rule: str
    task: str
    message: str

    def __str__(self) -> str:
        return f"{self.task}: {self.message} ({self.rule})"


def begun(task: Task) -> bool:
    """Whether work on it has started."""
    progress = task.progress
    return progress is not None and not (progress.started is None and progress.finished is None)


def finished(task: Task) -> bool:
    """Whether it is done."""
    return task.progress is not None and task.progress.finished is not None


def going_on(task: Task) -> bool:
    """Whether it has started and is not done."""
    return begun(task) and not finished(task)


def binds(task: Task, link: Link) -> bool:
    """A finished task waits for nothing any more, a started one only to finish."""
    return not begun(task) or (going_on(task) and link.type in ("FF", "SF"))


def staffed(task: Task) -> bool:
    """Whether people still have work on it."""
    effort = task.duration_hours is None and bool(task.skill is not None or task.people)
    return effort and not finished(task) and remaining(task).likely > 0


def remaining(task: Task) -> Range:
    """Hours still to do of an unfinished task."""
    whole = task.duration_hours or task.effort_hours
    progress = task.progress
    if progress is None:
        return whole
    if progress.remaining_hours is not None:
        return progress.remaining_hours
    return Range.exactly(max(0.0, whole.likely - progress.spent_hours))
