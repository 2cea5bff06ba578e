"""Capacity of an iteration: the worked examples of Kniberg's focus factor."""

from __future__ import annotations

import pytest

from pilothouse.engine.capacity import USUAL_FOCUS, Focus, Past, capacity, focus


def test_person_days_times_the_focus_factor() -> None:
    """Seven people for three weeks are 105 days; 80 of them without holidays and meetings, at 75 %: 60."""
    assert 7 * 3 * 5 == 105
    assert capacity(80, Focus(0.75)) == 60


def test_the_last_iteration_says_how_much_the_next_one_takes() -> None:
    """18 done of 45 days are 40 %: of the next 50 days 20 become work."""
    last = Past("Sprint 1", 18, 45)
    found = focus([last])
    assert (found.factor, found.past) == (pytest.approx(0.4), (last,))
    assert capacity(50, found) == pytest.approx(20)


def test_several_iterations_weigh_by_their_days() -> None:
    assert focus([Past("1", 10, 10), Past("2", 10, 30), Past("3", 10, 10)], last=2).factor == 0.5


def test_without_a_past_the_usual_factor_holds_and_says_so() -> None:
    assert focus([Past("Holidays", 0, 0)]) == Focus(USUAL_FOCUS, ())
