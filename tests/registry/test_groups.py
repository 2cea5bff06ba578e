"""Commands sent as one group do what they do one by one: the same rows, the same history, and one undo."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pilothouse.commands import Command, Refused, parse
from pilothouse.who.decisions.gate.commands_undo import Undo
from pilothouse.who.decisions.gate.submit import submit, submit_many
from pilothouse.who.decisions.models import Entry, RowChange
from pilothouse.who.people.models import Unit, Workspace

from .conftest import tables
from .world import EFFORT, World

NEW = [str(uuid5(UUID(int=1), str(n))) for n in range(4)]
"""Ids of tasks that a group may make, and name before it makes them."""
TASKS = st.sampled_from(["First task", "Second task", "Third task", "Inner task", "Group", *NEW])
PLACES = st.sampled_from(["First feature", "Second feature", "Redesign"])
HOURS = st.sampled_from([12, 16, 24])
Told = list[tuple[Any, ...]]


def edits() -> st.SearchStrategy[tuple[str, dict[str, Any]]]:
    """One edit of the work, by names of the world."""
    each: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "task.estimate": {"task": TASKS, "effort": HOURS.map(lambda hours: EFFORT | {"likely": hours})},
        "task.assign": {"task": TASKS, "members": st.lists(st.sampled_from(["Tomas", "Priya"]), max_size=2)},
        "task.edit": {"task": TASKS, "title": st.sampled_from(["Draw", "Build"]), "level": st.integers(1, 3)},
        "task.move": {"task": TASKS, "feature": PLACES, "parent": st.none() | TASKS},
        "task.link": {"after": TASKS, "before": TASKS},
        "task.delete": {"task": TASKS},
        "item.rename": {"item": TASKS, "title": st.sampled_from(["Plan", "Test"])},
        "unit.edit": {
            "unit": st.sampled_from(["Redesign", "Invoices"]),
            "prefix": st.sampled_from(["QQ", "RR"]),
        },
    }
    add = st.tuples(st.sampled_from(NEW), PLACES, st.none() | TASKS).map(_addition)
    return st.one_of(add, add, *(st.tuples(st.just(n), st.fixed_dictionaries(f)) for n, f in each.items()))


def _addition(drawn: tuple[str, str, str | None]) -> tuple[str, dict[str, Any]]:
    id, place, parent = drawn
    where = {"unit": place} if place == "Redesign" else {"feature": place}
    return "task.add", {
        "id": id,
        "title": "Paint",
        "effort": EFFORT,
        **where,
        **({"parent": parent} if parent else {}),
    }


def command(world: World, edit: tuple[str, dict[str, Any]]) -> Command:
    name, payload = edit
    known = {k: v for k, v in world.ids.items() if k not in ("Draw", "Build", "Plan", "Test", "Paint")}

    def meant(value: Any) -> Any:
        return known.get(value, value) if isinstance(value, str) else value

    return parse(
        name, {k: [meant(x) for x in v] if isinstance(v, list) else meant(v) for k, v in payload.items()}
    )


@contextmanager
def rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def told_since(revision: int) -> Told:
    """What history tells since: each entry with the rows it changed."""
    entries = Entry.everything.filter(revision__gt=revision).order_by("revision")
    changes = RowChange.everything.order_by("position")
    return [
        (
            entry.revision - revision,
            *(getattr(entry, name) for name in ("command", "payload", "sentence", "family", "unit_id")),
            list(changes.filter(entry=entry).values_list("model", "row", "before", "after")),
        )
        for entry in entries
    ]


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=st.lists(edits(), min_size=2, max_size=12))
def test_a_group_does_what_its_commands_do_one_by_one(alone: World, drawn: list[Any]) -> None:
    sam, before = alone.viewer("Sam"), tables()
    revision = Workspace.objects.get(pk=alone.workspace.pk).revision
    done = []
    with rolled_back():
        for one in (command(alone, edit) for edit in drawn):
            try:
                submit(one, sam, "web")
            except (Refused, IntegrityError):
                continue
            done.append(one)
        rows, told = tables(), told_since(revision)
    if not done:
        return
    with rolled_back():
        group = submit_many(done, sam, "web").group
        assert tables() == rows
        assert told_since(revision) == told
        if any(entry[-1] for entry in told):
            submit(Undo(group=group), sam, "web")
        assert tables() == before


@pytest.mark.parametrize("edit", ["add", "estimate"])
def test_a_larger_group_asks_the_database_no_more_often(alone: World, edit: str) -> None:
    sam = alone.viewer("Sam")
    ids: list[str] = []

    def asked(count: int) -> int:
        new = [
            parse("task.add", {"title": f"Paint {n}", "unit": alone.ids["Redesign"], "effort": EFFORT})
            for n in range(count)
        ]
        estimates = [
            parse("task.estimate", {"task": id, "effort": EFFORT | {"likely": 20 + count}})
            for id in ids[:count]
        ]
        with CaptureQueriesContext(connection) as asked:
            made = submit_many(new if edit == "add" else estimates, sam, "web")
        ids.extend(dict.fromkeys(made.created))
        return len(asked)

    if edit == "estimate":
        new = [parse("task.add", {"title": f"Paint {n}", "unit": alone.ids["Redesign"]}) for n in range(12)]
        ids.extend(str(one.id) for one in new)  # type: ignore[attr-defined]
        submit_many(new, sam, "web")
    asked(2)
    assert asked(12) == asked(4)


def test_a_unit_that_gets_another_prefix_gives_the_new_keys_in_the_same_group(alone: World) -> None:
    sam, unit = alone.viewer("Sam"), alone.ids["Redesign"]
    new = {"title": "Paint", "unit": unit}
    submit_many(
        [parse("task.add", new), parse("unit.edit", {"unit": unit, "prefix": "QQ"}), parse("task.add", new)],
        sam,
        "web",
    )
    assert [str(Unit.everything.get(pk=unit).prefix)] == ["QQ"]
    entries = Entry.everything.filter(command="task.add").order_by("-revision")[:1]
    row = RowChange.everything.get(entry=entries[0], model="items.item")
    assert (row.after or {})["prefix"] == "QQ"
