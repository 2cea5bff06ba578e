"""Iterations: time counted from calendars, leave and shares; undone work returns and is not shown as done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.commands import Refused, parse
from pilothouse.how.delivery.iterations.days import people_days
from pilothouse.how.delivery.models import Iteration, IterationTask
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.models import Unit
from tests.registry.world import EFFORT, World
from tests.signed_in import Page, browser


@pytest.fixture
def team(world: World) -> World:
    """Maya and Jonas can be given work; Sprint 1 has their second task in it."""
    for name in ("Maya", "Jonas"):
        world.do("member.edit", member=world.ids[name], plannable=True)
    return world


def available(world: World, first: str, end: str, unit: str = "Team B") -> dict[str, tuple[float, float]]:
    def read(model: Any) -> Any:
        return model.objects.seen_by(world.viewer("Maya"))

    of = Unit.everything.get(pk=world.ids[unit])
    found = people_days(read, of, date.fromisoformat(first), date.fromisoformat(end))
    return {person.name: (person.days, person.away) for person in found}


def page(world: World, query: str = "") -> Page:
    return Page(browser(world, "Maya").get(f"/acme/boards/iterations?of={world.ids['Team B']}{query}"))


def close(world: World) -> Iteration:
    world.do("iteration.close", iteration="Sprint 1")
    return Iteration.everything.get(workspace=world.workspace, name="Sprint 1")  # type: ignore[no-any-return]


def test_two_weeks_are_ten_days_a_person_less_leave(team: World) -> None:
    team.do("leave.record", member=team.ids["Jonas"], first="2027-03-11", last="2027-03-14")
    assert available(team, "2027-03-08", "2027-03-20") == {"Jonas": (8, 2), "Maya": (10, 0)}


def test_part_time_and_days_off_of_a_calendar_count(team: World) -> None:
    team.do("calendar.day", calendar="Berlin", date="2027-03-10", name="Feast")
    team.do("member.edit", member=team.ids["Maya"], calendar="Berlin", fraction=0.5)
    assert available(team, "2027-03-08", "2027-03-13")["Maya"] == (2, 0)


def test_a_project_has_the_share_it_was_given(team: World) -> None:
    team.do("unit.members", unit="Redesign", members=[team.ids["Tomas"]])
    team.do("member.edit", member=team.ids["Tomas"], plannable=True)
    assert available(team, "2027-03-08", "2027-03-13", "Redesign") == {"Tomas": (2.5, 0)}


def test_closing_counts_what_is_done_and_returns_the_rest(team: World) -> None:
    for title in ("Ready one", "Half done"):
        team.do("task.add", title=title, feature=team.ids["First feature"], effort=EFFORT)
    taken = [team.ids["Ready one"], team.ids["Half done"]]
    team.do("iteration.take", iteration="Sprint 1", tasks=taken)
    team.do("task.finish", task=team.ids["Ready one"])
    team.do("task.start", task=team.ids["Half done"])
    team.do("task.remaining", task=team.ids["Half done"], remaining=EFFORT)
    row = close(team)
    assert (row.state, row.available, row.done) == ("closed", 20, 2)
    outcomes = IterationTask.everything.filter(iteration=row).values_list("task__item__title", "outcome")
    assert dict(outcomes) == {
        "Ready one": "done",
        "Half done": "returned",
        "Second task": "returned",
    }
    text = page(team).text
    assert "Sprint 1 finished one task, two returned to the backlog" in text
    assert text.count("returned to the backlog") == 3


def test_returned_work_is_free_for_the_next_iteration(team: World) -> None:
    close(team)
    days = {"first": "2027-03-22", "last": "2027-04-02"}
    team.do("iteration.plan", unit="Team B", name="Sprint 2", **days)
    team.do("iteration.take", iteration="Sprint 2", tasks=[team.ids["Second task"]])
    text = page(team).text
    assert "Sprint 2 holds 2 days more than there is time for" in text
    assert "0 days = 20 person-days × 0% focus (Sprint 1 finished 0 of 20 person-days)" in text


def test_the_line_is_drawn_where_time_ends(team: World) -> None:
    assert "Sprint 1 fits, with room for 12 days more" in page(team).text
    assert (
        "14 days = 20 person-days × 70% focus (the usual one, as no iteration was closed yet)"
        in page(team).text
    )
    large = {"optimistic": 80, "likely": 104, "pessimistic": 160}
    team.do("task.add", title="Too much", feature=team.ids["First feature"], effort=large)
    team.do("iteration.take", iteration="Sprint 1", tasks=[team.ids["Too much"]])
    text = page(team).text
    assert "Sprint 1 holds 1 day more than there is time for" in text
    assert text.index("Second task") < text.index("Time for 14 days ends here") < text.index("Too much")


@pytest.mark.parametrize(
    "days, because",
    [
        ({"first": "2027-04-09", "last": "2027-04-05"}, "Swap them"),
        ({"first": "2027-04-05", "last": "2027-05-06"}, "31 days at most"),
        ({"first": "2027-03-19", "last": "2027-03-26"}, "Sprint 1 of Team B lies in these days"),
    ],
)
def test_days_that_cannot_be_are_refused(team: World, days: dict[str, str], because: str) -> None:
    with pytest.raises(Refused, match=because):
        team.do("iteration.plan", unit="Team B", name="Sprint 2", **days)


@pytest.mark.parametrize(
    "title, because", [("Done task", "finished already"), ("Third task", "Take the tasks in it")]
)
def test_what_cannot_be_taken_says_why(team: World, title: str, because: str) -> None:
    with pytest.raises(Refused, match=because):
        team.do("iteration.take", iteration="Sprint 1", tasks=[team.ids[title]])


def test_a_task_is_in_one_open_iteration(team: World) -> None:
    team.do("iteration.plan", unit="Team B", name="Sprint 2", first="2027-03-22", last="2027-04-02")
    with pytest.raises(Refused, match="is in Sprint 1"):
        team.do("iteration.take", iteration="Sprint 2", tasks=[team.ids["Second task"]])
    with pytest.raises(Refused, match="has not begun"):
        team.do("iteration.close", iteration="Sprint 2")


def test_its_goal_is_agreed_on_and_the_team_fills_it(team: World) -> None:
    goal = parse("iteration.edit", {"iteration": "Sprint 1", "goal": "All invoices"})
    assert submit(goal, team.viewer("Jonas"), "test").status in ("applied", "proposed")
    assert submit(goal, team.viewer("Stella"), "test").status == "proposed"
    take = parse("iteration.take", {"iteration": "Sprint 1", "tasks": [team.ids["Inner task"]]})
    assert submit(take, team.viewer("Jonas"), "test").status == "applied"
    with pytest.raises(Refused, match="for those who do the work"):
        submit(take, team.viewer("Nora"), "test")


def test_a_cancelled_one_measures_nothing(team: World) -> None:
    team.do("iteration.cancel", iteration="Sprint 1")
    row = Iteration.everything.get(workspace=team.workspace, name="Sprint 1")
    assert (row.state, row.available, row.done) == ("cancelled", None, None)
    assert "Sprint 1 was cancelled" in page(team).text
