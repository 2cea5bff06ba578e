"""The rule of docs/scheduling.md, sentence by sentence, each schedule verified by ``check``."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilothouse.engine.calendar import moment
from pilothouse.engine.forecast import forecast
from pilothouse.engine.plan import (
    WEEKDAYS,
    Allocation,
    Calendar,
    Group,
    Link,
    Milestone,
    Plan,
    Pool,
    Progress,
    Project,
    Range,
    Release,
    Task,
)
from pilothouse.engine.precedence import CycleError
from pilothouse.engine.scheduling import Schedule, schedule
from pilothouse.engine.scheduling.check import check

from .small import at, lasting, person, plan, task
from .strategies import days, moments, plans


def checked(what: Plan) -> Schedule:
    """The schedule, after the verifier has looked at it."""
    made = schedule(what)
    assert [str(violation) for violation in check(what, made)] == []
    return made


def dates(what: Plan) -> dict[str, tuple[int, int]]:
    return {entry.id: (entry.start, entry.finish) for entry in checked(what).tasks}


@settings(max_examples=60, deadline=None)
@given(plans())
def test_every_schedule_keeps_the_rule(what: Plan) -> None:
    checked(what)


@st.composite
def portfolios(draw: st.DrawFn) -> Plan:
    """Any plan, its tasks in two projects, some of its people allocated to them."""
    what = draw(plans())
    projects = (Project("x", "X", 2, draw(st.none() | moments)), Project("y", "Y", 1))
    tasks = tuple(replace(each, project=draw(st.sampled_from([None, "x", "y"]))) for each in what.tasks)
    given = []
    for someone in what.people:
        for project in draw(st.lists(st.sampled_from("xxy"), max_size=3)):
            begin = draw(days)
            share = draw(st.sampled_from([0.25, 0.3]))
            given.append(Allocation(someone.id, project, share, begin, begin + timedelta(days=draw(lengths))))
    return replace(what, projects=projects, tasks=tasks, allocations=tuple(given))


lengths = st.integers(1, 300)


@settings(max_examples=60, deadline=None)
@given(portfolios())
def test_every_schedule_of_a_portfolio_keeps_the_rule(what: Plan) -> None:
    checked(what)


def test_an_empty_plan_ends_where_it_starts() -> None:
    made = checked(plan())
    assert (made.status, made.finish, made.tasks) == ("optimal", at(0, "00:00"), ())


def test_one_person_does_one_task_at_a_time_in_order_of_priority() -> None:
    found = dates(plan(task("a"), task("b", priority=5), task("c")))
    assert found == {
        "b": (at(0), at(0, "17:00")),
        "a": (at(1), at(1, "17:00")),
        "c": (at(2), at(2, "17:00")),
    }


def test_project_rank_goes_before_priority() -> None:
    projects = (Project("x", "X", rank=2), Project("y", "Y", rank=1))
    what = plan(task("a", priority=9, project="x"), task("b", project="y"), projects=projects)
    assert dates(what)["b"][0] == at(0)


def test_a_share_stretches_work() -> None:
    what = plan(task("a", 8.0), people=(person(share=0.8),))
    assert dates(what)["a"] == (at(0), at(1, "11:00"))


def test_effort_is_split_among_several_people_and_ends_with_the_last() -> None:
    staff = (person("ana"), person("ben", share=0.5))
    what = plan(task("a", 16.0, people_needed=2), people=staff)
    assert dates(what)["a"] == (at(0), at(1, "17:00"))


def test_people_are_kept_until_the_last_of_them_is_done() -> None:
    staff = (person("ana"), person("ben", share=0.5))
    what = plan(task("a", 8.0, people=("ana", "ben")), task("b", 4.0, people=("ana",)), people=staff)
    assert dates(what)["b"][0] == at(1)


def test_work_pauses_over_leave() -> None:
    away = ((date(2026, 1, 6), date(2026, 1, 8)),)
    assert dates(plan(task("a", 16.0), people=(person(time_off=away),)))["a"] == (at(0), at(3, "17:00"))


def test_whoever_would_finish_first_is_chosen_with_leave_in_view() -> None:
    away = ((date(2026, 1, 6), date(2026, 1, 9)),)
    made = checked(plan(task("a", 16.0), people=(person("ana", time_off=away), person("ben", share=0.9))))
    assert made.tasks[0].people == ("ben",)


def test_among_equals_those_with_fewest_other_skills_are_chosen() -> None:
    versatile = person("ana")
    versatile.skills["draw"] = 3
    made = checked(plan(task("a"), people=(versatile, person("ben"))))
    assert made.tasks[0].people == ("ben",)


def test_people_who_never_meet_start_when_the_first_of_them_works() -> None:
    early = Calendar("early", dict.fromkeys(WEEKDAYS[:5], ((time(8), time(12)),)))
    late = Calendar("late", dict.fromkeys(WEEKDAYS[:5], ((time(13), time(17)),)))
    staff = (replace(person("ana"), calendar="early"), replace(person("ben"), calendar="late"))
    what = plan(task("a", 8.0, people_needed=2), people=staff, calendars=(early, late))
    assert dates(what)["a"] == (at(0, "08:00"), at(0, "17:00"))


LINKS = [
    (Link("a"), at(2), "FS"),
    (Link("a", "FS", 4.0), at(2, "13:00"), "FS with a lag"),
    (Link("a", "FS", -8.0), at(1), "FS with a lead"),
    (Link("a", "FS", 24.0, elapsed=True), at(2, "17:00"), "FS with an elapsed lag"),
    (Link("a", "SS", 4.0), at(0, "13:00"), "SS"),
    (Link("a", "FF"), at(1), "FF"),
    (Link("a", "FF", 2.0), at(1, "11:00"), "FF with a lag"),
    (Link("a", "SF", 12.0), at(0, "13:00"), "SF"),
]


@pytest.mark.parametrize("link, start, name", LINKS)
def test_links_hold_back_as_their_type_says(link: Link, start: int, name: str) -> None:
    found = dates(plan(lasting("a", 16.0), lasting("b", 8.0, link), people=()))
    assert found["b"][0] == (at(3) if link.elapsed else start), name


def test_nobody_waits_on_a_task_that_may_not_end_yet() -> None:
    what = plan(lasting("a", 40.0), task("b", 8.0, Link("a", "FF")), task("c", 8.0))
    assert dates(what) == {
        "a": (at(0), at(4, "17:00")),
        "c": (at(0), at(0, "17:00")),
        "b": (at(4), at(4, "17:00")),
    }


def test_a_group_stands_for_its_tasks_and_hands_its_own_links_down() -> None:
    inner = Group("inner", "Inner", parent="outer")
    groups = (
        Group("outer", "Outer", depends_on=(Link("first"),)),
        inner,
        Group("last", "Last", depends_on=(Link("outer"),)),
    )
    what = plan(
        lasting("first", 8.0),
        lasting("x", 8.0, parent="inner"),
        lasting("y", 24.0, parent="outer"),
        lasting("z", 8.0, parent="last"),
        groups=groups,
    )
    found = dates(what)
    assert found["x"][0] == found["y"][0] == at(1)
    assert found["z"][0] == at(4)
    assert {span.id: span.finish for span in checked(what).groups}["outer"] == at(3, "17:00")


def test_a_milestone_lies_at_the_latest_of_its_bounds() -> None:
    milestone = Milestone("m", "Beta", depends_on=(Link("a"), Link("b")), target=at(0, "12:00"))
    made = checked(plan(lasting("a", 4.0), lasting("b", 12.0), milestones=(milestone,)))
    assert made.milestones[0].finish == at(1, "13:00")
    assert [(item.id, item.late_hours) for item in made.broken] == [("m", 9.0)]


def test_a_lane_works_its_allocated_share_in_its_weeks_only() -> None:
    projects = (Project("x", "X"), Project("y", "Y"))
    first, second, third = date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19)
    given = (Allocation("ana", "x", 0.5, first, second), Allocation("ana", "y", 0.5, first, third))
    what = plan(
        task("a", 8.0, project="x"),
        task("b", 8.0, project="y"),
        task("late", 24.0, project="x"),
        projects=projects,
        allocations=given,
    )
    made = checked(what)
    assert [(t.id, t.start, t.finish) for t in made.tasks] == [
        ("a", at(0), at(1, "17:00")),
        ("b", at(0), at(1, "17:00")),
    ]
    assert made.status == "partial"
    assert "too little working time" in made.unscheduled[0].reason


def test_a_pool_holds_no_more_than_its_capacity() -> None:
    lab = Pool("lab", "Lab", 2, "")
    what = plan(*(lasting(id, 8.0, uses={"lab": 1}) for id in "abc"), pools=(lab,))
    assert sorted(start for start, _ in dates(what).values()) == [at(0), at(0), at(1)]


def test_started_work_comes_first_and_goes_on_from_today() -> None:
    begun = Progress(started=at(-3), spent_hours=6.0, remaining_hours=Range.exactly(10.0))
    what = plan(task("new", 8.0, priority=9), task("old", 16.0, "new", progress=begun), as_of=at(2, "12:00"))
    made = {entry.id: entry for entry in checked(what).tasks}
    assert (made["old"].start, made["old"].resumes, made["old"].finish) == (
        at(-3),
        at(2, "12:00"),
        at(3, "14:00"),
    )
    assert made["new"].start == at(3, "14:00")


def test_finished_work_keeps_its_dates_and_its_cost() -> None:
    over = Progress(started=at(0), finished=at(0, "16:00"), spent_hours=7.0)
    what = plan(
        task("a", 8.0, people=("ana",), progress=over),
        task("b", 8.0, "a"),
        people=(person(rate_per_hour=10.0),),
        as_of=at(1, "12:00"),
    )
    made = checked(what)
    assert (made.tasks[0].finish, made.tasks[1].start) == (at(0, "16:00"), at(1, "12:00"))
    assert made.cost == pytest.approx(150.0)


def test_hours_spent_cost_the_same_whether_little_or_nothing_is_left() -> None:
    for left in (Range.exactly(1.0), Range.exactly(0.0)):
        begun = Progress(started=at(0), spent_hours=7.0, remaining_hours=left)
        what = plan(task("a", 8.0, people=("ana",), progress=begun), people=(person(rate_per_hour=10.0),))
        assert checked(what).cost == pytest.approx(10 * (7 + left.likely))
        assert forecast(what, 10).cost["p50"] == pytest.approx(10 * (7 + left.likely))


def test_what_nobody_can_do_is_listed_with_all_that_waits_for_it() -> None:
    what = plan(
        task("a", skill="piloting"),
        task("b", 8.0, "a"),
        task("c"),
        milestones=(Milestone("m", "M", depends_on=(Link("b"),)),),
    )
    made = checked(what)
    assert made.status == "partial"
    reasons = {item.id: item.reason for item in made.unscheduled}
    assert "nobody has the skill 'piloting'" in reasons["a"]
    assert reasons["b"] == "waits for a, which cannot be scheduled"
    assert set(reasons) == {"a", "b", "m"}
    assert [entry.id for entry in made.tasks] == ["c"]


IMPOSSIBLE = [
    (task("a", people_needed=2), "only 1 have it"),
    (task("a", level=4), "level 4"),
    (task("a", uses={"lab": 5}), "has only 1"),
    (task("a", people=("ghost",)), "not in the plan"),
]


@pytest.mark.parametrize("hopeless, reason", IMPOSSIBLE)
def test_the_reason_says_what_is_missing(hopeless: Task, reason: str) -> None:
    made = schedule(plan(hopeless, pools=(Pool("lab", "Lab", 1, ""),)))
    assert made.status == "infeasible"
    assert reason in made.unscheduled[0].reason


def test_leave_without_end_and_calendars_without_time_are_reasons() -> None:
    gone = person("ana", time_off=((date(2026, 1, 1), date(9999, 12, 31)),))
    assert (
        "no working time" in schedule(plan(task("a", people=("ana",)), people=(gone,))).unscheduled[0].reason
    )
    closed = (Calendar("closed", {}),)
    assert "no working time" in schedule(plan(lasting("a"), calendars=closed)).unscheduled[0].reason


def test_far_dates_and_endless_work_are_reasons_in_bounded_time() -> None:
    made = schedule(plan(task("a", not_before=moment(date(9998, 1, 1), "UTC")), task("b", 1e9), task("c")))
    assert [entry.id for entry in made.tasks] == ["c"]
    assert all("as far as this plan is computed" in item.reason for item in made.unscheduled)


def test_rings_are_named() -> None:
    with pytest.raises(CycleError, match="a"):
        schedule(plan(task("a", 8.0, "b"), task("b", 8.0, "a")))


def test_a_day_of_daylight_saving_change_has_the_right_length() -> None:
    night = Calendar("night", dict.fromkeys(WEEKDAYS, ((time(0), time(4)),)))
    begin = moment(date(2026, 3, 29), "Europe/Berlin")
    what = plan(lasting("a", 4.0), start=begin, timezone="Europe/Berlin", calendars=(night,))
    assert dates(what)["a"][1] == moment(date(2026, 3, 30), "Europe/Berlin", time(1))


W30 = {
    1: (3, 5, 1), 2: (2, 0, 4), 3: (5, 1, 4), 4: (4, 1, 3), 5: (2, 3, 2), 6: (3, 3, 1), 7: (4, 2, 4), 8: (2,
    4, 0), 9: (4, 5, 2), 10: (6, 2, 5),
}  # fmt: skip
ARCS = [(1, 4), (1, 5), (2, 9), (2, 10), (3, 8), (4, 6), (4, 7), (5, 9), (5, 10), (6, 8), (6, 9), (7, 8)]


def test_w30_a_project_under_two_resources_is_feasible_and_no_shorter_than_its_chain() -> None:
    always = Calendar("always", dict.fromkeys(WEEKDAYS, ((time(0), time(0)),)))
    work = [
        lasting(f"t{id}", hours, " ".join(f"t{a}" for a, b in ARCS if b == id), uses={"r": r, "s": s})
        for id, (hours, r, s) in W30.items()
    ]
    what = plan(*work, pools=(Pool("r", "R", 6, ""), Pool("s", "S", 8, "")), calendars=(always,))
    made = checked(what)
    assert made.finish is not None
    assert 21 * 60 <= made.finish - what.start <= 30 * 60
    assert made.lower_bound == what.start + 14 * 60


def test_w23_general_foundry_takes_fifteen_weeks_with_its_published_floats() -> None:
    lengths = {"a": 2, "b": 3, "c": 2, "d": 4, "e": 4, "f": 3, "g": 5, "h": 2}
    after = {"c": "a", "d": "b", "e": "c", "f": "c", "g": "d e", "h": "f g"}
    made = checked(plan(*(lasting(id, days * 40.0, after.get(id, "")) for id, days in lengths.items())))
    floats = {entry.id: (entry.total_float_hours or 0) / 40 for entry in made.tasks}
    assert floats == {"a": 0, "b": 1, "c": 0, "d": 1, "e": 0, "f": 6, "g": 0, "h": 0}
    assert "".join(entry.id for entry in made.tasks if entry.critical) == "acegh"
    assert made.finish == at(14 * 7 + 4, "17:00")


def test_who_waits_for_a_busy_person_is_critical_too() -> None:
    made = checked(plan(task("a"), task("b"), lasting("c", 4.0)))
    assert {entry.id: entry.critical for entry in made.tasks} == {"a": True, "b": True, "c": False}


def test_load_is_what_work_would_need_if_nobody_waited() -> None:
    made = checked(plan(task("a", 40.0), task("b", 20.0)))
    assert [(week.week, week.needed_hours, week.percent) for week in made.load] == [
        (date(2026, 1, 5), 60.0, 150.0)
    ]


def test_releases_and_projects_span_what_is_in_them() -> None:
    what = plan(
        task("a", project="x"),
        task("b"),
        projects=(Project("x", "X", target=at(0)),),
        releases=(Release("r", "R", ("a", "b")),),
    )
    made = checked(what)
    assert made.releases[0].finish == at(1, "17:00")
    assert made.projects[0].finish == at(0, "17:00")
    assert [(item.id, item.late_hours) for item in made.broken] == [("x", 8.0)]


def test_a_long_chain_is_right() -> None:
    made = schedule(plan(*(task(f"t{k}", 1.0, f"t{k - 1}" if k else "") for k in range(20_000))), load=False)
    weeks, rest = divmod(20_000, 40)
    assert (made.finish, rest) == (at(weeks * 7 - 3, "17:00"), 0)


def test_the_answer_does_not_depend_on_the_day_it_is_asked_before_the_start() -> None:
    before = plan(task("a"), task("b", 8.0, "a"))
    earlier = plan(task("a"), task("b", 8.0, "a"), as_of=at(-400))
    assert dates(before) == dates(earlier)
