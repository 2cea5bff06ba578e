"""What moves the date: signs, what cannot matter, and where a swing comes from, on plans one can think
through."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.forecast import forecast
from pilothouse.engine.plan import Plan, Range, Release, Risk
from pilothouse.engine.sensitivity import Swing, sensitivity

from .small import person, plan, task

WIDE, NARROW = Range(8.0, 24.0, 120.0), Range(8.0, 9.0, 12.0)
RUNS = 2000


def swings(what: Plan, id: str = "", seed: int = 1, runs: int = RUNS) -> dict[str, Swing]:
    return {swing.id: swing for swing in sensitivity(what, forecast(what, runs, seed).samples, seed)[id]}


def apart() -> Plan:
    """Two people who share nothing; only Ana's work is in the release."""
    return plan(
        task("hers", WIDE, skill="code"),
        task("his", WIDE, skill="art"),
        people=(person("ana"), person("ben", "art")),
        releases=(Release("r", "R", ("hers",)),),
    )


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 10_000))
def test_what_nothing_of_it_depends_on_moves_nothing(seed: int) -> None:
    found = swings(apart(), "r", seed)
    assert list(found) == ["hers"]


@settings(max_examples=15, deadline=None)
@given(st.floats(2, 30), st.floats(1, 4), st.integers(1, 1000))
def test_a_chain_ends_sooner_at_the_low_and_later_at_the_high_of_each_part(
    least: float, wide: float, seed: int
) -> None:
    part = Range(least, least * (1 + wide / 2), least * (1 + 2 * wide))
    for swing in swings(plan(task("a", part), task("b", part, "a")), seed=seed).values():
        assert swing.low_days < 0 < swing.high_days
        assert swing.low_hours < swing.high_hours


def test_the_widest_range_of_a_chain_comes_first_and_one_that_never_varies_not_at_all() -> None:
    found = swings(plan(task("narrow", NARROW), task("wide", WIDE, "narrow"), task("fixed", 16.0, "wide")))
    assert next(iter(found)) == "wide"
    assert "fixed" not in found


def test_work_that_somebody_does_first_moves_what_only_waits_for_the_person() -> None:
    what = plan(
        task("first", WIDE, priority=2.0), task("second", 8.0), releases=(Release("r", "R", ("second",)),)
    )
    assert swings(what, "r")["first"].high_days > 0


def test_a_risk_that_fires_costs_days_and_one_on_other_work_none() -> None:
    threats = (
        Risk("mine", "Mine", 0.4, ("hers",), Range(40.0, 60.0, 80.0)),
        Risk("other", "Other", 0.4, ("his",), Range(40.0, 60.0, 80.0)),
    )
    found = swings(replace(apart(), risks=threats), "r")
    assert found["mine"].kind == "risk"
    assert found["mine"].low_days <= 0 < found["mine"].high_days
    assert found["mine"].high_hours == 60.0
    assert "other" not in found


def test_without_ranges_nothing_moves_and_what_is_never_done_has_no_swings() -> None:
    assert swings(plan(task("a"), task("b", 8.0, "a"))) == {}
    impossible = plan(task("a", WIDE, skill="law"), releases=(Release("r", "R", ("a",)),))
    assert swings(impossible, "r") == {}


def test_the_same_seed_gives_the_same_swings_and_too_few_runs_none() -> None:
    what = plan(task("a", WIDE), task("b", NARROW, "a"))
    assert swings(what) == swings(what)
    assert swings(what, runs=60) == {}
