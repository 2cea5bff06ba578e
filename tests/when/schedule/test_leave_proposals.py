"""Leave that is asked for: whoever decides it sees what it does to dates before."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.commands import parse
from pilothouse.engine.document import plan_hash
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Option
from pilothouse.who.decisions.proposals.commands_deciding import AcceptProposal, DeclineProposal
from pilothouse.who.decisions.proposals.queries import proposal
from pilothouse.who.people.models import TimeOff

from .conftest import World
from .test_plan_page import sign_in


def asked(world: World, last: date) -> dict[str, Any]:
    """What the proposal says of the release, that leave of Ana's from 4 March on becomes."""
    world.snapshot()
    given = {"member": world.id("ana"), "first": date(2026, 3, 4), "last": last}
    outcome = submit(parse("leave.record", given), world.viewer("maya"), "web")
    assert (outcome.status, outcome.deciders) == ("proposed", ("Tomas",))
    row = proposal(world.viewer("tomas"), "PR-1")
    assert row is not None
    return {line["kind"]: line for line in row.impact["lines"] if line["name"] == "Release 1"}


def test_a_week_away_costs_its_working_days_and_nothing_is_away_before_it_is_decided(world: World) -> None:
    lines = asked(world, date(2026, 3, 10))
    assert lines["p50"]["change"] == pytest.approx(5.0)
    assert lines["p85"]["change"] == pytest.approx(5.0)
    assert lines["p85"]["better"] is False
    assert not TimeOff.everything.exists()


def test_the_plan_that_was_priced_is_the_one_that_accepting_brings(world: World) -> None:
    asked(world, date(2026, 3, 10))
    submit(AcceptProposal(proposal="PR-1"), world.viewer("tomas"), "web")
    assert TimeOff.everything.get().end == date(2026, 3, 11)
    assert plan_hash(world.snapshot().plan) == Option.everything.get().impact["after_hash"]


def test_leave_over_all_of_a_project_loses_its_target_and_is_priced_all_the_same(world: World) -> None:
    lines = asked(world, date(2126, 3, 10))
    assert lines["p50"]["after"].startswith("2126-03")
    assert (lines["chance"]["before"], lines["chance"]["after"]) == (100.0, 0.0)


def test_declined_leave_is_not_taken(world: World) -> None:
    asked(world, date(2026, 3, 10))
    submit(DeclineProposal(proposal="PR-1", words="Not then"), world.viewer("tomas"), "web")
    assert not TimeOff.everything.exists()


def test_leave_that_takes_somebody_s_whole_work_is_said_to_and_a_part_is_not(world: World) -> None:
    asked(world, date(2026, 3, 10))
    whole_year = {"member": world.id("ana"), "first": date(2026, 3, 2), "last": date(2026, 12, 31)}
    submit(parse("leave.record", whole_year), world.viewer("maya"), "web")
    browser = sign_in(world, "tomas")
    part, whole = (" ".join(browser.get(f"/acme/{key}").content.decode().split()) for key in ("PR-1", "PR-2"))
    taken = "Ana would be away for all of their work on Redesign, planned from Mon 2 Mar to Mon 9 Mar."
    assert "If accepted" in part
    assert "would be away for all" not in part
    assert taken in whole
