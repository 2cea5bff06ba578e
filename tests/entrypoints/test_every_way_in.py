"""Every command people may give has a form, an endpoint and a verb, and none of them shows an id or JSON."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client

from pilothouse.commands import all_commands
from pilothouse.entrypoints.cli.do import _parser
from pilothouse.entrypoints.forms.form import blank_form
from pilothouse.entrypoints.shapes import shapes_of
from tests.entrypoints.page import shown
from tests.who.decisions.conftest import World

ID_OR_JSON = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|[{}]")


@pytest.fixture(scope="module")
def given() -> list[str]:
    return [name for name, command in all_commands().items() if command.meta.permission != "system"]


def test_every_command_has_its_form(world: World, given: list[str], signed_in: Callable[..., Client]) -> None:
    client = signed_in("sofia")
    for name in given:
        command = all_commands()[name]
        response = client.get(f"/acme/do/{name}")
        if any(shape.kind == "opaque" and shape.required for shape in shapes_of(command)):
            assert response.status_code == 404, name
            continue
        assert response.status_code == 200, name
        words = shown(response, f"/acme/do/{name}")
        assert not ID_OR_JSON.search(words), (name, words)


def test_no_form_insists_on_what_it_leaves_empty_and_the_command_does_not_need(
    world: World, given: list[str]
) -> None:
    for name in given:
        command = all_commands()[name]
        needed = {shape.name for shape in shapes_of(command) if shape.required}
        for many in (False, True):
            widgets = blank_form(command, world.people["sofia"], {}, many=many).widgets()
            empty = {w["name"] for w in widgets if w.get("required") and w["value"] in ("", None, [])}
            assert empty <= needed, (name, empty - needed)


def test_every_command_has_its_endpoint_and_its_verb(world: World, given: list[str]) -> None:
    schema = Client().get("/api/v1/openapi.json").json()
    for name in given:
        assert f"/api/v1/{{workspace}}/commands/{name}" in schema["paths"]
        assert _parser(all_commands()[name]).format_help()


def test_every_kind_is_listed(world: World, signed_in: Callable[..., Client]) -> None:
    from pilothouse.who.items.kinds import all_kinds

    client = signed_in("sofia")
    for kind in all_kinds().values():
        response = client.get(f"/api/v1/acme/{kind.plural}")
        assert response.status_code == 200, kind.plural
        for row in response.json()["rows"]:
            assert {"id", "title"} <= set(row)
