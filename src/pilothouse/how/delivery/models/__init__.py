"""The tables of delivery."""

from pilothouse.how.delivery.models.dependencies import Dependency
from pilothouse.how.delivery.models.tasks import Assignment, PoolUse, Task
from pilothouse.how.delivery.models.worklogs import WorkLog

__all__ = [
    "Assignment",
    "Dependency",
    "PoolUse",
    "Task",
    "WorkLog",
]
