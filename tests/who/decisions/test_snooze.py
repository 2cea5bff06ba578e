"""Before deciding: a question is heard and decides nothing; what is put off comes back in time."""

from __future__ import annotations

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.proposals.queries import ProposalRow, proposals, waiting_count, waiting_for
from tests.registry.world import World
from tests.small_world import built as built
from tests.small_world import world as world

pytestmark = pytest.mark.django_db


def row(world: World, who: str) -> ProposalRow:
    return next(row for row in proposals(world.viewer(who)) if row.title == "Stella's wish")


def act(world: World, who: str, command: str, **payload: object) -> None:
    submit(parse(command, {"proposal": row(world, who).key, **payload}), world.viewer(who), "test")


def test_a_snoozed_proposal_comes_back_on_its_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    key, before = row(world, "Maya").key, waiting_count(world.viewer("Maya"), ())["decisions"]["count"]
    act(world, "Maya", "proposal.snooze", until="2027-03-11")
    assert key not in [one.key for one in waiting_for(world.viewer("Maya"))]
    assert row(world, "Maya").snoozed == "until Thu 11 Mar"
    assert waiting_count(world.viewer("Maya"), ()).get("decisions", {"count": 0})["count"] == before - 1
    assert row(world, "Jonas").snoozed == "", "others have not put it off"
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-11T08:00:00+00:00")
    assert key in [one.key for one in waiting_for(world.viewer("Maya"))]


def test_it_comes_back_when_the_other_has_answered(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    act(world, "Maya", "proposal.snooze", answer_of=world.ids["Stella"])
    assert row(world, "Maya").snoozed == "until Stella answers"
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-10T10:00:00+00:00")
    act(world, "Stella", "proposal.ask", words="Yes, it is what they meant.")
    assert row(world, "Maya").waits


def test_it_comes_back_when_it_is_late(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    act(world, "Maya", "proposal.snooze", until="2027-04-30")
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-20T09:00:00+00:00")
    assert row(world, "Maya").waits
    with pytest.raises(Refused, match="should be decided by now"):
        act(world, "Maya", "proposal.snooze", until="2027-04-30")


def test_only_who_is_asked_has_something_to_snooze(world: World) -> None:
    with pytest.raises(Refused, match="does not wait for you"):
        act(world, "Nora", "proposal.snooze", until="2027-03-12")
    with pytest.raises(Refused, match="until which day"):
        act(world, "Maya", "proposal.snooze")


def test_a_question_is_heard_and_decides_nothing(world: World) -> None:
    act(world, "Maya", "proposal.ask", words="Does it need a new sign-in?")
    mine = row(world, "Maya")
    assert mine.waits
    assert [(one["by"]["name"], one["words"]) for one in row(world, "Jonas").asked] == [
        ("Maya", "Does it need a new sign-in?")
    ]
