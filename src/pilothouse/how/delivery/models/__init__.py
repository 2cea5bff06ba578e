"""The tables of delivery."""

from pilothouse.how.delivery.models.boards import Board, Column, Place
from pilothouse.how.delivery.models.checklists import ChecklistItem
from pilothouse.how.delivery.models.dependencies import Dependency
from pilothouse.how.delivery.models.impediments import Impediment
from pilothouse.how.delivery.models.iterations import Iteration, IterationTask
from pilothouse.how.delivery.models.recurring import Occurrence, Recurrence, RecurringPerson
from pilothouse.how.delivery.models.tasks import Assignment, PoolUse, Task
from pilothouse.how.delivery.models.worklogs import Timer, WorkLog

__all__ = [
    "Assignment",
    "Board",
    "ChecklistItem",
    "Column",
    "Dependency",
    "Impediment",
    "Iteration",
    "IterationTask",
    "Occurrence",
    "Place",
    "PoolUse",
    "Recurrence",
    "RecurringPerson",
    "Task",
    "Timer",
    "WorkLog",
]
