"""Flow of work: percentiles, ageing, cumulative flow, Little's law and waiting."""

from __future__ import annotations

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.flow import (
    Ages,
    cumulative_flow,
    efficiency,
    little,
    passages,
    percentiles,
    throughput,
    waited,
)

STATES = 3
moments = st.integers(0, 60).map(float)
spans = st.lists(st.tuples(moments, moments).map(lambda two: (min(two), max(two))), max_size=12)
histories = st.lists(st.tuples(st.integers(0, 7), moments, st.integers(-1, STATES - 1)), max_size=40).map(
    lambda events: sorted(events, key=lambda event: event[1])
)


def test_percentiles_are_spans_that_did_occur() -> None:
    found = percentiles([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    assert found is not None
    assert (found.p50, found.p85, found.p95, found.count) == (5, 9, 10, 10)
    assert percentiles([]) is None


def test_an_old_card_is_compared_with_those_that_got_as_old() -> None:
    """Of ten cards nine took up to 4 days and one 20: at 5 days only the slow one is like it."""
    ages = Ages([1, 1, 2, 2, 2, 3, 3, 4, 4, 20])
    assert ages.usual is not None
    assert ages.usual.p85 == 4
    young, old = ages.ageing(1), ages.ageing(4)
    assert (young.reached, young.late) == (10, 0.1)
    assert (old.reached, old.late) == (3, pytest.approx(1 / 3))
    assert ages.ageing(5).late == 1
    assert not ages.is_late(4)
    assert ages.is_late(4.5)


def test_nothing_is_said_where_no_card_got_so_old() -> None:
    assert Ages([1, 2]).ageing(3).late is None
    assert Ages([]).ageing(0).done is None
    assert not Ages([]).is_late(99)


@given(st.lists(moments, min_size=1, max_size=30), moments, moments)
def test_the_older_a_card_the_likelier_it_is_late(finished: list[float], one: float, other: float) -> None:
    younger, older = (Ages(finished).ageing(age) for age in sorted((one, other)))
    if older.late is not None:
        assert younger.late is not None
        assert younger.late <= older.late
        assert younger.done is not None
        assert older.done is not None
        assert younger.done.p85 <= older.done.p85


def test_a_card_that_goes_back_has_not_come_to_what_it_left() -> None:
    entered = passages([(0, 0, 0), (0, 1, 1), (0, 2, 2), (0, 3, 1), (0, 5, 2)], 1, STATES)
    assert entered.tolist() == [[0, 1, 5]]
    assert passages([(0, 0, 1), (0, 4, -1)], 1, STATES).tolist() == [[inf, inf, inf]]


@given(histories)
def test_bands_never_cross_and_never_fall(events: list[tuple[int, float, int]]) -> None:
    bands = cumulative_flow(passages(events, 8, STATES), np.arange(0, 61))
    assert (np.diff(bands, axis=0) <= 0).all()
    assert (np.diff(bands, axis=1) >= 0).all()


@given(histories)
def test_at_the_end_bands_hold_what_stands_in_each_state(events: list[tuple[int, float, int]]) -> None:
    last = {card: state for card, _, state in events}
    bands = cumulative_flow(passages(events, 8, STATES), [60.0])[:, 0]
    assert bands.tolist() == [sum(state >= k for state in last.values()) for k in range(STATES)]


@given(spans, moments, st.integers(1, 30))
def test_average_wip_times_period_is_the_sum_of_ages_inside_it(
    stays: list[tuple[float, float]], start: float, days: int
) -> None:
    entered, left = (np.array([stay[i] for stay in stays], dtype=float) for i in (0, 1))
    law = little(entered, left, start, start + days)
    assert law.wip * law.days == pytest.approx(law.ages)
    assert law.wip == pytest.approx(law.rate * law.stay)


def test_little_counts_what_is_still_inside() -> None:
    law = little(np.array([0.0, 4.0]), np.array([6.0, inf]), 2, 12)
    assert (law.ages, law.wip, law.cards) == (12, 1.2, 2)
    with pytest.raises(ValueError, match="swap the two"):
        little(np.array([]), np.array([]), 3, 3)


def test_throughput_counts_a_finish_in_one_week_only() -> None:
    assert throughput([0, 6.9, 7, 13, 21], [0, 7, 14, 21]).tolist() == [2, 2, 0]


@given(st.lists(moments, max_size=30))
def test_no_finish_is_lost_between_weeks(finished: list[float]) -> None:
    assert throughput(finished, np.arange(0, 71, 7)).sum() == len(finished)


def test_waits_that_overlap_count_once() -> None:
    assert waited([(0, 2), (1, 3), (5, 6)]) == 4
    assert waited([(0, 2), (5, 9)], start=1, end=6) == 2


@given(spans, moments, moments)
def test_nobody_waits_longer_than_the_time_there_was(
    waits: list[tuple[float, float]], one: float, other: float
) -> None:
    start, end = sorted((one, other))
    assert 0 <= waited(waits, start, end) <= end - start


def test_flow_efficiency_is_the_share_that_was_worked() -> None:
    assert efficiency(3, 9) == 0.25
    assert efficiency(0, 0) is None
