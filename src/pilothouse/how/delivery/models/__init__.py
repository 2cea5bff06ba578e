"""The tables of delivery."""

from pilothouse.how.delivery.models.boards import Board, Column, Place
from pilothouse.how.delivery.models.dependencies import Dependency
from pilothouse.how.delivery.models.impediments import Impediment
from pilothouse.how.delivery.models.iterations import Iteration, IterationTask
from pilothouse.how.delivery.models.tasks import Assignment, PoolUse, Task
from pilothouse.how.delivery.models.worklogs import WorkLog

__all__ = [
    "Assignment",
    "Board",
    "Column",
    "Dependency",
    "Impediment",
    "Iteration",
    "IterationTask",
    "Place",
    "PoolUse",
    "Task",
    "WorkLog",
]
