"""Chances: the same numbers for the same seed, and what more work, more people and more threats do to
them."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.calendar import WorkingTime, project_calendar
from pilothouse.engine.forecast import Cancelled, Forecast, forecast
from pilothouse.engine.plan import Goal, Group, Link, Milestone, Plan, Progress, Range, Release, Risk
from pilothouse.engine.sampling import Ranges, uniforms
from pilothouse.engine.scheduling import schedule

from .small import at, lasting, person, plan, task
from .strategies import plans

WIDE = Range(4.0, 8.0, 24.0)


OFFICE = WorkingTime(project_calendar(plan()))


def working_hours(what: Plan, moment: int | None) -> float:
    assert moment is not None
    return OFFICE.between(what.start, moment) / 60


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others() -> None:
    what = plan(task("a", WIDE), task("b", WIDE, "a"))
    assert forecast(what, 300, seed=3) == forecast(what, 300, seed=3)
    assert forecast(what, 300, seed=3).finish != forecast(what, 300, seed=4).finish


def test_without_ranges_every_percentile_is_the_scheduled_date() -> None:
    what = plan(task("a"), task("b", 4.0, "a"))
    assert set(forecast(what, 50).finish.values()) == {schedule(what).finish}


def test_two_tasks_of_one_person_take_twice_as_long_as_of_two_at_every_percentile() -> None:
    for hours in (8.0, 20.0):
        alone = plan(task("a", hours), task("b", hours))
        both = replace(alone, people=(person("ana"), person("ben")))
        one, two = forecast(alone, 200), forecast(both, 200)
        for name, moment in one.finish.items():
            assert working_hours(alone, moment) == 2 * working_hours(both, two.finish[name])


def test_in_ranges_one_person_takes_the_sum_and_two_the_longer() -> None:
    alone = plan(task("a", WIDE), task("b", WIDE))
    both = replace(alone, people=(person("ana"), person("ben")))
    draws = Ranges([WIDE, WIDE]).at(uniforms(1, "effort", ["a", "b"], 0, 400))
    for what, hours in ((alone, draws.sum(axis=0)), (both, draws.max(axis=0))):
        found = [working_hours(what, int(moment)) for moment in forecast(what, 400).samples.of()]
        assert found == pytest.approx(hours.tolist(), abs=0.04)


def test_a_forecast_matches_the_distribution_it_samples() -> None:
    what = plan(lasting("a", Range(3.0, 6.0, 15.0)))
    samples = forecast(what, 20_000).samples
    hours = np.array([working_hours(what, int(moment)) for moment in samples.of("a")])
    assert hours.mean() == pytest.approx(7.0, abs=0.05)  # W15
    assert hours.var() == pytest.approx(4.571, abs=0.15)


def test_a_task_more_disturbs_nobody_elses_draws() -> None:
    what = plan(lasting("a", WIDE), lasting("b", WIDE, "a"))
    more = replace(what, tasks=(lasting("new", WIDE), *what.tasks))
    one, two = forecast(what, 200), forecast(more, 200)
    for id in ("a", "b"):
        assert (one.samples.of(id) == two.samples.of(id)).all()


hours = st.integers(0, 40).map(float)
spread = st.lists(hours, min_size=3, max_size=3).map(lambda three: Range(*sorted(three)))


@st.composite
def networks(draw: st.DrawFn) -> Plan:
    """Tasks that take time and nobody, linked finish to start."""
    names = [f"t{k}" for k in range(draw(st.integers(1, 5)))]
    made = []
    for place, name in enumerate(names):
        after = draw(st.lists(st.sampled_from(names[:place]), unique=True)) if place else []
        made.append(lasting(name, draw(spread), " ".join(after)))
    return plan(*made, people=())


def no_earlier(before: Forecast, after: Forecast) -> bool:
    return all(
        moment is not None and later is not None and later >= moment
        for moment, later in zip(before.finish.values(), after.finish.values(), strict=True)
    )


@settings(max_examples=30, deadline=None)
@given(networks(), spread, st.data())
def test_without_people_more_work_is_never_earlier(what: Plan, extra: Range, data: st.DataObject) -> None:
    before = forecast(what, 60)
    place = data.draw(st.integers(0, len(what.tasks) - 1))
    old = what.tasks[place].duration_hours or Range.exactly(0.0)
    more = Range(old.optimistic + 3, old.likely + 3, old.pessimistic + 3)
    longer = replace(what.tasks[place], duration_hours=more)
    tasks = (*what.tasks[:place], longer, *what.tasks[place + 1 :])
    assert no_earlier(before, forecast(replace(what, tasks=tasks), 60))
    added = (*what.tasks, lasting("new", extra, what.tasks[place].id))
    assert no_earlier(before, forecast(replace(what, tasks=added), 60))


@settings(max_examples=30, deadline=None)
@given(networks(), st.floats(0, 1), spread)
def test_without_people_a_threat_never_lowers_a_percentile(what: Plan, chance: float, delay: Range) -> None:
    threat = Risk("r", "R", chance, (what.tasks[0].id,), delay)
    assert no_earlier(forecast(what, 60), forecast(replace(what, risks=(threat,)), 60))


@settings(max_examples=25, deadline=None)
@given(plans())
def test_percentiles_rise_and_chances_are_chances_in_any_plan(what: Plan) -> None:
    found = forecast(what, 40)
    for each in (*found.tasks, *found.groups, *found.milestones, *found.releases, *found.goals):
        known = [moment for moment in each.finish.values() if moment is not None]
        assert known == sorted(known)
        assert each.criticality is None or 0 <= each.criticality <= 1
        assert each.chance_of_target is None or 0 <= each.chance_of_target <= 1
    json.dumps(found.to_json(), allow_nan=False)


def test_a_risk_fires_as_often_as_it_says_and_costs_what_it_says() -> None:
    threat = Risk("r", "R", 0.3, ("a",), Range.exactly(8.0), Range.exactly(1000.0))
    found = forecast(plan(lasting("a", 8.0), risks=(threat,)), 4000)
    late = found.samples.of() > at(0, "17:00")
    assert late.mean() == pytest.approx(0.3, abs=0.03)
    assert found.cost["mean"] == pytest.approx(1000 * late.mean())


def test_cost_is_hours_at_rates_with_what_was_spent() -> None:
    begun = Progress(started=at(-1), spent_hours=5.0, remaining_hours=Range.exactly(3.0))
    what = plan(task("a", 8.0, progress=begun), task("b", 4.0), people=(person(rate_per_hour=100.0),))
    assert forecast(what, 10).cost["p50"] == pytest.approx(1200.0)
    assert schedule(what).cost == pytest.approx(1200.0)


def test_criticality_counts_waiting_for_people_too() -> None:
    queue = plan(task("a"), task("b"), lasting("c", 4.0))
    found = {each.id: each.criticality for each in forecast(queue, 20).tasks}
    assert found == {"a": 1.0, "b": 1.0, "c": 0.0}


def test_criticality_is_the_share_of_runs_on_the_chain_that_sets_the_end() -> None:
    what = plan(lasting("a", WIDE), lasting("b", WIDE), lasting("c", 1.0, "a b"))
    found = {each.id: each.criticality or 0.0 for each in forecast(what, 2000).tasks}
    assert found["c"] == 1.0
    assert found["a"] + found["b"] == pytest.approx(1.0)
    assert found["a"] == pytest.approx(0.5, abs=0.06)


def test_everything_dated_has_chances() -> None:
    what = plan(
        lasting("a", WIDE, parent="g", must_finish_by=at(0, "17:00")),
        groups=(Group("g", "G"), Group("empty", "Empty")),
        milestones=(Milestone("m", "M", depends_on=(Link("a"),), target=at(1, "17:00")),),
        releases=(Release("r", "R", ("g",), target=at(2, "17:00")),),
        goals=(Goal("aim", "Aim", ("r",)),),
        target=at(3, "17:00"),
    )
    found = forecast(what, 500)
    dated = [found.tasks[0], found.groups[0], found.milestones[0], found.releases[0], found.goals[0]]
    assert all(each.finish == found.finish for each in dated)
    chances = [each.chance_of_target or 0.0 for each in (dated[0], dated[2], dated[3])]
    chances.append(found.chance_of_target or 0.0)
    assert chances == sorted(chances)
    assert 0 < chances[0] < chances[-1] <= 1
    assert [group.id for group in found.groups] == ["g"]


def test_what_cannot_be_scheduled_is_named_and_the_rest_is_forecast() -> None:
    found = forecast(plan(task("a", skill="piloting"), lasting("b", 8.0)), 20)
    assert [item.id for item in found.unscheduled] == ["a"]
    assert found.finish["p50"] == at(0, "17:00")
    assert found.tasks[0].finish["p50"] is None


def test_a_target_is_not_kept_while_something_can_never_be_done() -> None:
    what = plan(task("a", skill="law"), task("b"), target=at(30))
    found = forecast(what, 50)
    assert found.chance_of_target == 0
    assert found.finish["p50"] == schedule(what).finish
    assert forecast(replace(what, tasks=what.tasks[1:]), 50).chance_of_target == 1


def test_an_empty_plan_is_finished_when_it_starts() -> None:
    assert set(forecast(plan(), 10).finish.values()) == {at(0, "00:00")}


def test_progress_is_told_and_a_forecast_can_be_stopped() -> None:
    told: list[tuple[int, int]] = []
    what = plan(task("a", WIDE))
    forecast(what, 300, progress=lambda done, runs: told.append((done, runs)))
    assert told[-1] == (300, 300)
    with pytest.raises(Cancelled):
        forecast(what, 300, cancelled=lambda: True)


@pytest.mark.parametrize("runs", [0, -5, 10**9])
def test_a_silly_number_of_runs_is_refused(runs: int) -> None:
    with pytest.raises(ValueError, match="runs"):
        forecast(plan(), runs)


def test_reversed_estimates_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'a'"):
        forecast(plan(lasting("a", Range(9.0, 2.0, 3.0))), 10)
