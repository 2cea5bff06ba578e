"""The Task page: why it exists, how large it is, who does it, what it waits for and what threatens it."""

from __future__ import annotations

from tests.registry.world import World, head
from tests.signed_in import Page, browser


def task_page(world: World, title: str, who: str = "Maya") -> Page:
    return Page(browser(world, who).get(f"/acme/tasks/{head(world, title).key}"))


def test_the_chain_leads_up_to_the_goal(world: World) -> None:
    page = task_page(world, "First task")
    assert page.links["First feature"] == f"/acme/features/{head(world, 'First feature').key}"
    assert page.links["Get paid sooner"] == f"/acme/i/{head(world, 'Get paid sooner').key}"
    assert "Why M you decide" in page.text
    assert "Tomas decides" in page.text


def test_what_waits_for_what_is_told_on_both_sides(world: World) -> None:
    second, third = task_page(world, "Second task"), task_page(world, "Third task")
    assert "Blocks Third task" in second.text
    assert "Waits for Second task" in third.text
    assert any("task.unlink" in url for url in third.links.values())


def test_people_limits_resources_and_risks_stand_there(world: World) -> None:
    limit = "2027-05-01T17:00:00+02:00"
    world.do("task.limits", task=world.ids["First task"], must_finish_by=limit)
    page = task_page(world, "First task")
    assert "Who Jonas" in page.text
    assert "must finish by 1 May" in page.text
    assert "Provider changes 30%, 1–5 d if it happens" in page.text
    assert "Holds 1 of Lab" in task_page(world, "Second task").text


def test_a_finished_task_says_when_and_what_was_worked(world: World) -> None:
    page = task_page(world, "Done task")
    assert "Done on 3 Feb." in page.text
    assert "Hours worked 6 in all" in page.text
    assert "Reopen" in page.text
    assert "Start" not in page.links


def test_a_group_lists_its_tasks_and_has_no_estimate_of_its_own(world: World) -> None:
    page = task_page(world, "Third task")
    assert page.links["Inner task"] == f"/acme/tasks/{head(world, 'Inner task').key}"
    assert not any("task.estimate" in url for url in page.edits)


def test_every_command_about_a_task_has_a_form_to_go_to(world: World) -> None:
    page, client = task_page(world, "First task", "Stella"), browser(world, "Stella")
    urls = {url for url in [*page.links.values(), *page.edits] if url.startswith("/acme/do/")}
    names = {url.removeprefix("/acme/do/").partition("?")[0] for url in urls}
    wanted = "edit estimate assign move uses delete start finish limits link"
    assert {f"task.{name}" for name in wanted.split()} <= names
    assert "worklog.add" in names
    assert "risk.raise" in names
    assert {client.get(url).status_code for url in urls} == {200}


def test_for_a_guest_it_does_not_exist(world: World) -> None:
    assert task_page(world, "First task", "Gast").status == 404
