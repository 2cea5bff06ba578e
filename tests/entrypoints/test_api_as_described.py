"""The API keeps what its description promises, asked with what it allows and with what it does not.

Schemathesis reads the description and makes the requests, always the same ones. What a command refers to are
real rows, so that requests get past the door; everything they change is taken back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest
import schemathesis
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi import checks

from pilothouse.commands import all_commands, lens
from pilothouse.entrypoints.tokens import make_token
from pilothouse.who.items.kinds import all_kinds
from pilothouse.who.people.models import Member
from tests.entrypoints.routes import described
from tests.registry.examples import example_of
from tests.registry.world import NOW, World, make_world

PROMISES = [
    schemathesis.checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
few = settings(
    max_examples=2,
    phases=[Phase.generate],
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
schema = schemathesis.openapi.from_dict(dict(described()))
OPERATIONS = {
    f"{each.ok().method.upper()} {each.ok().path}": each.ok() for each in schema.get_all_operations()
}
FORMS = ("/uploads", "/imports")
"""Operations that take a file, as a form."""
POSTS = [name for name in OPERATIONS if name.startswith("POST") and not name.endswith(FORMS)]
WRONGED = [name for name in POSTS if "/commands/" not in name] + POSTS[::4]
"""Wrong bodies take long to make up, and are refused in one place."""


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setenv("PILOTHOUSE_NOW", NOW)
        patch.setattr(lens, "_plan_lens", [])
        yield make_world(alone=True, upkeep=True)
        transaction.set_rollback(True)


@pytest.fixture
def db(built: World) -> Iterator[None]:
    """In place of the plugin's, which would close the connection that holds the world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Asking:
    """Sends a made request to the small world, and takes back what it did."""

    def __init__(self, world: World, token: str) -> None:
        self.world, self.token = world, token
        self.client = Client(raise_request_exception=False)

    def send(self, case: Case) -> httpx.Response:
        asked = httpx.Request(**{k: v for k, v in _wire(case).items() if v is not None})
        headers = {**asked.headers, "authorization": f"Bearer {self.token}"}
        kind = headers.pop("content-type", "application/json")
        with transaction.atomic():
            told = self.client.generic(
                asked.method, asked.url.raw_path.decode(), asked.read(), kind, headers=headers
            )
            content = b"".join(told.streaming_content) if told.streaming else told.content
            transaction.set_rollback(True)
        answer = httpx.Response(told.status_code, headers=dict(told.headers), content=content, request=asked)
        answer.elapsed = timedelta()
        return answer

    def at_home(self, case: Case) -> Case:
        """In this workspace, about rows there are."""
        case.path_parameters = {**case.path_parameters, "workspace": "acme"}
        if "key" in case.path_parameters and (key := self._key(case.path)):
            case.path_parameters["key"] = key
        return case

    def _key(self, path: str) -> str:
        plural = path.split("/")[-2]
        kind = next((kind for kind in all_kinds().values() if kind.plural == plural), None)
        rows = kind.rows(self.world.viewer("Sam"), {}) if kind else []
        return str(rows[0].get("key") or rows[0]["id"]) if rows else "PR-1"

    def sensible(self, case: Case) -> Case:
        """A command with the body its example has, and one field as it was made up."""
        command = all_commands().get(case.path.rpartition("/")[2])
        if command is not None and isinstance(case.body, dict):
            made_up = dict(list(case.body.items())[:1])
            case.body = {**example_of(command, self.world), **made_up}
        return case


def _wire(case: Case) -> dict[str, Any]:
    """What the case sends, as httpx takes it."""
    sent = case.as_transport_kwargs(base_url="http://localhost")
    sent["files"] = [(name, _part(value)) for name, value in sent.get("files") or ()] or None
    names = ("method", "url", "params", "headers", "cookies", "json", "data", "files")
    return {name: sent.get(name) for name in names}


def _part(value: Any) -> Any:
    """One part of a form: numbers and truth values go over the wire as text."""
    if isinstance(value, tuple):
        return (value[0], _part(value[1]), *value[2:])
    return value if isinstance(value, str | bytes) or hasattr(value, "read") else json.dumps(value)


@pytest.fixture
def asking(built: World, db: None) -> Asking:
    return Asking(built, make_token(Member.everything.get(pk=built.ids["Sam"]).account, "acme"))


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_answers_as_described(name: str, asking: Asking) -> None:
    @given(OPERATIONS[name].as_strategy())
    @few
    def ask(case: Case) -> None:
        case = asking.sensible(asking.at_home(case))
        case.validate_response(asking.send(case), checks=PROMISES)

    ask()


@pytest.mark.parametrize("name", dict.fromkeys(WRONGED))
def test_it_refuses_what_is_not_described(name: str, asking: Asking) -> None:
    @given(OPERATIONS[name].as_strategy(generation_mode=GenerationMode.NEGATIVE))
    @few
    def ask(case: Case) -> None:
        case = asking.at_home(case)
        case.validate_response(asking.send(case), checks=[*PROMISES, checks.negative_data_rejection])

    ask()


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "multipart/form-data; boundary=b"])
@pytest.mark.parametrize("address", ["commands/skill.add", "commands", "bulk"])
def test_bodies_of_another_type_are_refused(kind: str, address: str, asking: Asking) -> None:
    """A page elsewhere can have a browser send these without asking; JSON it cannot."""
    step = {"name": "skill.add", "payload": {"name": "Plain"}}
    body = {"commands/skill.add": {"name": "Plain"}, "commands": {"commands": [step]}}.get(address, {})
    headers = {"authorization": f"Bearer {asking.token}"}
    told = asking.client.post(f"/api/v1/acme/{address}", json.dumps(body), kind, headers=headers)
    assert told.status_code == 415
    assert told["Content-Type"] == "application/problem+json"
    assert "application/json" in told.json()["detail"]
