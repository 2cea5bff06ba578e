"""Proposals: priced, decided by those who hold the keys, computed anew when the base moves."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.commands_undo import Undo
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Entry, Option, Voice
from pilothouse.who.decisions.proposals.commands_deciding import (
    AcceptProposal,
    AnswerProposal,
    DeclineProposal,
    WithdrawProposal,
)
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit

from .conftest import World


def _accept(world: World, who: str, **more: Any) -> Any:
    return submit(AcceptProposal(proposal="PR-1", **more), world.people[who], "web")


def _baselined(world: World) -> None:
    with guard.opened():
        Unit.everything.filter(pk=world.project.pk).update(scope_baseline=uuid4())


def _state() -> str:
    return ChangeSet.everything.get().state


def test_accepting_applies_the_stored_commands_and_names_proposer_and_decider(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    _accept(world, "tomas")
    _accept_rest(world)

    entry = Entry.everything.get(command="scratch.estimate")
    assert _state() == "accepted"
    assert world.task("editor").effort["likely"] == 17
    assert entry.on_behalf_of_id == world.sven.member
    assert entry.change_set.key == "PR-1"


def _accept_rest(world: World) -> None:
    """Consulted people answer, if the row gives them time."""
    if _state() == "open":
        for who in ("jonas",):
            submit(AnswerProposal(proposal="PR-1", verdict="fine"), world.people[who], "web")


def test_who_agrees_is_told_whose_say_it_waits_for(world: World, scratch: Any, plan_lens: Any) -> None:
    _baselined(world)
    submit(scratch.Add(id=uuid4(), beside="ACM-1", title="Recurring"), world.sven, "web")
    assert "; it waits for Maya" in _accept(world, "priya").sentence
    assert "waits" not in _accept(world, "maya").sentence
    assert _state() == "accepted"


def test_baselined_scope_within_tolerance_needs_two_keys(world: World, scratch: Any, plan_lens: Any) -> None:
    _baselined(world)
    outcome = submit(scratch.Add(id=uuid4(), beside="ACM-1", title="Recurring"), world.maya, "web")
    assert outcome.status == "proposed"
    assert Voice.everything.get().member_id == world.maya.member, "suggesting is the decider's own yes"

    _accept(world, "priya")
    assert _state() == "accepted"
    assert Item.everything.filter(title="Recurring").exists()


def test_who_decides_own_proposal_is_told_whom_it_waits_for(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    _baselined(world)
    outcome = submit(scratch.Add(id=uuid4(), beside="ACM-1", title="Recurring"), world.maya, "web")
    assert outcome.agreed
    assert outcome.waits_for == ("Priya",)
    assert outcome.decide_by == ChangeSet.everything.get().decide_by


def test_who_suggests_to_others_has_not_agreed(world: World, scratch: Any, plan_lens: Any) -> None:
    outcome = submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    assert not outcome.agreed
    assert "Sven" not in outcome.deciders


def test_beyond_tolerance_the_sponsor_decides(world: World, scratch: Any, plan_lens: Any) -> None:
    _baselined(world)
    outcome = submit(scratch.Estimate(task="ACM-1", hours=16 + 48), world.tomas, "web")
    assert outcome.deciders == ("Ingrid",)
    for who in ("maya", "priya"):
        _accept(world, who)
    assert _state() == "open"
    _accept(world, "ingrid")
    _wait_for_consulted(world)
    assert _state() == "accepted"


def _wait_for_consulted(world: World) -> None:
    for who in ("jonas", "tomas"):
        if _state() == "open":
            submit(AnswerProposal(proposal="PR-1", verdict="fine"), world.people[who], "web")


def test_only_those_asked_may_decide(world: World, scratch: Any, plan_lens: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    for command in (
        AcceptProposal(proposal="PR-1"),
        DeclineProposal(proposal="PR-1", words="no"),
    ):
        with pytest.raises(Refused) as refused:
            submit(command, world.ingrid, "web")
        assert refused.value.status == 403
    assert _state() == "open"


def test_a_moved_base_is_computed_anew_and_asked_again(world: World, scratch: Any, plan_lens: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    seen = Option.everything.get().plan_revision
    submit(scratch.Estimate(task="ACM-2", hours=20), world.tomas, "web")

    with pytest.raises(Refused) as stale:
        _accept(world, "tomas", seen=seen)
    option = Option.everything.get()
    assert stale.value.status == 409
    assert _state() == "open"
    assert option.impact["lines"] == [{"before": 36.0, "after": 37.0}]
    assert option.verdict["was"]["lines"] == [{"before": 32.0, "after": 33.0}]

    _accept(world, "tomas", seen=option.plan_revision)
    _accept_rest(world)
    assert _state() == "accepted"


def test_a_newer_value_of_the_same_row_is_not_overwritten(world: World, scratch: Any, plan_lens: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    submit(scratch.Estimate(task="ACM-1", hours=20), world.tomas, "web")
    with pytest.raises(Refused):
        _accept(world, "tomas")
    assert world.task("editor").effort["likely"] == 20


def test_declining_needs_a_reason_and_ends_it(world: World, scratch: Any, plan_lens: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    submit(DeclineProposal(proposal="PR-1", words="Not now"), world.tomas, "web")
    assert _state() == "declined"
    with pytest.raises(Refused, match="declined already"):
        _accept(world, "tomas")


def test_its_author_may_withdraw(world: World, scratch: Any, plan_lens: Any) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    with pytest.raises(Refused):
        submit(WithdrawProposal(proposal="PR-1"), world.tomas, "web")
    submit(WithdrawProposal(proposal="PR-1"), world.sven, "web")
    assert _state() == "withdrawn"


def test_undoing_an_accepted_scope_change_is_a_scope_change(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    _baselined(world)
    new = uuid4()
    submit(scratch.Add(id=new, beside="ACM-1", title="Recurring"), world.maya, "web")
    outcome = _accept(world, "priya")
    answer = submit(Undo(group=outcome.group), world.maya, "web")
    assert answer.status == "proposed"
    assert Item.everything.filter(pk=new).exists()


def test_only_its_author_says_why_and_only_while_it_is_open(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    why = parse("proposal.explain", {"proposal": "PR-1", "why": "It grew"})
    with pytest.raises(Refused, match="Only who suggested PR-1"):
        submit(why, world.tomas, "web")
    submit(why, world.sven, "web")
    assert ChangeSet.everything.get().why == "It grew"
    submit(parse("proposal.accept", {"proposal": "PR-1"}), world.tomas, "web")
    with pytest.raises(Refused, match="accepted already"):
        submit(why, world.sven, "web")
