"""Rights lent for a time: explicit, dated, taken back, never lent on, and named in history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.commands.lens import Size
from pilothouse.when.schedule.upkeep import see_to_people
from pilothouse.who import clock
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Delegation, Entry
from pilothouse.who.decisions.proposals.queries import proposal
from pilothouse.who.decisions.rights.queries_delegation import delegations, uncovered
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import TimeOff, Workspace

from .conftest import World


def today(world: World, days: int = 0) -> str:
    return (clock.today(world.workspace.timezone) + timedelta(days=days)).isoformat()


def lend(world: World, giver: str, to: str, first: int = 0, last: int = 3, **more: Any) -> Any:
    days = {"first": today(world, first), "last": today(world, last)}
    told = {"to": str(world.people[to].member), **days, **more}
    return submit(parse("delegation.give", told), world.people[giver], "web")


def deciders(world: World, family: str = "estimate.set") -> tuple[str, ...]:
    rights = Rights(Workspace.objects.get(pk=world.workspace.pk))
    return rights.names_of(rights.judge(family, world.project, Size()).deciders)


def test_who_is_lent_a_right_decides_and_history_says_for_whom(world: World, scratch: Any) -> None:
    assert submit(scratch.Estimate(task="ACM-1", hours=17), world.sven, "web").status == "proposed"
    lend(world, "tomas", "sven")
    outcome = submit(scratch.Estimate(task="ACM-1", hours=18), world.sven, "web")
    assert outcome.status == "applied"
    entry = Entry.everything.get(command="scratch.estimate")
    assert ", for Tomas, who delegated until " in entry.sentence
    assert deciders(world) == ("Tomas", "Sven"), "who lent it stays accountable and can decide too"


def test_an_open_proposal_asks_them_too_and_not_after_it_ends(
    world: World, scratch: Any, plan_lens: Any
) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=17), world.priya, "web")
    lend(world, "tomas", "sven")
    see_to_people(world.workspace)
    row = proposal(world.sven, "PR-1")
    assert row is not None
    assert row.asked_as == "decide"
    assert "Sven for Tomas, who delegated until" in row.says[0]["note"]

    submit(
        parse("delegation.revoke", {"delegation": str(Delegation.everything.get().pk)}), world.tomas, "web"
    )
    with pytest.raises(Refused, match="not yours to decide"):
        submit(parse("proposal.accept", {"proposal": "PR-1"}), world.sven, "web")
    assert ChangeSet.everything.get().state == "open"


def test_what_was_lent_cannot_be_lent_on(world: World) -> None:
    lend(world, "tomas", "sven")
    lend(world, "sven", "maya")
    assert "Maya" not in deciders(world)


def test_it_holds_on_its_days_in_its_place_and_for_its_decisions(world: World) -> None:
    lend(world, "tomas", "sven", first=2, last=3)
    assert deciders(world) == ("Tomas",)
    lend(world, "tomas", "jonas", kinds=["leave.record"])
    assert deciders(world) == ("Tomas",)
    assert "Jonas" in deciders(world, "leave.record")
    lend(world, "tomas", "maya", unit=str(world.project.pk))
    assert "Maya" in deciders(world)


@pytest.mark.parametrize(
    "giver, to, more, why",
    [
        ("tomas", "tomas", {}, "in your own place"),
        ("tomas", "sven", {"last": -1, "first": -2}, "has passed"),
        ("tomas", "sven", {"first": 3, "last": 1}, "before the first"),
        ("tomas", "sven", {"last": 500}, "A year is the longest"),
        ("tomas", "sven", {"kinds": ["no.such"]}, "no kind of decision"),
    ],
)
def test_what_cannot_be_lent_is_refused_with_a_reason(
    world: World, giver: str, to: str, more: dict[str, Any], why: str
) -> None:
    with pytest.raises(Refused) as refused:
        lend(world, giver, to, **more)
    assert why in str(refused.value)
    assert not Delegation.everything.exists()


def test_rings_are_refused_however_long(world: World) -> None:
    lend(world, "tomas", "sven")
    with pytest.raises(Refused, match="lend in a ring"):
        lend(world, "sven", "tomas")
    lend(world, "sven", "maya")
    with pytest.raises(Refused, match="lend in a ring"):
        lend(world, "maya", "tomas")
    lend(world, "maya", "tomas", first=10, last=12)


def test_only_the_two_concerned_end_it(world: World) -> None:
    lend(world, "tomas", "sven")
    revoke = parse("delegation.revoke", {"delegation": str(Delegation.everything.get().pk)})
    with pytest.raises(Refused, match="Only who lent a right"):
        submit(revoke, world.maya, "web")
    assert delegations(world.sven)[0]["can_end"]
    submit(revoke, world.sven, "web")
    assert not delegations(world.sven)


def test_leave_of_who_holds_a_role_asks_for_cover_until_there_is_one(world: World) -> None:
    start = date.fromisoformat(today(world, 5))
    with guard.opened():
        days = {"start": start, "end": start + timedelta(days=3)}
        TimeOff.everything.create(workspace=world.workspace, member_id=world.tomas.member, **days)
    assert uncovered(world.tomas) == [{"first": start, "last": start + timedelta(days=2)}]
    lend(world, "tomas", "sven", first=5, last=7)
    assert uncovered(world.tomas) == []
