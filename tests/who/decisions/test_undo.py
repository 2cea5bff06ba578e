"""Undo restores every row, and refuses by name when later changes stand on it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.who.decisions.gate.commands_undo import Undo
from pilothouse.who.decisions.gate.rowvalues import values_of
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import MatrixRow
from pilothouse.who.items.models import Item

from .conftest import World


def test_undo_restores_the_row_despite_unrelated_changes(world: World, scratch: Any, plan_lens: Any) -> None:
    before = values_of(world.task("editor"))
    outcome = submit(scratch.Estimate(task="ACM-1", hours=24), world.tomas, "web")
    submit(scratch.Retitle(task="ACM-1", title="Unrelated"), world.maya, "web")
    submit(Undo(group=outcome.group), world.tomas, "web")
    assert values_of(world.task("editor")) == before


def test_undo_of_undo_brings_it_back(world: World, scratch: Any, plan_lens: Any) -> None:
    new = uuid4()
    made = submit(scratch.Add(id=new, beside="ACM-1", title="Third"), world.maya, "web")
    undone = submit(Undo(group=made.group), world.maya, "web")
    assert not Item.everything.filter(pk=new).exists()
    submit(Undo(group=undone.group), world.maya, "web")
    assert Item.everything.get(pk=new).key == "ACM-3"


def test_undo_refuses_and_names_the_later_change(world: World, scratch: Any, plan_lens: Any) -> None:
    outcome = submit(scratch.Retitle(task="ACM-1", title="First"), world.maya, "web")
    submit(scratch.Retitle(task="ACM-1", title="Second"), world.jonas, "web")
    with pytest.raises(Refused, match="Jonas named it Second"):
        submit(Undo(group=outcome.group), world.maya, "web")


def test_undo_once(world: World, scratch: Any) -> None:
    outcome = submit(scratch.Retitle(task="ACM-1", title="First"), world.maya, "web")
    submit(Undo(group=outcome.group), world.maya, "web")
    with pytest.raises(Refused, match="undone already"):
        submit(Undo(group=outcome.group), world.maya, "web")


def test_what_was_undone_and_done_again_can_be_undone(world: World, scratch: Any) -> None:
    done = submit(scratch.Retitle(task="ACM-1", title="First"), world.maya, "web")
    undone = submit(Undo(group=done.group), world.maya, "web")
    submit(Undo(group=undone.group), world.maya, "web")
    assert world.task("editor").item.title == "First"
    submit(Undo(group=done.group), world.maya, "web")
    assert world.task("editor").item.title == "editor"


def test_a_decision_taken_back_keeps_its_number_from_the_next(world: World, scratch: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=24), world.sven, "web")
    accepted = submit(parse("proposal.accept", {"proposal": "PR-1"}), world.tomas, "web")
    undone = submit(Undo(group=accepted.group), world.tomas, "web")
    submit(parse("decision.record", {"title": "Elsewhere", "on": "2026-01-05"}), world.maya, "web")
    submit(Undo(group=undone.group), world.tomas, "web")
    kept = Item.everything.filter(kind="decision").order_by("number").values_list("number", "title")
    assert [number for number, _ in kept] == [1, 2]
    assert kept[1][1] == "Elsewhere"


def test_a_decision_taken_back_and_spoken_to_is_made_anew(world: World, scratch: Any, plan_lens: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=24), world.sven, "web")
    accepted = submit(parse("proposal.accept", {"proposal": "PR-1"}), world.tomas, "web")
    undone = submit(Undo(group=accepted.group), world.tomas, "web")
    objection = {"proposal": "PR-1", "verdict": "object", "words": "I was wrong"}
    submit(parse("proposal.answer", objection), world.tomas, "web")
    with pytest.raises(Refused, match="PR-1 was open again and people went on with it"):
        submit(Undo(group=undone.group), world.tomas, "web")
    assert world.task("editor").effort["likely"] == 16


def test_nobody_takes_back_what_they_said_to_what_was_decided_since(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    told = {"decides": "engineering_manager", "approves": ["product_manager"], "alone_days": 0}
    told |= {"alone_cost": 0, "alone_effort": 0, "consults": [], "informs": []}
    row = MatrixRow.everything.get(family="estimate.set", band="normal")
    submit(parse("rights.set", {"row": str(row.pk), **told}), world.sofia, "web")
    submit(scratch.Estimate(task="ACM-1", hours=24), world.sven, "web")
    agreed = submit(parse("proposal.accept", {"proposal": "PR-1"}), world.maya, "web")
    accepted = submit(parse("proposal.accept", {"proposal": "PR-1"}), world.tomas, "web")
    assert world.task("editor").effort["likely"] == 24
    with pytest.raises(Refused, match=r"PR-1 was accepted since then\. Undo that first"):
        submit(Undo(group=agreed.group), world.maya, "web")
    submit(Undo(group=accepted.group), world.tomas, "web")
    submit(parse("proposal.accept", {"proposal": "PR-2"}), world.maya, "web")
    submit(Undo(group=agreed.group), world.maya, "web")
    assert world.task("editor").effort["likely"] == 16


def test_rights_changed_otherwise_meanwhile_are_not_brought_back_over(world: World, scratch: Any) -> None:
    row = str(MatrixRow.everything.get(family="estimate.set", band="normal").pk)
    done = submit(parse("rights.set", {"row": row, "alone_days": 1}), world.sofia, "web")
    undone = submit(Undo(group=done.group), world.sofia, "web")
    submit(parse("rights.set", {"row": row, "alone_days": 3}), world.sofia, "web")
    with pytest.raises(Refused, match="Sofia changed who decides estimates"):
        submit(Undo(group=undone.group), world.sofia, "web")


def test_only_the_actor_takes_back_what_needs_no_right(world: World, scratch: Any) -> None:
    outcome = submit(scratch.Retitle(task="ACM-1", title="First"), world.maya, "web")
    with pytest.raises(Refused) as refused:
        submit(Undo(group=outcome.group), world.jonas, "web")
    assert refused.value.status == 403


def test_undo_of_a_decision_by_another_becomes_a_proposal(world: World, scratch: Any, plan_lens: Any) -> None:
    outcome = submit(scratch.Estimate(task="ACM-1", hours=24), world.tomas, "web")
    answer = submit(Undo(group=outcome.group), world.sven, "web")
    assert (answer.status, answer.deciders) == ("proposed", ("Tomas",))
    assert world.task("editor").effort["likely"] == 24


def test_keys_only_grow(world: World, scratch: Any, plan_lens: Any) -> None:
    first = submit(scratch.Add(id=uuid4(), beside="ACM-1", title="Third"), world.maya, "web")
    submit(Undo(group=first.group), world.maya, "web")
    again = uuid4()
    submit(scratch.Add(id=again, beside="ACM-1", title="Another"), world.maya, "web")
    assert Item.everything.get(pk=again).key == "ACM-4"
