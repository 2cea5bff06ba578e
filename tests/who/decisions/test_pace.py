"""How long deciding takes: by kind of decision and month, never by person."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.proposals.commands_deciding import DeclineProposal
from pilothouse.who.decisions.proposals.pace import pace

from .conftest import World


def decided(world: World, scratch: Any, monkeypatch: Any, made: str, said: str, hours: float) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", made)
    outcome = submit(scratch.Estimate(task="ACM-1", hours=hours), world.sven, "web")
    monkeypatch.setenv("PILOTHOUSE_NOW", said)
    submit(DeclineProposal(proposal=outcome.proposal, words="Not now"), world.tomas, "web")


@pytest.fixture
def year(world: World, scratch: Any, plan_lens: Any, monkeypatch: pytest.MonkeyPatch) -> World:
    decided(world, scratch, monkeypatch, "2027-01-11T09:00:00+00:00", "2027-01-12T09:00:00+00:00", 17)
    decided(world, scratch, monkeypatch, "2027-01-11T09:00:00+00:00", "2027-01-14T09:00:00+00:00", 18)
    decided(world, scratch, monkeypatch, "2027-02-01T09:00:00+00:00", "2027-02-01T21:00:00+00:00", 19)
    return world


def test_each_month_has_its_median_and_what_85_of_100_keep(year: World) -> None:
    (kind,) = pace(year.maya)
    assert [(m.first.isoformat(), m.count, m.likely, m.safe) for m in kind.months] == [
        ("2027-01-01", 2, 2.0, 3.0),
        ("2027-02-01", 1, 0.5, 0.5),
    ]
    assert (kind.whole.count, kind.whole.likely) == (3, 1.0)
    assert not any(name in str(kind) for name in ("Tomas", "Sven"))


def test_what_is_still_open_or_a_year_old_is_left_out(
    year: World, scratch: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(scratch.Estimate(task="ACM-1", hours=25), year.sven, "web")
    assert pace(year.maya)[0].whole.count == 3
    monkeypatch.setenv("PILOTHOUSE_NOW", "2028-03-01T09:00:00+00:00")
    assert pace(year.maya) == []
