"""Importing in the browser: looked at first, stored only when asked for, faults told one by one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilothouse.how.delivery.models import Task
from tests.who.decisions.conftest import World

PAGE = "/acme/import"
PLANS = Path(__file__).resolve().parents[1] / "plans"


def plan(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, (PLANS / name).read_bytes())


def tasks(world: World) -> int:
    return int(Task.everything.filter(workspace=world.workspace).count())


def test_a_file_is_looked_at_before_it_is_brought_in(world: World, signed_in: Callable[..., Client]) -> None:
    client = signed_in("priya")
    before = tasks(world)
    looked = client.post(PAGE, {"file": plan("redesign.json"), "prefix": "RED"})
    assert looked.status_code == 200
    assert "would become a project with" in looked.content.decode()
    assert tasks(world) == before
    page = client.post(PAGE, {"go": "1"}, follow=True)
    assert "You imported" in page.content.decode()
    assert tasks(world) > before
    again = client.post(PAGE, {"go": "1"})
    assert "Choose it again" in again.content.decode()


def test_every_fault_of_a_file_is_told(world: World, signed_in: Callable[..., Client]) -> None:
    before = tasks(world)
    refused = signed_in("priya").post(PAGE, {"file": plan("twelve-faults.json")})
    assert refused.status_code == 422
    assert refused.content.decode().count('<li class="error">') >= 13
    assert tasks(world) == before


def test_without_a_file_one_is_asked_for(world: World, signed_in: Callable[..., Client]) -> None:
    refused = signed_in("priya").post(PAGE, {})
    assert refused.status_code == 422
    assert "Choose a file first" in refused.content.decode()


def jira(text: str = "") -> SimpleUploadedFile:
    fixture = Path(__file__).resolve().parents[1] / "interchange" / "fixtures" / "jira.csv"
    return SimpleUploadedFile("jira.csv", (text or fixture.read_text().replace("LED-", "TRK-")).encode())


def test_how_a_tracker_is_mapped_can_be_changed_before_it_comes_in(
    world: World, signed_in: Callable[..., Client]
) -> None:
    client = signed_in("priya")
    page = client.post(PAGE, {"file": jira()}).content.decode()
    assert "Who is who" in page
    assert 'name="state To Do"' in page
    chosen = {"state To Do": "started", "hours_per_point": "2", "person u-ben": ""}
    again = client.post(PAGE, {"again": "1", **chosen}).content.decode()
    assert 'value="2"' in again
    client.post(PAGE, {"go": "1", **chosen})
    task = Task.everything.get(item__prefix="TRK", item__number=3)
    assert (task.state, task.effort["likely"]) == ("started", 10.0)


def test_a_table_that_does_not_name_its_title_asks_for_it(
    world: World, signed_in: Callable[..., Client]
) -> None:
    client = signed_in("priya")
    asked = client.post(PAGE, {"file": jira("Was,Wer\nBauen,Ana\n")})
    assert asked.status_code == 422
    assert "Which column of jira.csv holds what?" in asked.content.decode()
    chosen = {"column Was": "title", "column Wer": "assignee"}
    looked = client.post(PAGE, {"again": "1", **chosen})
    assert "would become a project with 1 task" in looked.content.decode()
    client.post(PAGE, {"go": "1", **chosen})
    assert Task.everything.filter(item__title="Bauen").exists()


def test_what_a_file_says_is_never_markup(world: World, signed_in: Callable[..., Client]) -> None:
    text = "Key,Title,<b>Odd</b>,State\nA-1,One,<script>x</script>,<i>New</i>\n"
    page = signed_in("priya").post(PAGE, {"file": jira(text)}).content.decode()
    assert "<script>x" not in page
    assert "<b>Odd" not in page
    assert "<i>New" not in page
