"""Risks as numbers: the worked examples of the field, and what each risk does to the date."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.plan import Range, Risk
from pilothouse.engine.risk import (
    band,
    burn_down,
    days_on_p85,
    distribution,
    expected_value,
    exposure,
    leverage,
    percentile,
    score,
)
from tests.engine.small import plan, task

PLAN = plan(task("t", Range(8, 16, 40)))


@pytest.mark.parametrize(
    "probability, impact, printed, where",
    [
        (0.9, 0.2, 0.18, "high"),
        (0.3, 0.2, 0.06, "moderate"),
        (0.1, 0.4, 0.04, "low"),
        (0.5, 0.05, 0.03, "low"),
        (0.7, 0.8, 0.56, "high"),
        (0.5, 0.1, 0.05, "low"),
        (0.7, 0.1, 0.07, "moderate"),
        (0.9, 0.05, 0.05, "low"),
        (0.3, 0.05, 0.02, "low"),
    ],
)
def test_the_matrix_bands_the_printed_score(
    probability: float, impact: float, printed: float, where: str
) -> None:
    assert score(probability, impact) == printed
    assert band(probability, impact) == where


def test_the_better_branch_of_a_decision_tree_is_that_of_the_higher_expected_value() -> None:
    build = expected_value([(0.6, 200), (0.4, 90)], invested=120)
    upgrade = expected_value([(0.6, 120), (0.4, 60)], invested=50)
    assert (round(build, 9), round(upgrade, 9)) == (36, 46)


def test_threats_and_opportunities_net_out() -> None:
    assert expected_value([(0.3, -50_000), (0.1, -200_000), (0.4, 20_000)]) == pytest.approx(-27_000)
    assert exposure(0.8, 18 * 100 * 14) == pytest.approx(20_160)


def test_leverage_is_what_exposure_falls_by_for_what_it_costs() -> None:
    assert leverage(exposure(0.3, 100_000), exposure(0.1, 100_000), 5_000) == pytest.approx(4.0)
    with pytest.raises(ValueError, match="costs nothing"):
        leverage(3, 1, 0)


def test_the_mean_of_two_events_is_not_a_percentile() -> None:
    chances = distribution([(0.5, 10), (0.2, 30)])
    assert chances == pytest.approx({0: 0.4, 10: 0.4, 30: 0.1, 40: 0.1})
    assert sum(total * chance for total, chance in chances.items()) == pytest.approx(11)
    assert (percentile(chances, 80), percentile(chances, 85)) == (10, 30)


def test_exposure_burns_down_as_risks_are_answered_and_close() -> None:
    steps = [(1, -5, 3.0), (2, 1, 2.0), (1, 2, 0.5), (2, 3, 0.0), (3, 9, 8.0)]
    assert list(burn_down(steps, 5)) == [3.0, 5.0, 2.5, 0.5, 0.5]
    assert list(burn_down([], 2)) == [0.0, 0.0]


STEP = st.tuples(st.integers(0, 5), st.integers(-3, 40), st.floats(0, 1e6))


@given(st.lists(STEP), st.integers(1, 30))
def test_exposure_of_threats_is_never_negative(steps: list[tuple[int, int, float]], days: int) -> None:
    assert (burn_down(steps, days) >= 0).all()


def test_a_sure_risk_weighs_what_it_costs_and_an_idle_one_nothing() -> None:
    sure = Risk("sure", "sure", 1.0, ("t",), Range(16, 16, 16))
    idle = Risk("idle", "idle", 0.5, (), Range(80, 80, 80))
    found = days_on_p85(replace(PLAN, risks=(sure, idle)), runs=200, seed=3)
    assert found["sure"][""].days == pytest.approx(2.0)
    assert found["sure"][""].clear
    assert (found["idle"][""].days, found["idle"][""].clear) == (0.0, False)


def test_what_happens_in_fewer_than_fifteen_of_a_hundred_runs_barely_moves_p85() -> None:
    rare = Risk("rare", "rare", 0.02, ("t",), Range(400, 400, 400))
    often = replace(rare, id="often", probability=0.4)
    found = days_on_p85(replace(PLAN, risks=(rare, often)), runs=400, seed=3)
    assert found["rare"][""].days < 1 < found["often"][""].days


def test_the_same_luck_gives_the_same_days() -> None:
    risks = (Risk("r", "r", 0.5, ("t",), Range(8, 16, 40)),)
    threatened = replace(PLAN, risks=risks)
    assert days_on_p85(threatened, 200, 7) == days_on_p85(threatened, 200, 7)
