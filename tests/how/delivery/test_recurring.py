"""Work that comes back: real tasks weeks ahead, each day once, skipped or stopped when somebody says so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilothouse.commands import Refused, parse
from pilothouse.entrypoints.jobs.chores import make_recurring
from pilothouse.how.delivery.models import ChecklistItem, Occurrence, Recurrence, Task
from pilothouse.how.delivery.recurring.rules import NoRule, days, in_words, rule_for
from pilothouse.who.decisions.gate.submit import submit
from tests.registry.world import EFFORT, World
from tests.signed_in import Page, browser

pytestmark = pytest.mark.usefixtures("upkeep")


def titles(world: World, name: str = "Weekly report") -> list[str]:
    rows = Task.everything.filter(
        item__title__startswith=f"{name},", deleted_at=None, workspace=world.workspace
    )
    return [str(task) for task in rows.order_by("not_before")]


def does(world: World, who: str, name: str, **payload: Any) -> str:
    return submit(parse(name, payload), world.viewer(who), "test").status


def report(world: World) -> Recurrence:
    return Recurrence.everything.get(pk=world.ids["Weekly report"])  # type: ignore[no-any-return]


DAYS = [f"Weekly report, {day} 2027" for day in ("16 Mar", "23 Mar", "30 Mar", "6 Apr")]


def test_its_tasks_are_made_four_weeks_ahead_with_people_effort_and_checklist(world: World) -> None:
    assert titles(world) == DAYS
    task = Task.everything.get(item__title=DAYS[0])
    assert (task.effort, [str(id) for id in task.team_ids()]) == (EFFORT, [world.ids["Jonas"]])
    assert task.not_before is not None
    assert task.not_before.isoformat() == "2027-03-15T23:00:00+00:00"
    lines = ChecklistItem.everything.filter(task=task).order_by("position")
    assert [line.text for line in lines] == ["Write", "Send"]


def test_the_job_makes_what_time_brings_and_never_twice(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_recurring()
    assert titles(world) == DAYS
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-17T09:00:00+00:00")
    make_recurring()
    make_recurring()
    assert titles(world) == [*DAYS, "Weekly report, 13 Apr 2027"]


def test_what_somebody_deleted_is_not_made_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.do("task.delete", task=str(Task.everything.get(item__title=DAYS[1]).pk))
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-17T09:00:00+00:00")
    make_recurring()
    assert titles(world) == [DAYS[0], *DAYS[2:], "Weekly report, 13 Apr 2027"]


def test_after_a_pause_of_the_program_nothing_is_made_for_days_that_passed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-05-05T09:00:00+00:00")
    make_recurring()
    assert [title.partition(", ")[2] for title in titles(world)[4:]] == [
        "11 May 2027",
        "18 May 2027",
        "25 May 2027",
        "1 Jun 2027",
    ]


def test_one_is_skipped_before_and_after_it_was_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for day in ("2027-03-23", "2027-04-13"):
        does(world, "Tomas", "recurring.skip", recurrence="Weekly report", on=day)
    monkeypatch.setenv("PILOTHOUSE_NOW", "2027-03-24T09:00:00+00:00")
    make_recurring()
    assert titles(world) == [DAYS[0], *DAYS[2:], "Weekly report, 20 Apr 2027"]


@pytest.mark.parametrize(
    "day, says",
    [
        ("2027-03-17", "does not come back on that day. It comes back on 16 March 2027"),
        ("2027-03-09", "does not come back on that day"),
    ],
)
def test_only_its_own_days_to_come_are_skipped(world: World, day: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        does(world, "Tomas", "recurring.skip", recurrence="Weekly report", on=day)


def test_what_was_begun_is_not_skipped(world: World) -> None:
    task = Task.everything.get(item__title=DAYS[0])
    does(world, "Jonas", "task.start", task=str(task.pk))
    with pytest.raises(Refused, match="was begun"):
        does(world, "Tomas", "recurring.skip", recurrence="Weekly report", on="2027-03-16")


def test_stopped_it_takes_what_lies_ahead_with_it_and_comes_back_when_resumed(world: World) -> None:
    does(world, "Jonas", "task.start", task=str(Task.everything.get(item__title=DAYS[0]).pk))
    does(world, "Tomas", "recurring.stop", recurrence="Weekly report")
    assert titles(world) == DAYS[:1]
    make_recurring()
    assert titles(world) == DAYS[:1]
    does(world, "Tomas", "recurring.resume", recurrence="Weekly report")
    assert titles(world) == DAYS


def test_a_new_rule_keeps_the_days_that_hold_and_hands_on_what_it_is_like(world: World) -> None:
    change = {"repeats": "every two weeks", "title": "Report", "members": [world.ids["Maya"]]}
    does(world, "Tomas", "recurring.edit", recurrence="Weekly report", **change)
    assert titles(world, "Report") == ["Report, 23 Mar 2027", "Report, 6 Apr 2027"]
    task = Task.everything.get(item__title="Report, 23 Mar 2027", deleted_at=None)
    assert [str(id) for id in task.team_ids()] == [world.ids["Maya"]]
    assert titles(world) == []


def test_whoever_does_not_decide_suggests_it(world: World) -> None:
    wish = {"title": "Audit", "unit": "Upkeep", "first": "2027-03-20", "effort": EFFORT}
    assert does(world, "Stella", "recurring.add", **wish) == "proposed"
    assert titles(world, "Audit") == []


def test_it_belongs_to_a_project_whose_plan_keeps_time_free(world: World) -> None:
    with pytest.raises(Refused, match="Invoices is no project"):
        does(world, "Tomas", "recurring.add", title="Audit", unit="Invoices", first="2027-03-20")


def test_too_many_at_once_are_refused_and_nothing_is_left_behind(world: World) -> None:
    many = {"title": "Stand-up", "unit": "Upkeep", "first": "2027-03-11", "repeats": "every day"}
    with pytest.raises(Refused, match="100 are the most"):
        does(world, "Tomas", "recurring.add", horizon_days=200, **many)
    assert not Recurrence.everything.filter(title="Stand-up").exists()


def test_the_page_says_what_comes_next_and_the_task_where_it_comes_from(world: World) -> None:
    does(world, "Tomas", "recurring.skip", recurrence="Weekly report", on="2027-03-23")
    page = Page(browser(world, "Maya").get("/acme/recurring"))
    assert "Weekly report: every week, next on 16 March" in page.text
    assert "23 Mar skipped" in page.text
    key = Task.everything.get(item__title=DAYS[0]).item.key
    assert (
        "Comes back every week: Weekly report" in Page(browser(world, "Maya").get(f"/acme/tasks/{key}")).text
    )


def test_deleted_its_tasks_stay_as_they_are(world: World) -> None:
    world.do("recurring.delete", recurrence="Weekly report")
    assert titles(world) == DAYS
    assert not Occurrence.everything.filter(recurrence=report(world), deleted_at=None).exists()


# Rules


@pytest.mark.parametrize(
    "repeats, first, wanted",
    [
        ("every month", date(2027, 1, 31), ["01-31", "02-28", "03-31", "04-30"]),
        ("every quarter", date(2027, 1, 30), ["01-30", "04-30", "07-30", "10-30"]),
        ("on weekdays", date(2027, 1, 29), ["01-29", "02-01", "02-02", "02-03"]),
        ("every two weeks", date(2027, 1, 5), ["01-05", "01-19", "02-02", "02-16"]),
    ],
)
def test_usual_rules_give_the_days_people_mean(repeats: str, first: date, wanted: list[str]) -> None:
    found = days(rule_for(repeats, first, "", None), first, first, date(2027, 12, 31))
    assert [f"{day:%m-%d}" for day in found[:4]] == wanted


def test_a_leap_day_comes_back_on_the_last_of_february() -> None:
    first = date(2028, 2, 29)
    found = days(rule_for("every year", first, "", None), first, first, date(2032, 12, 31))
    assert [day.isoformat() for day in found] == [
        *("2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"),
    ]


@pytest.mark.parametrize(
    "rule, says",
    [
        ("every tuesday", "Write each part once"),
        ("FREQ=SECONDLY", "A rule begins with FREQ=DAILY"),
        ("FREQ=DAILY;BYMONTHDAY=30;BYMONTH=2", "cannot be used with FREQ=DAILY"),
        ("FREQ=WEEKLY;INTERVAL=0", "INTERVAL is a number from 1 to 1000|cannot be read"),
        ("FREQ=WEEKLY;INTERVAL=x", "cannot be read"),
        ("FREQ=MONTHLY;BYDAY=9XX", "cannot be read"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "no day within five years"),
        ("FREQ=WEEKLY;FREQ=DAILY", "Write each part once"),
    ],
)
def test_a_rule_that_cannot_be_followed_says_why(rule: str, says: str) -> None:
    with pytest.raises(NoRule, match=says):
        rule_for("every week", date(2027, 1, 4), rule, None)


def test_the_last_time_lies_after_the_first() -> None:
    with pytest.raises(NoRule, match="before the first"):
        rule_for("every week", date(2027, 1, 4), "", date(2027, 1, 3))


@pytest.mark.parametrize(
    "rule, words",
    [
        ("FREQ=WEEKLY;INTERVAL=2", "every second week"),
        ("FREQ=WEEKLY;BYDAY=TU,TH", "every week on Tuesday and Thursday"),
        ("FREQ=MONTHLY;BYDAY=-1FR", "FREQ=MONTHLY;BYDAY=-1FR"),
        ("FREQ=DAILY;UNTIL=20270401", "every day until 01 April 2027"),
    ],
)
def test_rules_are_said_in_words(rule: str, words: str) -> None:
    assert in_words(rule) == words


@given(
    st.sampled_from(["every day", "on weekdays", "every week", "every month", "every quarter", "every year"]),
    st.dates(date(2020, 1, 1), date(2035, 12, 31)),
    st.integers(0, 400),
)
def test_looked_at_in_two_parts_the_days_are_those_of_the_whole(repeats: str, first: date, cut: int) -> None:
    rule = rule_for(repeats, first, "", None)
    end = date.fromordinal(first.toordinal() + 500)
    middle = date.fromordinal(first.toordinal() + cut)
    parts = days(rule, first, first, middle) + days(
        rule, first, date.fromordinal(middle.toordinal() + 1), end
    )
    assert parts == days(rule, first, first, end)
