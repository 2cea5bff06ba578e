"""The creep index and churn against worked figures."""

import pytest

from pilothouse.engine.scope import ScopeMoved


def test_what_was_added_with_and_without_approval_and_what_was_removed_are_told_apart() -> None:
    moved = ScopeMoved(baseline=100, approved=12, unapproved=5, removed=7)
    assert moved.current == 110
    assert moved.creep == pytest.approx(0.10)
    assert moved.creep_unapproved == pytest.approx(0.05)
    assert moved.churn == pytest.approx(0.24)


def test_changes_of_what_stayed_count_in_churn_whichever_way_they_went() -> None:
    moved = ScopeMoved(baseline=50, changed=10, grown=-4)
    assert (moved.current, moved.creep, moved.churn) == (46, pytest.approx(-0.08), pytest.approx(0.2))


def test_a_baseline_of_nothing_has_no_index() -> None:
    moved = ScopeMoved(baseline=0, unapproved=3)
    assert (moved.current, moved.creep, moved.churn) == (3, None, None)
