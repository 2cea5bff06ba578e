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
