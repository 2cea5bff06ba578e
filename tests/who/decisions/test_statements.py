"""Plain statements say and keep the same values as the framework's queries do, on both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from pilothouse.how.delivery.models import Task
from pilothouse.who import clock, statements
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Entry, MatrixRow, Outbox, RowChange
from pilothouse.who.items.models import Comment, Item
from pilothouse.who.people.models import RoleHolder, Unit

from .conftest import World

KINDS = (Item, Task, Unit, RoleHolder, MatrixRow, Entry, RowChange, Outbox)
"""Among them: references, lists, dates, moments, numbers the database gives, and what is none."""


def columns_of(model: Any) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


@pytest.fixture
def told(world: World, scratch: Any, plan_lens: Any) -> World:
    submit(scratch.Estimate(task="ACM-1", hours=12), world.tomas, "web")
    return world


@pytest.mark.parametrize("model", KINDS)
def test_what_is_read_is_what_the_framework_reads(told: World, model: Any) -> None:
    columns, manager = columns_of(model), model._base_manager
    found = statements.read(model, columns, {"workspace": told.workspace.pk})
    assert found
    assert sorted(found, key=str) == sorted(manager.values_list(*columns), key=str)


def test_a_condition_may_name_several_values_and_none(world: World) -> None:
    there = [task.pk for task in world.tasks.values()]
    assert len(statements.read(Task, ["item_id"], {"item_id": there, "deleted_at": None})) == len(there)
    assert statements.read(Task, ["item_id"], {"item_id": [uuid4()]}) == []
    assert statements.read(Task, ["item_id"], {"item_id": []}) == []


def test_a_row_is_locked_whole_or_not_there(world: World) -> None:
    with transaction.atomic():
        row = statements.locked(Unit, world.project.pk)
        again = Unit.everything.get(pk=world.project.pk)
        assert all(getattr(row, name) == getattr(again, name) for name in columns_of(Unit))
        with pytest.raises(Unit.DoesNotExist):
            statements.locked(Unit, uuid4())


def test_many_rows_go_in_and_only_those_asked_for_come_out(world: World) -> None:
    task, other = (world.task(name).item for name in list(world.tasks)[:2])
    at, author = clock.now(), world.maya.member
    rows = [
        Comment(
            workspace=world.workspace, item=item, author_id=author, text=str(n), at=at + timedelta(seconds=n)
        )
        for item in (task, other)
        for n in range(300)
    ]
    with guard.opened():
        statements.insert(rows)
        assert list(Comment.everything.filter(item=task).order_by("at")) == rows[:300]
        assert Comment.everything.get(pk=rows[7].pk).at == rows[7].at
        statements.delete(Comment, {"workspace": world.workspace.pk, "item_id": task.pk})
    assert Comment.everything.filter(item__in=[task, other]).count() == 300


def test_a_change_of_a_row_that_is_gone_is_an_error(world: World) -> None:
    row = Comment(pk=uuid4(), text="late")
    with guard.opened(), pytest.raises(DatabaseError, match="items_comment were gone"):
        statements.update_row(row, ["text"])
