"""What a plan does not carry is told in plain words, and what became of it."""

import pytest

from pilothouse.interchange.values import Loss

from .project_xml import (
    assignment,
    element,
    imported,
    link,
    losses_of,
    only_task,
    plan_of,
    project,
    resource,
    task,
)


@pytest.mark.parametrize(
    "values, what",
    [
        ({"Manual": 1}, "Manually scheduled task"),
        ({"Estimated": 1}, "Estimated duration"),
        ({"Notes": "Mind the gap"}, "Note"),
        ({"FixedCost": 100}, "Fixed cost"),
        ({"LevelingDelay": 4800}, "Levelling delay"),
        ({"IsSubproject": 1}, "Inserted project"),
        ({"ConstraintType": 1}, "Constraint “as late as possible”"),
        ({"ConstraintType": 7, "ConstraintDate": "2026-05-01T08:00:00"}, "Constraint “finish no later than”"),
        ({"ConstraintType": 5}, "Constraint without a date"),
        ({"Deadline": "2000-01-01T00:00:00"}, "Deadline before the project starts"),
        ({"DurationFormat": 8, "Duration": "PT24H0M0S"}, "Elapsed duration"),
        ({"Milestone": 1}, "Milestone with a duration"),
        ({"PercentComplete": 50, "Start": "2026-01-05T08:00:00"}, "Progress without an actual start"),
        (
            {"Start": "2026-01-05T08:00:00", "Finish": "2026-01-09T17:00:00"},
            "Task that is split or takes longer",
        ),
    ],
)
def test_each_thing_a_task_loses_is_named(values: dict[str, object], what: str) -> None:
    found = losses_of(task(1, **values))
    assert len(found) == 1
    assert next(iter(found)).startswith(what)


def test_losses_are_counted_and_show_the_first_names() -> None:
    (loss,) = imported(*(task(uid, Manual=1) for uid in range(1, 13))).losses
    assert loss == Loss(
        "tasks", "Manually scheduled task", "its dates are computed now", 12, ("Task 1", "Task 2", "Task 3")
    )
    assert str(loss) == "Manually scheduled task (12): its dates are computed now [Task 1, Task 2, Task 3, …]"


def test_a_manual_task_that_waits_for_nothing_keeps_its_date_as_a_limit() -> None:
    plan = plan_of(
        task(1, Manual=1, Start="2026-03-02T08:00:00"),
        task(2, Manual=1, Start="2026-04-01T08:00:00", links=link(1)),
    )
    assert plan.tasks[0].not_before is not None
    assert plan.tasks[1].not_before is None


def test_rows_that_are_left_out_take_their_links_with_them_but_not_what_is_in_them() -> None:
    result = imported(
        task(1, Active=0),
        task(2, OutlineLevel=2, links=link(3)),
        task(3, ExternalTask=1),
        element("Task", {"UID": 4, "IsNull": 1}),
        task(5, links=link(1) + link(2)),
    )
    assert [(each.id, each.parent) for each in result.plan.tasks] == [("t2", None), ("t5", None)]
    assert [len(each.depends_on) for each in result.plan.tasks] == [0, 1]
    assert {loss.what: loss.count for loss in result.losses} == {
        "Inactive task": 1,
        "Task of another project": 1,
        "Blank row": 1,
        "Link to a task that is left out": 2,
    }


def test_material_and_cost_are_left_out_with_their_assignments() -> None:
    parts = (task(1), resource(1, Type=0), resource(2, Type=2), assignment(1, 1), assignment(1, 2))
    assert set(losses_of(*parts)) == {"Material", "Cost item"}
    assert only_task(*parts).duration_hours is not None


def test_part_time_keeps_the_hours_and_says_that_it_can_end_earlier() -> None:
    parts = (task(1, Duration="PT16H0M0S"), resource(1), assignment(1, 1, Units=0.5))
    assert only_task(*parts).effort_hours.likely == 8
    assert "so it can end earlier" in losses_of(*parts)["Person assigned part-time"]


def test_a_person_who_is_only_there_part_time_loses_nothing() -> None:
    parts = (task(1, Duration="PT16H0M0S"), resource(1, MaxUnits=0.5), assignment(1, 1, Units=0.5))
    assert losses_of(*parts) == {}
    assert plan_of(*parts).people[0].share == 0.5


def test_a_helper_with_few_hours_is_not_booked_but_the_hours_are_kept() -> None:
    parts = (
        task(1, Duration="PT40H0M0S"),
        resource(1),
        resource(2),
        assignment(1, 1, 40),
        assignment(1, 2, 4, Units=0.1),
    )
    found = only_task(*parts)
    assert (found.effort_hours.likely, found.people) == (44, ("r1",))
    assert "Uneven hours of the people on a task" in losses_of(*parts)


def test_a_fixed_duration_with_part_time_people_keeps_its_duration() -> None:
    crew = [resource(uid) for uid in (1, 2, 3)]
    half = [assignment(1, uid, 20, Units=0.5) for uid in (1, 2, 3)]
    parts = (task(1, Type=1, Duration="PT40H0M0S"), *crew, *half)
    found = only_task(*parts)
    assert found.duration_hours is not None
    assert (found.duration_hours.likely, found.people) == (40, ())
    assert "Fixed duration with part-time or uneven assignments" in losses_of(*parts)


def test_an_elapsed_duration_becomes_the_working_hours_it_covers() -> None:
    weekend = task(1, DurationFormat=8, Duration="PT96H0M0S", Start="2026-01-09T08:00:00")
    found = only_task(weekend)
    assert found.duration_hours is not None
    assert found.duration_hours.likely == 16


def test_a_milestone_with_a_date_of_its_own_is_a_task_without_work() -> None:
    kick_off = task(1, Duration="PT0H0M0S", ConstraintType=4, ConstraintDate="2026-02-02T08:00:00")
    found = only_task(kick_off)
    assert (found.effort_hours.likely, found.duration_hours) == (0, None)
    assert "Milestone with a date of its own" in losses_of(kick_off)


def test_actual_dates_of_a_task_that_is_untouched_are_placeholders() -> None:
    dates = {"ActualStart": "2026-01-01T00:00:00", "ActualFinish": "2026-01-01T00:00:00"}
    untouched = task(1, PercentComplete=0, RemainingDuration="PT8H0M0S", **dates)
    assert only_task(untouched).progress is None
    assert "Actual dates on a task that is 0 % done" in losses_of(untouched)


def test_custom_fields_are_named_as_people_know_them() -> None:
    definition = element("ExtendedAttribute", {"FieldID": 5, "FieldName": "Text1", "Alias": "Floor"})
    value = element("ExtendedAttribute", {"FieldID": 5, "Value": "ground"})
    data = project(task(1, value=value), extra=f"<ExtendedAttributes>{definition}</ExtendedAttributes>")
    from pilothouse.interchange.mspdi import read_mspdi

    assert [loss.what for loss in read_mspdi(data).losses] == ["Custom field Text1 “Floor”"]


def test_marks_for_no_date_are_no_dates() -> None:
    assert losses_of(task(1, Deadline="NA", ConstraintDate="1900-01-01T00:00:00")) == {}
