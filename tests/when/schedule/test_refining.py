"""A large plan's proposal is estimated at once, refined while people read, and decided on whole figures."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from pilothouse.commands import Refused
from pilothouse.engine.forecast import Cancelled
from pilothouse.entrypoints.jobs.worker import Worker
from pilothouse.when.schedule import lens, upkeep
from pilothouse.when.schedule.impact_lines import recomputed
from pilothouse.when.schedule.models import PlanDocument
from pilothouse.when.schedule.upkeep import estimated, reprice_open
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import ChangeSet, Option, Outbox
from pilothouse.who.decisions.proposals import figures
from pilothouse.who.decisions.proposals.commands_deciding import AcceptProposal, WithdrawProposal

from .conftest import World


@pytest.fixture
def option(world: World, scratch: Any, monkeypatch: pytest.MonkeyPatch) -> Option:
    """Of a proposal on a plan that counts as large."""
    monkeypatch.setattr(lens, "SMALL_PLAN", 0)
    world.snapshot()
    outcome = submit(scratch.Estimate(task=world.id("Layout"), likely=25), world.viewer("ana"), "test")
    assert outcome.status == "proposed"
    return Option.everything.get()


def accept(world: World) -> Any:
    change = ChangeSet.everything.get()
    return submit(AcceptProposal(proposal=str(change.pk)), world.viewer("tomas"), "test")


def test_the_answer_is_an_estimate_from_few_runs(option: Option) -> None:
    assert option.runs == option.impact["runs"] == lens.FEW_RUNS
    assert figures.is_first_estimate(option)


def test_a_small_plan_is_computed_whole_at_once(world: World, scratch: Any) -> None:
    world.snapshot()
    submit(scratch.Estimate(task=world.id("Layout"), likely=25), world.viewer("ana"), "test")
    assert not figures.is_first_estimate(Option.everything.get())


def test_refining_freezes_what_a_full_computation_tells_digit_by_digit(world: World, option: Option) -> None:
    first = option.impact
    assert estimated(world.workspace.pk) == {option.change_set_id}
    reprice_open(world.workspace)
    option.refresh_from_db()

    assert option.runs == option.impact["runs"] == figures.RUNS
    assert option.impact["seed"] == first["seed"]
    assert option.impact["after_hash"] == first["after_hash"]
    documents = [
        PlanDocument.everything.get(hash=option.impact[side]).document
        for side in ("before_hash", "after_hash")
    ]
    assert recomputed(option.impact, *documents) == option.impact["lines"]
    assert not estimated(world.workspace.pk)
    assert reprice_open(world.workspace) == 0, "frozen: there is nothing left to compute"


def test_pages_hear_how_far_it_is(world: World, option: Option) -> None:
    reprice_open(world.workspace)
    told = [
        event["progress"] for event in Outbox.objects.values_list("event", flat=True) if "progress" in event
    ]
    assert {one["id"] for one in told} == {f"changeset:{option.change_set_id}"}
    assert told[-1]["text"].endswith("of 2,000")
    assert 0 < told[0]["value"] < told[-1]["value"] < 1


def test_the_worker_refines_though_the_plan_stands_still(world: World, option: Option) -> None:
    Worker(threading.Event()).look()
    option.refresh_from_db()
    assert option.runs == figures.RUNS


def test_who_accepts_an_estimate_gets_it_computed_to_the_end_first(world: World, option: Option) -> None:
    accept(world)
    option.refresh_from_db()
    assert ChangeSet.everything.get().state == "accepted"
    assert option.runs == figures.RUNS
    assert option.impact["runs"] == figures.RUNS


def test_an_estimate_that_turns_out_otherwise_is_asked_again(
    world: World, option: Option, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(figures, "SIGMAS", 0)
    monkeypatch.setattr(figures, "LEAST", {"date": 0.0, "percent": 0.0, "money": 0.0})
    with pytest.raises(Refused, match="look at them and decide again"):
        accept(world)
    option.refresh_from_db()
    assert ChangeSet.everything.get().state == "open"
    assert option.runs == figures.RUNS
    assert option.verdict["was"]["runs"] == lens.FEW_RUNS, "both are shown"

    accept(world)
    assert ChangeSet.everything.get().state == "accepted"


def test_a_withdrawn_proposal_is_not_computed_further(
    world: World, option: Option, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upkeep, "LOOK", 0.0)
    change = ChangeSet.everything.get()

    def withdraw(teller: Any, done: int, runs: int) -> None:
        if ChangeSet.everything.get().state == "open":
            submit(WithdrawProposal(proposal=str(change.pk)), world.viewer("ana"), "test")

    monkeypatch.setattr(upkeep._Teller, "__call__", withdraw)
    assert reprice_open(world.workspace) == 0
    option.refresh_from_db()
    assert option.runs == lens.FEW_RUNS


def test_a_worker_that_is_stopped_leaves_it_to_the_next(world: World, option: Option) -> None:
    with pytest.raises(Cancelled):
        reprice_open(world.workspace, lambda: True)
    option.refresh_from_db()
    assert option.runs == lens.FEW_RUNS
    reprice_open(world.workspace)
    option.refresh_from_db()
    assert option.runs == figures.RUNS
