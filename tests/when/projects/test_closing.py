"""Closing a project: one decision about success, open work and people; then it stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from pilothouse.commands import Outcome, Refused, parse
from pilothouse.how.delivery.models import Task
from pilothouse.what.backlog.models import Feature
from pilothouse.what.roadmap.models import Release
from pilothouse.when.projects.models import Closure
from pilothouse.when.risks.models import Risk
from pilothouse.when.schedule.models import Project
from pilothouse.who.decisions.gate.submit import carry_out, submit, submit_many
from pilothouse.who.people.models import Allocation
from tests.registry.world import World
from tests.signed_in import Page, browser


def close(world: World, **said: Any) -> Outcome:
    return world.do("project.close", project=world.ids["Redesign"], **said)


def project(world: World, name: str = "Redesign") -> Project:
    found: Project = Project.everything.get(unit=world.ids[name])
    return found


def page(world: World, path: str = "/closing", who: str = "Priya") -> Page:
    return Page(browser(world, who).get(f"/acme/projects/{world.ids['Redesign']}{path}"))


def end_of_share(world: World) -> date | None:
    row = Allocation.everything.filter(unit=world.ids["Redesign"], deleted_at=None).first()
    return row and row.end


def test_success_is_judged_by_the_criteria_of_the_brief_first(world: World) -> None:
    redesign = world.ids["Redesign"]
    world.do("project.edit", project=redesign, criteria="Five minutes\nNobody waits")
    with pytest.raises(Refused, match="whether “Five minutes” and “Nobody waits” was met"):
        close(world)
    with pytest.raises(Refused, match=r"no such criterion\. Choose one of “Five minutes” and “Nobody waits”"):
        world.do("criterion.judge", project=redesign, criterion="Ten minutes", met="met")
    world.do("criterion.judge", project=redesign, criterion="Five minutes", met="met", found="Measured")
    assert "One success criterion waits to be judged" in page(world).text
    world.do("criterion.judge", project=redesign, criterion="Nobody waits", met="partly")
    assert "1 of two success criteria met" in close(world).sentence


def test_left_work_goes_back_to_its_product_and_risks_are_over(world: World) -> None:
    close(world)
    release = Release.everything.get(pk=world.ids["1.0"])
    assert release.delivered_by is None
    assert Risk.everything.get(pk=world.ids["Provider changes"]).state == "closed"
    assert Task.everything.get(pk=world.ids["First task"]).deleted_at is None


def test_moved_work_is_another_project_s(world: World) -> None:
    close(world, open_work="move", move_to=world.ids["Spare project"])
    assert str(Release.everything.get(pk=world.ids["1.0"]).delivered_by_id) == world.ids["Spare project"]
    risk = Risk.everything.select_related("item").get(pk=world.ids["Provider changes"])
    assert (risk.state, str(risk.item.unit_id)) == ("open", world.ids["Spare project"])


def test_dropped_tasks_go_to_the_bin_and_finished_work_stays(world: World) -> None:
    assert Task.everything.get(pk=world.ids["Done task"]).state == "done"
    close(world, open_work="drop")
    assert Task.everything.get(pk=world.ids["First task"]).deleted_at is not None
    assert Task.everything.get(pk=world.ids["Done task"]).deleted_at is None
    dropped = Feature.everything.get(pk=world.ids["Second feature"])
    assert (dropped.state, dropped.release_id) == ("dropped", None), "nothing of it was finished"
    assert Feature.everything.get(pk=world.ids["First feature"]).state != "dropped", "some of it was"


@pytest.mark.parametrize(
    "said, words",
    [
        ({"open_work": "move"}, "Say which project takes the open work."),
        ({"open_work": "move", "move_to": "Redesign"}, "Redesign cannot take it."),
        ({"open_work": "move", "move_to": "Team A"}, "Team A cannot take it."),
        ({"open_work": "leave", "move_to": "Spare project"}, "Choose “Move” for open work"),
    ],
)
def test_where_work_goes_must_be_a_project_that_is_open(
    world: World, said: dict[str, str], words: str
) -> None:
    goal = {"move_to": world.ids[said["move_to"]]} if "move_to" in said else {}
    with pytest.raises(Refused, match=words):
        close(world, **said | goal)
    assert project(world).state == "active", "nothing is half closed"


def test_people_are_free_from_the_day_that_was_said(world: World) -> None:
    told = close(world, released_on="2027-03-20").sentence
    assert "one person released" in told
    assert end_of_share(world) == date(2027, 3, 20)


def test_shares_that_have_not_begun_are_taken_back(world: World) -> None:
    close(world, released_on="2027-01-04")
    assert end_of_share(world) is None


def test_what_is_closed_stays_as_it_is_until_it_is_taken_up_again(world: World) -> None:
    close(world)
    edit = parse("project.set_target", {"project": world.ids["Redesign"], "target": "2027-08-01"})
    risk = parse("risk.raise", {"unit": world.ids["Redesign"], "title": "Late"})
    for command in (edit, risk):
        with pytest.raises(Refused, match="Redesign is closed, so nothing in it can be changed"):
            submit(command, world.viewer("Priya"), "test")
    with pytest.raises(Refused, match="closed already"):
        close(world)
    world.do("project.reopen", project=world.ids["Redesign"])
    assert submit(edit, world.viewer("Priya"), "test").status in ("applied", "proposed")
    with pytest.raises(Refused, match="not closed"):
        world.do("project.reopen", project=world.ids["Redesign"])


def test_what_comes_after_closing_in_the_same_group_is_refused_with_it(world: World) -> None:
    lead, redesign = world.viewer("Priya"), world.ids["Redesign"]
    for role in ("product_manager", "sponsor", "engineering_manager"):
        world.do("role.give", unit=redesign, role=role, member=world.ids["Priya"])
    before = parse("risk.raise", {"unit": redesign, "title": "Early"})
    after = parse("risk.raise", {"unit": redesign, "title": "Late"})
    closing = parse("project.close", {"project": redesign})
    with pytest.raises(Refused, match="Redesign is closed"):
        submit_many([before, closing, after], lead, "test")
    assert project(world).state == "active"
    assert not Risk.everything.filter(item__title__in=["Early", "Late"]).exists()


def test_closing_is_one_decision_of_those_who_have_a_say(world: World) -> None:
    command = parse("project.close", {"project": world.ids["Redesign"]})
    assert submit(command, world.viewer("Priya"), "test").status == "proposed"
    assert project(world).state == "active"


def test_it_is_taken_back_as_one(world: World) -> None:
    group = close(world, open_work="drop", released_on="2027-03-20").group
    carry_out(parse("history.undo", {"group": group}), world.workspace, viewer=world.viewer("Sam"))
    assert project(world).state == "active"
    assert end_of_share(world) == date(2027, 4, 1)
    assert Task.everything.get(pk=world.ids["First task"]).deleted_at is None
    assert not Closure.everything.filter(unit=world.ids["Redesign"], deleted_at=None).exists()


def test_lessons_are_found_later_on_their_page_and_by_search(world: World) -> None:
    world.do(
        "lesson.add",
        project=world.ids["Redesign"],
        title="Ask the printer first",
        happened="The paper ran out",
        advice="Order in January",
    )
    assert "The next time: Order in January" in page(world).text
    lessons = Page(browser(world, "Nora").get("/acme/lessons"))
    assert "One lesson from projects" in lessons.text
    assert "Ask the printer first" in lessons.text
    assert "Ask the printer first" in Page(browser(world, "Nora").get("/acme/search?q=january")).text


def test_the_page_tells_how_it_ended(world: World) -> None:
    close(world, summary="Everybody is paid sooner", released_on="2027-03-20")
    shown = page(world)
    assert "Everybody is paid sooner" in shown.text
    assert "1 free from" in shown.text
    assert "Take it up again" in shown.links
    assert "Close the project" not in shown.links
