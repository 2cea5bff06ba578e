"""What would make it earlier: each change that is offered brings its days, and tells whom it costs."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings

from pilothouse.engine.calendar import WorkingTime, project_calendar
from pilothouse.engine.earlier import Answer, Changes, Gain, earlier
from pilothouse.engine.plan import Group, Link, Plan, Progress, Release
from pilothouse.engine.scheduling import schedule
from pilothouse.engine.scheduling.dispatch import dispatch
from pilothouse.engine.scheduling.explain import explain

from .small import at, person, plan, task
from .strategies import plans

ANA, BEN = person("ana"), person("ben")


def gains(found: Answer) -> dict[tuple[str, str], Gain]:
    return {(gain.change.kind, gain.change.item): gain for gain in found.gains}


def test_somebody_else_who_is_able_and_free_makes_it_earlier_by_the_days_that_are_told() -> None:
    what = plan(
        task("a", 40.0, people=("ana",), skill="code"),
        task("b", 16.0, people=("ana",), skill="code"),
        people=(ANA, BEN),
    )
    found = gains(earlier(what, "b"))["reassign", "b"]
    assert (found.change.people, found.days) == (("ben",), 5.0)


def test_who_lacks_the_skill_is_not_offered() -> None:
    what = plan(task("a", 40.0, people=("ana",), skill="code"), people=(ANA, person("cleo", "law")))
    assert not {"reassign", "add"}.intersection(kind for kind, _ in gains(earlier(what, "a")))


def test_one_more_person_halves_what_one_does() -> None:
    what = plan(task("a", 80.0, people=("ana",), skill="code"), people=(ANA, BEN))
    assert gains(earlier(what, "a"))["add", "a"].days == 5.0


def test_going_first_tells_which_release_it_delays() -> None:
    what = plan(
        task("long", 40.0),
        task("short", 8.0),
        releases=(Release("one", "One", ("long",)), Release("two", "Two", ("short",))),
    )
    found = gains(earlier(what, "two"))["first", "short"]
    assert found.days == 5.0
    assert found.later == {"one": 1.0}


def test_a_link_may_be_dropped_or_overlapped_and_that_gives_something_up() -> None:
    what = plan(task("a", 40.0, people=("ana",)), task("b", 40.0, "a", people=("ben",)), people=(ANA, BEN))
    found = gains(earlier(what, "b"))
    assert found["unlink", "b"].days == 5.0
    assert found["overlap", "b"].days == pytest.approx(2.5)
    assert found["overlap", "b"].change.lag_hours == -20.0
    assert found["unlink", "b"].change.gives_up


def test_a_link_of_the_group_it_lies_in_counts_as_its_own() -> None:
    what = plan(
        task("a", 40.0, people=("ana",)),
        task("b", 8.0, people=("ben",), parent="g"),
        people=(ANA, BEN),
        groups=(Group("g", "G", depends_on=(Link("a"),)),),
    )
    assert gains(earlier(what, "b"))["unlink", "g"].days == 5.0


def test_work_on_the_way_may_be_left_out_but_never_the_thing_itself() -> None:
    what = plan(task("a", 40.0), task("b", 8.0, "a"))
    found = gains(earlier(what, "b"))
    assert found["cut", "a"].days == 5.0
    assert ("cut", "b") not in found


def test_what_was_started_is_not_left_out_and_what_is_finished_cannot_be_changed() -> None:
    begun = replace(task("a", 40.0, people=("ana",)), progress=Progress(started=at(0)))
    what = plan(begun, task("b", 8.0, "a"), as_of=at(1))
    assert ("cut", "a") not in gains(earlier(what, "b"))
    over = replace(begun, progress=Progress(started=at(0), finished=at(4, "17:00")))
    assert earlier(plan(over, as_of=at(7)), "a").gains == ()


def test_without_a_date_and_with_nothing_to_win_there_is_nothing_to_offer() -> None:
    assert earlier(plan(task("a", skill="law")), "a").gains == ()
    with pytest.raises(KeyError):
        earlier(plan(task("a")), "nothing")


def test_told_to_stop_it_says_that_it_has_not_tried_everything() -> None:
    what = plan(task("a", 40.0), task("b", 8.0, "a"))
    assert earlier(what, "b", stop=lambda: True) == Answer((), 0, False)
    assert earlier(what, "b").complete


@settings(max_examples=25, deadline=None)
@given(plans())
def test_every_gain_is_what_scheduling_the_changed_plan_anew_brings(what: Plan) -> None:
    done = schedule(what)
    if done.finish is None:
        return
    wanted = Changes(what, "", explain(what).reasons, dispatch(what))
    office = WorkingTime(project_calendar(what), timezone=what.timezone, near=what.as_of)
    for gain in earlier(what).gains:
        after = schedule(wanted.changed(gain.change)).finish
        assert after is not None
        assert after < done.finish
        assert office.between(after, done.finish) > 0
