"""What is wrong with a file is told all at once, with its place and how to mend it."""

import pytest

from pilothouse.interchange.mspdi import read_mspdi
from pilothouse.interchange.values import ReadErrors

from .project_xml import FIXTURES, assignment, element, faults_of, link, project, resource, task

TWELVE = {
    8: "working times overlap at 12:00",
    15: "“two days” is not a duration",
    16: "another task has this UID",
    17: "has no <UID>",
    19: "“Phase” (UID 3) → “Inside” (UID 4) → “After” (UID 5) → “Phase” (UID 3)",
    21: "“-PT8H0M0S” is negative",
    25: "the year 9999 lies outside 1970 to 2149",
    27: "there is no task with UID 77",
    29: "“140” is not a number from 0 to 100",
    30: "ActualFinish lies before ActualStart",
    34: "CalendarUID 42 is no calendar of this file",
    37: "there is no resource with UID 99",
}


def test_twelve_planted_faults_are_twelve_messages_with_their_lines() -> None:
    with pytest.raises(ReadErrors) as caught:
        read_mspdi((FIXTURES / "twelve_faults.xml").read_bytes())
    found = {fault.line: fault.message for fault in caught.value.faults}
    assert list(found) == list(TWELVE)
    for line, words in TWELVE.items():
        assert words in found[line]


def test_a_fault_names_the_record_it_is_in() -> None:
    (fault,) = faults_of(project(task(7, Name="Dig", Duration="PT5X")))
    assert "line 2, Task 7 “Dig”, Duration" in fault or "Task 7 “Dig”, Duration" in fault


@pytest.mark.parametrize(
    "values, words",
    [
        ({"UID": "x1"}, "no whole number"),
        ({"Work": "PT"}, "not a duration"),
        ({"Duration": "PT99999999H0M0S"}, "longer than"),
        ({"Start": "05.01.2026"}, "not a date"),
        ({"Start": "2026-13-01T08:00:00"}, "not a date"),
        ({"ConstraintDate": "1812-06-24T08:00:00"}, "the year 1812"),
        ({"PercentComplete": "-5"}, "not a number from 0 to 100"),
        ({"PercentComplete": "nan"}, "not a number"),
        ({"ConstraintType": "12"}, "not a number from 0 to 7"),
        ({"CalendarUID": "9"}, "is no calendar of this file"),
        ({"Name": "x" * 1001}, "characters long"),
        ({"links": element("PredecessorLink", {"PredecessorUID": 2, "Type": 9})}, "not a number from 0 to 3"),
    ],
)
def test_each_wrong_value_of_a_task_has_its_own_words(values: dict[str, str], words: str) -> None:
    (fault,) = faults_of(project(task(1, **values), task(2)))
    assert words in fault


@pytest.mark.parametrize(
    "part, words",
    [
        (resource(1) + resource(1), "another resource has this UID"),
        (resource(1, MaxUnits=-1), "not a number"),
        (assignment(5, -1), "there is no task with UID 5"),
        (assignment(1, -1, Units=-1), "not a number"),
        (element("Calendar", {"UID": 4, "BaseCalendarUID": 5}), "BaseCalendarUID 5 is no calendar"),
        (element("Calendar", {"UID": 4, "BaseCalendarUID": 4}), "is its own base"),
    ],
)
def test_each_wrong_value_elsewhere_has_its_own_words(part: str, words: str) -> None:
    (fault,) = faults_of(project(task(1), part))
    assert words in fault


def day(**values: str) -> str:
    times = element("WorkingTimes", {"time": element("WorkingTime", values)})
    week = element("WeekDays", {"day": element("WeekDay", {"DayType": 2, "DayWorking": 1, "times": times})})
    return element("Calendar", {"UID": 1, "IsBaseCalendar": 1, "week": week})


def test_working_times_that_run_backwards_or_are_no_times() -> None:
    (fault,) = faults_of(project(day(FromTime="17:00:00", ToTime="08:00:00")))
    assert "08:00 lies before 17:00" in fault
    (fault,) = faults_of(project(day(FromTime="8 o'clock", ToTime="17:00:00")))
    assert "not a time of day" in fault


def test_a_project_without_any_date_says_what_to_add() -> None:
    (fault,) = faults_of(b"<Project><Tasks>" + task(1).encode() + b"</Tasks></Project>")
    assert "Add one like <StartDate>" in fault


def test_a_task_that_waits_for_itself_or_for_the_group_it_is_in_is_a_circle() -> None:
    (fault,) = faults_of(project(task(1, links=link(1))))
    assert "“Task 1” (UID 1) → “Task 1” (UID 1)" in fault
    (fault,) = faults_of(project(task(1), task(2, OutlineLevel=2, links=link(1))))
    assert "“Task 1” (UID 1) → “Task 2” (UID 2)" in fault or "“Task 2” (UID 2) → “Task 1” (UID 1)" in fault


def test_two_separate_circles_are_two_faults() -> None:
    pairs = ((1, 2), (2, 1), (3, 4), (4, 3))
    assert len(faults_of(project(*(task(uid, links=link(on)) for uid, on in pairs)))) == 2


def test_a_long_circle_is_named_without_recursion_and_in_bounds() -> None:
    count = 5000
    (fault,) = faults_of(project(*(task(uid, links=link(uid % count + 1)) for uid in range(1, count + 1))))
    assert f"{count - 30} more" in fault
    assert len(fault) < 3000


def test_a_file_of_nothing_but_faults_tells_the_first_ones_and_how_many_there_are() -> None:
    faults = faults_of(project(*(task(uid, Work="?") for uid in range(1, 1001))))
    assert len(faults) == 201
    assert "800 more faults" in faults[-1]
