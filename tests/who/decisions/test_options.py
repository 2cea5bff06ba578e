"""Several options on one proposal: each priced, each with its own says, one of them taken."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Option, Voice
from pilothouse.who.decisions.proposals.queries import proposal
from pilothouse.who.people.models import Unit

from .conftest import World


@pytest.fixture
def tabled(world: World, scratch: Any, plan_lens: Any) -> World:
    """PR-1 by Sven in an agreed scope: A estimates 17 hours, B (by Jonas) 600, beyond tolerance."""
    with guard.opened():
        Unit.everything.filter(pk=world.project.pk).update(scope_baseline=uuid4())
    submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web")
    add(world, "jonas", hours=600, label="Do all of it")
    return world


def add(world: World, who: str, hours: float = 18, label: str = "Another") -> Any:
    commands = [{"name": "scratch.estimate", "payload": {"task": "ACM-1", "hours": hours}}]
    return say(world, who, "option.add", label=label, commands=commands)


def say(world: World, who: str, name: str, /, **payload: Any) -> Any:
    return submit(parse(name, {"proposal": "PR-1", **payload}), world.people[who], "web")


def state() -> str:
    return ChangeSet.everything.get().state


def test_anybody_who_sees_it_may_add_an_option_which_is_priced_by_itself(tabled: World) -> None:
    row = proposal(tabled.maya, "PR-1")
    assert row is not None
    assert [(o.letter, o.label) for o in row.options] == [("A", "As suggested"), ("B", "Do all of it")]
    assert [o.impact["lines"][0]["after"] for o in row.options if o.impact] == [33.0, 616.0]
    assert tabled.task("editor").effort["likely"] == 16


def test_an_option_says_whom_it_needs_more_before_anyone_clicks(tabled: World) -> None:
    row = proposal(tabled.tomas, "PR-1")
    assert row is not None
    small, large = row.options
    assert small.needs == "Tomas"
    assert "Ingrid" in large.needs
    assert "Ingrid" not in small.needs


def test_the_option_taken_is_carried_out_and_no_other(tabled: World) -> None:
    add(tabled, "priya", hours=20, label="A little more")
    say(tabled, "tomas", "proposal.accept", option="C")
    assert state() == "accepted"
    assert tabled.task("editor").effort["likely"] == 20
    assert ChangeSet.everything.get().chosen == Option.everything.get(label="A little more").pk


def test_an_option_beyond_the_limit_waits_for_the_others_it_needs(tabled: World) -> None:
    say(tabled, "ingrid", "proposal.accept", option="B")
    assert state() == "open"
    row = proposal(tabled.tomas, "PR-1")
    assert row is not None
    assert row.options[1].chosen
    assert row.waiting.startswith("waits for")


def test_what_was_said_to_one_option_holds_when_another_is_taken_and_taken_back(tabled: World) -> None:
    say(tabled, "ingrid", "proposal.accept", option="B")
    add(tabled, "priya", hours=20, label="A little more")
    voices = Voice.everything.filter(member=tabled.ingrid.member, verdict="accept")
    assert [v.option.letter for v in voices] == ["B"]
    say(tabled, "tomas", "proposal.accept", option="C")
    assert state() == "accepted"


def test_a_vetoed_option_cannot_be_taken_and_the_others_can(tabled: World) -> None:
    say(tabled, "maya", "proposal.decline", only="B", words="Nobody could build that")
    assert state() == "open"
    say(tabled, "tomas", "proposal.accept", option="A")
    assert state() == "accepted"


def test_declining_all_of_it_ends_it(tabled: World) -> None:
    say(tabled, "tomas", "proposal.decline", words="Not now")
    assert state() == "declined"


def test_only_who_added_an_option_takes_it_back_and_the_last_one_stays(tabled: World) -> None:
    with pytest.raises(Refused, match="Only who added an option") as refused:
        say(tabled, "maya", "option.withdraw", option="B")
    assert refused.value.status == 403
    say(tabled, "jonas", "option.withdraw", option="B")
    with pytest.raises(Refused, match="withdraw the proposal instead"):
        say(tabled, "sven", "option.withdraw", option="A")
    with pytest.raises(Refused, match="has no option 'B'"):
        say(tabled, "tomas", "proposal.accept", option="B")


def test_a_revised_option_is_asked_again(tabled: World) -> None:
    say(tabled, "ingrid", "proposal.accept", option="B")
    commands = [{"name": "scratch.estimate", "payload": {"task": "ACM-1", "hours": 900}}]
    say(tabled, "jonas", "option.revise", option="B", commands=commands)
    row = proposal(tabled.tomas, "PR-1")
    assert row is not None
    assert not row.agreed
    assert row.options[1].impact["lines"][0]["after"] == 916.0  # type: ignore[index]


def test_dissent_is_heard_kept_and_holds_nothing_up(tabled: World) -> None:
    say(tabled, "ingrid", "proposal.dissent", words="We promised the other thing")
    say(tabled, "tomas", "proposal.accept", option="A")
    row = proposal(tabled.maya, "PR-1")
    assert row is not None
    assert row.state == "accepted"
    assert [one["words"] for one in row.dissent] == ["We promised the other thing"]
