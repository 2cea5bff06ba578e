"""Hours worked: by timer and by hand, corrected, and never taken for progress that nobody named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.models import Task, Timer, WorkLog
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.decisions.models import Entry
from tests.registry.world import World, head
from tests.signed_in import Page, browser

DAY = "2027-03-09"


def does(world: World, who: str, name: str, **payload: Any) -> None:
    submit(parse(name, payload), world.viewer(who), "test")


def at(monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    monkeypatch.setenv("PILOTHOUSE_NOW", moment)


def task(world: World, name: str = "First task") -> Task:
    return Task.everything.get(pk=world.ids[name])  # type: ignore[no-any-return]


def logs(world: World, who: str) -> list[tuple[str, float]]:
    rows = WorkLog.everything.filter(member=world.ids[who], deleted_at=None).order_by("on", "hours")
    return [(str(row.task), row.hours) for row in rows]


def test_a_timer_begins_the_task_and_becomes_hours_on_the_day_it_was_started(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(world, "Jonas", "timer.start", task=world.ids["First task"])
    assert task(world).state == "started"
    at(monkeypatch, "2027-03-10T10:30:00+00:00")
    does(world, "Jonas", "timer.stop", note="Half of it")
    assert logs(world, "Jonas") == [("First task", 1.5)]
    assert task(world).remaining is None
    assert not Timer.everything.filter(member=world.ids["Jonas"], deleted_at=None).exists()


def test_each_has_one_timer_and_the_next_one_logs_the_one_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(world, "Jonas", "timer.start", task=world.ids["First task"])
    with pytest.raises(Refused, match="runs already"):
        does(world, "Jonas", "timer.start", task=world.ids["First task"])
    world.do("task.assign", task=world.ids["Third task"], members=[world.ids["Jonas"]])
    at(monkeypatch, "2027-03-10T11:00:00+00:00")
    does(world, "Jonas", "timer.start", task=world.ids["Third task"])
    assert logs(world, "Jonas") == [("First task", 2.0)]
    (running,) = Timer.everything.filter(member=world.ids["Jonas"], deleted_at=None)
    assert str(running.task) == "Third task"


def test_a_forgotten_timer_asks_how_much_of_it_was_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    does(world, "Jonas", "timer.start", task=world.ids["First task"])
    at(monkeypatch, "2027-03-11T16:00:00+00:00")
    with pytest.raises(Refused, match="has run for 31 hours"):
        does(world, "Jonas", "timer.stop")
    does(world, "Jonas", "timer.stop", hours=6)
    assert logs(world, "Jonas") == [("First task", 6.0)]


def test_without_a_timer_there_is_none_to_stop(world: World) -> None:
    with pytest.raises(Refused, match="No timer of yours is running"):
        does(world, "Jonas", "timer.stop")


def test_nobody_sees_what_runs_for_somebody_else(world: World) -> None:
    does(world, "Jonas", "timer.start", task=world.ids["First task"])
    seen = Timer.objects.seen_by(world.viewer("Tomas"))
    assert not seen.exists()
    assert "timer" not in Entry.everything.latest("revision").payload


def test_hours_change_nothing_of_what_is_still_to_do_unless_it_is_said(world: World) -> None:
    does(world, "Jonas", "task.start", task=world.ids["First task"])
    does(world, "Jonas", "worklog.add", task=world.ids["First task"], on="2027-03-10", hours=5)
    assert task(world).remaining is None
    left = {"optimistic": 4, "likely": 8, "pessimistic": 16}
    said = {"on": "2027-03-10", "hours": 1, "remaining": left}
    does(world, "Jonas", "worklog.add", task=world.ids["First task"], **said)
    assert task(world).remaining == left
    page = Page(browser(world, "Jonas").get(f"/acme/tasks/{head(world, 'First task').key}"))
    assert "6 h are logged of 1–5 d estimated; 0.5–2 d are still to do, as was said last." in page.text


def test_a_day_has_24_hours(world: World) -> None:
    first = world.ids["First task"]
    does(world, "Jonas", "worklog.add", task=first, on=DAY, hours=15)
    with pytest.raises(Refused, match=r"a day has 24\. 15 h are logged already: log 9 h at most"):
        does(world, "Jonas", "worklog.add", task=first, on=DAY, hours=9.5)
    does(world, "Jonas", "worklog.add", task=first, on=DAY, hours=9)
    log = str(WorkLog.everything.get(member=world.ids["Jonas"], hours=9).pk)
    with pytest.raises(Refused, match="a day has 24"):
        does(world, "Jonas", "worklog.edit", log=log, hours=10)
    does(world, "Jonas", "worklog.edit", log=log, hours=8)


def test_work_after_the_finish_is_told_to_be_reopened_and_a_finish_before_work_refused(world: World) -> None:
    done = world.ids["Done task"]
    with pytest.raises(Refused, match="was finished on 03 February 2027"):
        does(world, "Tomas", "worklog.add", task=done, on="2027-02-04", hours=1)
    does(world, "Tomas", "worklog.add", task=done, on="2027-02-03", hours=1)
    does(world, "Jonas", "task.start", task=world.ids["First task"], at="2027-03-01T09:00:00+00:00")
    does(world, "Jonas", "worklog.add", task=world.ids["First task"], on=DAY, hours=1)
    with pytest.raises(Refused, match="Jonas logged 1 h on 09 March 2027, after this finish"):
        does(world, "Jonas", "task.finish", task=world.ids["First task"], at="2027-03-05T09:00:00+00:00")


def test_those_who_lead_log_and_correct_for_others(world: World) -> None:
    first = world.ids["First task"]
    does(world, "Tomas", "worklog.add", task=first, on=DAY, hours=3, member=world.ids["Jonas"])
    log = str(WorkLog.everything.get(member=world.ids["Jonas"]).pk)
    does(world, "Tomas", "worklog.edit", log=log, task=world.ids["Second task"])
    assert logs(world, "Jonas") == [("Second task", 3.0)]
    with pytest.raises(Refused, match="for those who do the work or lead it"):
        does(world, "Jonas", "worklog.add", task=first, on=DAY, hours=1, member=world.ids["Maya"])


def test_a_week_stands_by_task_and_day_and_is_ones_own(world: World) -> None:
    does(world, "Jonas", "worklog.add", task=world.ids["First task"], on=DAY, hours=2.5)
    mine = Page(browser(world, "Jonas").get("/acme/hours"))
    assert "2.5 hours on one task this week" in mine.text
    assert Page(browser(world, "Jonas").get("/acme/hours?week=2027-03-17")).text.count("No hours are logged")
    of_jonas = f"/acme/hours?person={world.ids['Jonas']}"
    assert "Jonas: 2.5 hours" in Page(browser(world, "Tomas").get(of_jonas)).text
    assert browser(world, "Maya").get(of_jonas).status_code == 404
    of_task = f"/acme/hours?task={head(world, 'First task').key}"
    assert "2.5 hours on First task this week" in Page(browser(world, "Maya").get(of_task)).text


@pytest.mark.parametrize("query", ["week=yesterday", "week=9999-12-31", "week=0001-01-01"])
def test_any_week_can_be_asked_for(world: World, query: str) -> None:
    assert browser(world, "Jonas").get(f"/acme/hours?{query}").status_code == 200


def test_the_desk_shows_what_runs(world: World) -> None:
    does(world, "Jonas", "timer.start", task=world.ids["First task"])
    desk = Page(browser(world, "Jonas").get("/acme/desk"))
    assert "Your timer runs for First task" in desk.text
    assert "since 10:00" in desk.text


def test_a_log_lies_on_the_day_it_was_worked(world: World) -> None:
    does(world, "Jonas", "worklog.add", task=world.ids["First task"], on=DAY, hours=1)
    assert WorkLog.everything.get(member=world.ids["Jonas"]).on == date(2027, 3, 9)
