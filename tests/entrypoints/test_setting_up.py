"""The first workspace: by one link, once, with everything it needs to be lived in."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.commands import Refused
from pilothouse.entrypoints import first
from pilothouse.entrypoints.cli import founding
from pilothouse.who.access.queries import is_steward
from pilothouse.who.decisions.models import MatrixRow
from pilothouse.who.decisions.rights.founding import Founding, found
from pilothouse.who.people.models import Workspace, viewer_of
from tests.who.decisions.conftest import make_world

TOLD = {
    "name": "Ledgerline",
    "slug": "ledgerline",
    "prefix": "LED",
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "preset": "seed-default",
    "steward": "Sofia Lund",
    "email": "sofia@ledgerline.example",
    "password": "nine blue herons wade",
}


@pytest.fixture
def link(db: Any, settings: Any, tmp_path: Any) -> str:
    settings.DATA = tmp_path
    return first.new_link()


def test_the_link_makes_a_workspace_and_signs_its_steward_in(link: str) -> None:
    client = Client()
    assert client.get("/")["Location"] == "/set-up"
    assert "Make the first workspace" in client.get(link).content.decode()
    assert client.post(link, TOLD)["Location"] == "/"
    assert client.get("/ledgerline/settings").status_code == 200
    workspace = Workspace.objects.get()
    assert (workspace.timezone, workspace.currency) == ("Europe/Berlin", "EUR")
    assert MatrixRow.everything.filter(workspace=workspace).exists()


def test_the_link_works_once_and_only_in_an_empty_house(link: str) -> None:
    Client().post(link, TOLD)
    again = Client().post(link, TOLD | {"slug": "second", "email": "eve@else.example"})
    assert again.status_code == 302
    assert Workspace.objects.count() == 1


def test_without_the_link_nobody_sets_anything_up(link: str) -> None:
    assert Client().post("/set-up/guessed", TOLD).status_code == 403
    assert "terminal" in Client().get("/set-up").content.decode()
    assert not Workspace.objects.exists()


def test_a_newer_link_voids_the_one_before_and_neither_is_kept(link: str, settings: Any) -> None:
    newer = first.new_link()
    assert Client().post(link, TOLD).status_code == 403
    assert newer.rpartition("/")[2] not in (settings.DATA / "set-up-link").read_text()
    assert Client().post(newer, TOLD).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"slug": "api"},
        {"slug": "Not A Slug"},
        {"password": "password123"},
        {"timezone": "Mars/Base"},
        {"name": ""},
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_kept(link: str, wrong: dict[str, str]) -> None:
    answer = Client().post(link, TOLD | wrong)
    assert answer.status_code == 422
    assert "error" in answer.content.decode()
    assert not Workspace.objects.exists()


def test_the_terminal_makes_one_without_a_password_passing_it(link: str) -> None:
    words = founding.make_workspace(
        "Acme", "acme", "UTC", "CHF", "AC", "seed-default", "Ann", "ann@acme.example"
    )
    path = words.split("chooses a password at ")[1].partition("://")[2].partition("/")[2]
    assert Client().post(f"/{path}", {"password": "nine blue herons wade"}).status_code == 303
    signed = Client().post("/sign-in", {"email": "ann@acme.example", "password": "nine blue herons wade"})
    assert signed.status_code == 303


def test_a_steward_of_two_workspaces_keeps_one_account(db: Any) -> None:
    make_world()
    one = found(Founding(**TOLD))
    two = found(Founding(**TOLD | {"slug": "second", "password": None}))
    assert one.account_id == two.account_id
    assert is_steward(viewer_of(two))
    with pytest.raises(Refused):
        found(Founding(**TOLD))
