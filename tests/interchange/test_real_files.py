"""Real Microsoft Project files, against what another reader (MPXJ) found in them and the dates they store.

The files lie beside the repository; without them these tests are skipped."""

import gzip
import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pilothouse.engine.plan import WEEKDAYS, Calendar, Task
from pilothouse.engine.precedence import linked
from pilothouse.interchange.mspdi_writer import mspdi_losses, write_mspdi
from pilothouse.interchange.readers import read
from pilothouse.interchange.values import Imported, ReadErrors

DATA = Path(__file__).parents[3] / "shared" / "data" / "msproject"
FOUND = sorted([*DATA.glob("*.xml"), *DATA.glob("*.xml.gz"), *DATA.glob("mspdi-from-mpp/*.xml.gz")])
FILES = [pytest.param(path, id=f"{path.parent.name}-{path.name}") for path in FOUND]
FILES = FILES or [pytest.param(None, marks=pytest.mark.skip(reason="no real files beside the repository"))]
every_file = pytest.mark.parametrize("path", FILES)
FREE_OF_CONFLICTS = ("bug1", "Homemoveplan", "mpp14recurring", "Constraint", "task-links", "baselines")
DAY_NAMES = dict(
    zip(WEEKDAYS, ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), strict=True)
)


@cache
def imported(path: Path) -> Imported:
    return read(path.read_bytes(), path.name)


def oracle(path: Path) -> dict[str, Any]:
    name = path.name.removesuffix(".gz")
    name = name.replace(".xml", ".mpp") if path.parent.name == "mspdi-from-mpp" else name
    return json.loads(gzip.decompress((DATA / "oracle" / f"{name}.mpxj.json.gz").read_bytes()))


def rows(path: Path) -> dict[str, dict[str, Any]]:
    """The other reader's tasks by our ids, without the project's own row."""
    return {
        f"t{task['unique_id']}": task for task in oracle(path).get("tasks", []) if task.get("outline_level")
    }


@every_file
def test_every_row_of_the_outline_comes_in_under_its_parent(path: Path) -> None:
    plan, expected = imported(path).plan, rows(path)
    assert list(imported(path).outline) == list(expected)
    for row in linked(plan):
        above = f"t{expected[row.id].get('parent_task_unique_id')}"
        assert row.parent == (above if above in expected else None)
        assert row.name == expected[row.id].get("name", "")


@every_file
def test_every_link_comes_in_with_its_type_and_lag(path: Path) -> None:
    expected = rows(path)
    for row in linked(imported(path).plan):
        wanted = {
            (
                f"t{link['predecessor_task_unique_id']}",
                link.get("type", "FS"),
                link.get("lag_units", ""),
            ): link
            for link in expected[row.id].get("predecessors", ())
        }
        assert sorted((link.on, link.type) for link in row.depends_on) == sorted(key[:2] for key in wanted)
        lags = {(link.on, link.type): link.lag_hours for link in row.depends_on}
        for (on, kind, units), link in wanted.items():
            lag = link.get("lag", 0)
            before = expected[on].get("duration", 0)
            hours = before / 3600 * lag / 60 / 100 if units == "%" else lag / 3600
            assert lags[on, kind] == pytest.approx(hours, abs=1e-3)


@every_file
def test_work_and_durations_are_those_of_the_file(path: Path) -> None:
    result, expected = imported(path), rows(path)
    told = {
        name
        for loss in result.losses
        for name in loss.examples
        if loss.what.startswith(("Fixed dur", "Elapsed"))
    }
    people = {
        assigned["task_unique_id"]
        for assigned in oracle(path).get("assignments", ())
        if "resource_unique_id" in assigned
    }
    for task in result.plan.tasks:
        if task.name in told:
            continue
        if task.duration_hours:
            assert task.duration_hours.likely == pytest.approx(
                expected[task.id].get("duration", 0) / 3600, abs=0.01
            )
        elif int(task.id[1:]) in people:
            assert task.effort_hours.likely == pytest.approx(_work(path, task), rel=0.02)


def _work(path: Path, task: Task) -> float:
    """Hours of a task's assignments to people who work."""
    found = oracle(path)
    working = {each.get("unique_id") for each in found["resources"] if each.get("type", "WORK") == "WORK"}
    assigned = (each for each in found["assignments"] if f"t{each['task_unique_id']}" == task.id)
    return sum(each.get("work", 0) for each in assigned if each.get("resource_unique_id") in working) / 3600


@every_file
def test_people_come_in_with_share_and_rate(path: Path) -> None:
    result = imported(path)
    wanted = {
        str(each["unique_id"]): each
        for each in oracle(path).get("resources", ())
        if each.get("type", "WORK") == "WORK" and each.get("name") and each.get("unique_id")
    }
    heads: dict[str, list[Any]] = {}
    for person in result.plan.people:
        heads.setdefault(result.identities[person.id], []).append(person)
    assert wanted.keys() <= heads.keys()
    for uid, each in wanted.items():
        assert sum(person.share for person in heads[uid]) == pytest.approx(each["max_units"] / 100)
        assert heads[uid][0].name.startswith(each["name"])
        amount, _, unit = str(each.get("standard_rate", "0/h")).partition("/")
        if unit == "h":
            assert heads[uid][0].rate_per_hour == pytest.approx(float(amount), abs=0.01)


@every_file
def test_calendars_have_the_same_weeks_and_exceptional_days(path: Path) -> None:
    calendars = {calendar.id: calendar for calendar in imported(path).plan.calendars}
    for each in oracle(path).get("calendars", ()):
        calendar = calendars.get(f"c{each['unique_id']}")
        if calendar is None or each.get("parent_unique_id"):
            continue
        for weekday, name in DAY_NAMES.items():
            assert _hours(calendar.week.get(weekday, ())) == _ranges(each.get(name, {}))
        for exception in each.get("exceptions", ()):
            _check_exception(calendar, exception)


def _hours(hours: Any) -> list[tuple[str, str]]:
    return [(f"{start:%H:%M}", f"{end:%H:%M}") for start, end in hours]


def _ranges(given: dict[str, Any]) -> list[tuple[str, str]]:
    return [(each["from"], each["to"]) for each in given.get("hours", ())]


def _check_exception(calendar: Calendar, exception: dict[str, Any]) -> None:
    rule = exception.get("recurrence")
    if rule:
        first, last = (date.fromisoformat(rule[key]) for key in ("start_date", "finish_date"))
        days = [day for day in calendar.days if first <= day <= last]
        assert days[-1] == last
        assert len(days) >= rule["occurrences"]
    else:
        first, last = (date.fromisoformat(exception[key]) for key in ("from", "to"))
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    for day in [days[0], days[-1]]:
        assert _hours(calendar.days[day]) == _ranges(exception)


def test_recurring_exceptions_have_as_many_days_as_they_say() -> None:
    path = DATA / "calendar-recurring-exceptions-project2016-mspdi.xml"
    if not path.exists():
        pytest.skip("no real files beside the repository")
    rules = [each for each in oracle(path)["calendars"][0]["exceptions"] if "recurrence" in each]
    three_days, met_twice = 3, 1  # two of the rules meet on 1 March 2003
    assert len(imported(path).plan.calendars[0].days) == three_days - met_twice + sum(
        each["recurrence"]["occurrences"] for each in rules
    )


@every_file
def test_what_was_read_is_written_and_read_as_the_same_plan(path: Path) -> None:
    plan = imported(path).plan
    assert read(write_mspdi(plan)).plan == plan
    assert mspdi_losses(plan) == ()


@every_file
def test_the_engine_schedules_all_of_it_and_its_check_finds_nothing(path: Path) -> None:
    from pilothouse.engine.scheduling.check import check
    from pilothouse.engine.scheduling.dispatch import schedule

    plan = imported(path).plan
    done = schedule(plan)
    assert done.unscheduled == ()
    assert check(plan, done) == []


@every_file
def test_computed_dates_beside_the_stored_ones(path: Path) -> None:
    """Where nobody is booked twice and nothing has happened yet, the rule must give the file's dates."""
    result = imported(path)
    same, all_dates = _agreeing(result)
    print(f"{path.name}: {same} of {all_dates} computed dates are the stored ones")
    if path.name.startswith(FREE_OF_CONFLICTS):
        assert same == all_dates


def _agreeing(result: Imported) -> tuple[int, int]:
    from pilothouse.engine.scheduling.dispatch import schedule

    done = schedule(result.plan)
    dates = {row.id: (row.start, row.finish) for row in (*done.tasks, *done.milestones)}
    both = [id for id in dates if id in result.stored_dates]
    return sum(dates[id] == result.stored_dates[id] for id in both), len(both)


def test_a_project_file_in_the_binary_format_is_refused_with_the_way_out() -> None:
    binary = next(DATA.glob("*.mpp"), None)
    if binary is None:
        pytest.skip("no real files beside the repository")
    with pytest.raises(ReadErrors, match="Save As, XML format"):
        read(binary.read_bytes(), binary.name)


def test_each_cut_of_a_real_file_is_refused_with_line_and_column() -> None:
    path = DATA / "mspdirelations.xml"
    if not path.exists():
        pytest.skip("no real files beside the repository")
    data = path.read_bytes()
    for length in range(100, len(data) - 20, len(data) // 7):
        with pytest.raises(ReadErrors, match=r"line \d+, column \d+"):
            read(data[:length])
