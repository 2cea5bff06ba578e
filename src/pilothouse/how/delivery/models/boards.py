"""Boards of teams and projects: columns that stand for states of tasks, with limits to what is in them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from pilothouse.how.delivery.models.tasks import Task
from pilothouse.who.items.ranks import RankField
from pilothouse.who.people.models import Unit
from pilothouse.who.rows import Row


class Board(Row):
    """The board of a team or a project; a unit without one has the usual three columns.

    ``expedite_limit`` is how many cards may stand in its expedite lane; none: it has no such lane."""

    LANES = [("none", "None"), ("goal", "Goal"), ("person", "Person")]
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="boards")
    lanes = models.CharField(max_length=20, choices=LANES, default="none")
    expedite_limit = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta(Row.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "unit"], condition=Q(deleted_at=None), name="one_board_a_unit"
            )
        ]

    def __str__(self) -> str:
        return f"board of {self.unit}"

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(unit__name__iexact=text)


class Column(Row):
    """A column: cards in ``state``, so many at most. A ``hard`` limit refuses one more, others ask first.

    Of several columns of a state the first takes the cards that were not put into another."""

    STATES = [("open", "to do"), ("started", "in progress"), ("done", "done")]
    board = models.ForeignKey(Board, models.PROTECT, related_name="columns")
    name = models.CharField(max_length=60)
    state = models.CharField(max_length=20, choices=STATES)
    position = RankField(max_length=200)
    limit = models.PositiveSmallIntegerField(null=True, blank=True)
    hard = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)

    def unit_of_decision(self) -> Any:
        return self.board.unit


class Place(Row):
    """Which of several columns of its state a card stands in, on a board."""

    task = models.ForeignKey(Task, models.PROTECT, related_name="places")
    board = models.ForeignKey(Board, models.PROTECT, related_name="places")
    column = models.ForeignKey(Column, models.PROTECT, related_name="places")

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["board", "task"], name="one_place_a_board")]
