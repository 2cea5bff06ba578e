"""What a change does: compared under the same luck, and sized by one dispatch."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilothouse.engine.document import plan_hash
from pilothouse.engine.impact import Impact, Kind, Measure, exposure, impact, size
from pilothouse.engine.plan import Goal, Project, Range, Release, Risk

from .small import at, lasting, person, plan, task

WIDE = Range(4.0, 8.0, 24.0)
BASE = plan(
    task("a", WIDE, project="x"),
    task("b", WIDE, "a", project="x"),
    task("c", WIDE),
    people=(person(rate_per_hour=50.0),),
    projects=(Project("x", "X", target=at(4)),),
    releases=(Release("r", "R", ("a", "b"), target=at(3)),),
    goals=(Goal("aim", "Aim", ("r",)),),
    target=at(7),
)
MORE = replace(BASE, tasks=(*BASE.tasks, task("new", 40.0, priority=9, project="x")))


def line_of(found: Impact, kind: Kind, measure: Measure, id: str = "") -> Any:
    line = found.of(kind, measure, id)
    assert line is not None
    return line


def test_a_plan_against_itself_changes_nothing() -> None:
    found = impact(BASE, BASE, 200)
    assert not any(line.clear or line.change for line in found.changes)
    assert found.moved == ()


def test_more_work_in_front_moves_dates_costs_load_and_chances() -> None:
    found = impact(BASE, MORE, 400)
    kinds: list[tuple[Kind, str]] = [("plan", ""), ("release", "r"), ("goal", "aim")]
    for kind, id in kinds:
        line = line_of(found, kind, "p50", id)
        assert line.clear
        assert line.change == pytest.approx(5.0, abs=0.1)
    assert line_of(found, "plan", "cost_p50").change == pytest.approx(2000.0)
    assert line_of(found, "plan", "chance_of_target").change < 0
    assert line_of(found, "person", "peak_load", "ana").change == 100.0
    assert line_of(found, "person", "weeks_over_100", "ana").after == 1.0
    assert {line.id for line in found.moved} == {"a", "b", "c"}


def test_what_only_one_side_has_is_none_on_the_other() -> None:
    found = impact(replace(BASE, releases=(), goals=()), BASE, 50)
    line = line_of(found, "release", "p50", "r")
    assert line.before is None
    assert line.after is not None
    assert line.change is None


def test_a_change_within_the_noise_is_not_clear() -> None:
    wide = replace(
        BASE,
        tasks=(replace(BASE.tasks[0], id="renamed"), replace(BASE.tasks[1], depends_on=()), BASE.tasks[2]),
    )
    other = replace(wide, tasks=(replace(wide.tasks[0], id="other"), *wide.tasks[1:]), releases=(), goals=())
    wide = replace(wide, releases=(), goals=())
    line = line_of(impact(wide, other, 300), "plan", "p50")
    assert not line.clear


def test_an_impact_says_which_plans_it_compares_and_repeats_to_the_digit() -> None:
    found = impact(BASE, MORE, 100, seed=5)
    assert (found.before_hash, found.after_hash) == (plan_hash(BASE), plan_hash(MORE))
    assert found == impact(BASE, MORE, 100, seed=5)
    json.dumps(found.to_json(), allow_nan=False)


def test_exposure_is_probability_times_mean_of_what_is_still_open() -> None:
    risk = Risk("k", "K", 0.5, ("a", "b"), Range(8.0, 16.0, 24.0), Range(0.0, 600.0, 1200.0))
    assert exposure(replace(BASE, risks=(risk,))) == (2.0, 300.0)
    line = line_of(impact(BASE, replace(BASE, risks=(risk,)), 50), "risk", "days")
    assert (line.before, line.after, line.clear) == (0.0, 2.0, True)


def test_size_is_working_days_cost_and_effort_at_likely() -> None:
    found = size(BASE, MORE)
    assert found.days_later == found.projects["x"] == found.releases["r"] == 5.0
    assert found.effort_share == pytest.approx(40 / 24, abs=1e-5)
    assert found.cost_share == pytest.approx(40 / 24, abs=1e-5)
    assert size(MORE, BASE).days_later == -5.0
    json.dumps(found.to_json(), allow_nan=False)


def test_size_of_what_has_no_dates_says_none() -> None:
    hopeless = replace(BASE, tasks=(replace(BASE.tasks[0], skill="piloting"), *BASE.tasks[1:]))
    assert size(BASE, hopeless).releases["r"] is None
    assert size(plan(), plan(lasting("a"))).effort_share == 0.0


def test_leave_pushes_work_back_by_working_days() -> None:
    away = replace(
        BASE, people=(person(rate_per_hour=50.0, time_off=((date(2026, 1, 5), date(2026, 1, 12)),)),)
    )
    assert size(BASE, away).days_later == 5.0
