"""Who is promised for more than all of their time: between which days, and to which projects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pilothouse.engine.overpromised import overpromised
from pilothouse.engine.plan import Allocation, Plan, Project

from .small import MONDAY, person, plan, task


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def promised(*given: tuple[str, float, int, int]) -> Plan:
    """Ana's shares: of which project, how much, from and until which day counted from the first Monday."""
    shares = tuple(Allocation("ana", project, share, day(a), day(b)) for project, share, a, b in given)
    projects = tuple(Project(id, id) for id in "xyz")
    return replace(plan(task("a", 8.0), people=(person("ana"),)), allocations=shares, projects=projects)


def test_only_the_days_on_which_shares_add_up_to_more_than_all_are_named() -> None:
    (found,) = overpromised(promised(("x", 0.6, 0, 28), ("y", 0.7, 14, 42)))
    assert (found.person, found.start, found.end) == ("ana", day(14), day(28))
    assert list(found.shares.items()) == [("y", 0.7), ("x", 0.6)]
    assert round(found.total, 6) == 1.3


def test_all_of_somebody_s_time_is_not_too_much() -> None:
    assert overpromised(promised(("x", 0.1, 0, 7), ("y", 0.2, 0, 7), ("z", 0.7, 0, 7))) == ()


def test_shares_that_follow_each_other_are_one_span_and_days_between_are_none() -> None:
    found = overpromised(promised(("x", 1.0, 0, 30), ("y", 0.5, 0, 7), ("y", 0.5, 7, 14), ("y", 0.5, 21, 28)))
    assert [(each.start, each.end) for each in found] == [(day(0), day(14)), (day(21), day(28))]


def test_what_lies_behind_the_plan_s_day_is_not_told() -> None:
    past = promised(("x", 1.0, -30, -1), ("y", 1.0, -30, -1))
    assert overpromised(past) == ()
    (found,) = overpromised(promised(("x", 1.0, -30, 7), ("y", 1.0, -30, 7)))
    assert (found.start, found.end) == (day(0), day(7))


SHARES = st.tuples(
    st.sampled_from("xyz"), st.sampled_from([0.2, 0.5, 0.8, 1.0]), st.integers(-5, 20), st.integers(1, 15)
)


@given(st.lists(SHARES, max_size=6))
def test_it_says_what_counting_day_by_day_says(drawn: list[tuple[str, float, int, int]]) -> None:
    shares = [(project, share, first, first + length) for project, share, first, length in drawn]
    found = overpromised(promised(*shares))
    told = {n for n in range(-5, 40) for each in found if each.start <= day(n) < each.end}
    total = {n: sum(share for _, share, a, b in shares if a <= n < b) for n in range(40)}
    assert told == {n for n, promise in total.items() if promise > 1 + 1e-9}
