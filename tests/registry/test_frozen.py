"""What tests share is put back as it was built: nothing that one of them does reaches another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import transaction

from pilothouse.commands import parse
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.models import Skill
from tests import frozen
from tests.registry.conftest import Tables, tables
from tests.registry.world import World, make_world


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def empty(
    monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any, django_db_setup: None, _still: None
) -> None:
    """Nothing was built yet."""
    monkeypatch.setattr(frozen, "_frozen", {})


def rows() -> Tables:
    return {table: found for table, found in tables().items() if found}


def in_any_order() -> dict[str, Counter[Any]]:
    """Every row there is. Which comes first, a database that moves changed rows does not say."""
    return {table: Counter(found) for table, found in frozen.read().items()}


def test_what_is_put_back_is_what_was_built(empty: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        with rolled_back():
            first = make_world(alone=True)
            built, everything = rows(), in_any_order()
        assert rows() == {}
        with rolled_back():
            again = make_world(alone=True)
            assert rows() == built
            assert in_any_order() == everything
            assert (again.ids, again.usual, again.last_group) == (first.ids, first.usual, first.last_group)


def test_what_a_test_does_to_it_reaches_no_other(empty: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        with rolled_back():
            make_world(alone=True)
            built = rows()
        for _ in range(2):  # revisions come again: what was noted of the first must not answer in the second
            with rolled_back():
                world = make_world(alone=True)
                assert rows() == built
                submit(parse("skill.add", {"name": "Left over"}), world.viewer("Sam"), "test")
                world.ids["Left over"] = world.workspace.name = "changed"
        with rolled_back():
            world = make_world(alone=True)
            assert "Left over" not in world.ids
            assert world.workspace.name == "Acme"


def test_two_worlds_are_put_back_side_by_side(empty: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        for slug in ("one", "two"):
            with rolled_back():
                make_world(alone=False, slug=slug)
        with rolled_back():
            one, two = (make_world(alone=False, slug=slug) for slug in ("one", "two"))
            found = [Skill.everything.filter(workspace=world.workspace).count() for world in (one, two)]
            assert found[0] == found[1] > 0
            assert one.do("skill.add", name="After").status == "applied"


def test_what_changes_rows_of_others_is_not_kept(empty: None, django_db_blocker: Any) -> None:
    def rename() -> World:
        with guard.opened():
            Skill.everything.all().update(name="Renamed")
        return world

    with django_db_blocker.unblock(), rolled_back():
        world = make_world(alone=True)
        with pytest.raises(AssertionError, match="people_skill"):
            frozen.thawed("renaming", rename)
