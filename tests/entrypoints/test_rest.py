"""The API: a new command and every kind are there by themselves; all faults are problem documents."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from pilothouse.entrypoints.tokens import make_token
from tests.entrypoints.conftest import PASSWORD, Scratch, account_for
from tests.who.decisions.conftest import World

API = "/api/v1/acme"


class Caller:
    """A program with a token."""

    def __init__(self, token: str) -> None:
        self.client = Client(enforce_csrf_checks=True, HTTP_AUTHORIZATION=f"Bearer {token}")

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"{API}{path}", query)

    def post(self, path: str, body: Any) -> Any:
        return self.client.post(f"{API}{path}", json.dumps(body), "application/json")


@pytest.fixture
def tomas(world: World) -> Caller:
    return Caller(make_token(account_for(world, "tomas")))


def test_a_new_command_is_done_and_told_in_history(world: World, tomas: Caller, scratch: Scratch) -> None:
    answer = tomas.post("/commands/scratch.edit", {"task": "ACM-1", "people_needed": 4})
    assert answer.status_code == 200
    assert answer.json()["status"] == "applied"
    newest = tomas.get("/history", limit=1).json()["rows"][0]
    assert (newest["sentence"], newest["actor"], newest["channel"]) == (
        "changed people_needed of editor",
        "Tomas",
        "rest",
    )
    assert tomas.get("/tasks/ACM-1").json()["people_needed"] == 4


def test_left_out_and_null_differ(world: World, tomas: Caller, scratch: Scratch) -> None:
    tomas.post("/commands/scratch.edit", {"task": "ACM-1"})
    assert world.task("editor").effort is not None
    tomas.post("/commands/scratch.edit", {"task": "ACM-1", "effort": None})
    assert world.task("editor").effort is None


def test_a_value_that_moved_is_told_with_both(world: World, tomas: Caller, scratch: Scratch) -> None:
    tomas.post("/commands/scratch.edit", {"task": "ACM-1", "people_needed": 2})
    answer = tomas.post(
        "/commands/scratch.edit", {"task": "ACM-1", "people_needed": 5, "seen": {"people_needed": 1}}
    )
    assert answer.status_code == 409
    assert answer.json()["stale"] == {"people_needed": {"seen": 1, "now": 2}}


def test_suggesting_answers_202_and_shows_the_proposal(world: World, tomas: Caller, scratch: Scratch) -> None:
    body = {"task": "ACM-1", "people_needed": 2, "suggest": True}
    answer = tomas.post("/commands/scratch.edit", body)
    assert answer.status_code == 202
    assert answer.json()["proposal"] == "PR-1"
    assert tomas.get("/proposals/PR-1").json()["state"] == "open"
    assert [row["key"] for row in tomas.get("/proposals", state="open").json()["rows"]] == ["PR-1"]
    assert world.task("editor").people_needed == 1


def test_why_of_the_caller_and_of_the_command_do_not_clash(
    world: World, tomas: Caller, scratch: Scratch
) -> None:
    body = {"beside": "ACM-1", "title": "Dark mode", "why": "asked for often", "suggest": True}
    assert tomas.post("/commands/scratch.add", body).status_code == 202
    assert tomas.get("/proposals/PR-1").json()["why"] == "asked for often"


def test_what_a_command_is_about_is_never_taken_for_where_to_put_it(world: World, tomas: Caller) -> None:
    """ "scenario" puts any edit into a scenario; for commands about scenarios it is the scenario."""
    tomas.post("/commands/scenario.start", {"title": "Without Ana"})
    id = tomas.get("/scenarios").json()["rows"][0]["id"]
    assert tomas.post("/commands/scenario.rename", {"scenario": id, "title": "Ana away"}).status_code == 200
    shared = tomas.post("/commands/scenario.share", {"scenario": "Ana away", "everybody": True})
    assert (shared.status_code, shared.json()["status"]) == (200, "applied")
    assert [row["title"] for row in tomas.get("/scenarios").json()["rows"]] == ["Ana away"]


def test_what_there_is_not_is_called_as_people_call_it(world: World, tomas: Caller) -> None:
    answer = tomas.post("/commands/proposal.accept", {"proposal": "PR-99"})
    assert answer.status_code == 404
    assert "There is no proposal 'PR-99' that you can see" in answer.json()["detail"]


def test_a_basket_names_what_it_creates(world: World, tomas: Caller, scratch: Scratch) -> None:
    steps = [
        {"name": "scratch.add", "payload": {"beside": "ACM-1", "title": "Dark mode"}},
        {"name": "scratch.edit", "payload": {"task": "+1", "people_needed": 2}},
    ]
    answer = tomas.post("/commands", {"commands": steps})
    assert answer.status_code == 200
    made = tomas.get("/tasks/ACM-3").json()
    assert (made["title"], made["people_needed"]) == ("Dark mode", 2)
    groups = {row["group"] for row in tomas.get("/history").json()["rows"][:2]}
    assert groups == {answer.json()["group"]}


def test_undo_is_a_command_like_others(world: World, tomas: Caller, scratch: Scratch) -> None:
    group = tomas.post("/commands/scratch.edit", {"task": "ACM-1", "people_needed": 4}).json()["group"]
    assert tomas.post("/commands/history.undo", {"group": group}).status_code == 200
    assert world.task("editor").people_needed == 1


def test_lists_go_on_at_the_cursor(world: World, tomas: Caller) -> None:
    first = tomas.get("/tasks", limit=1).json()
    second = tomas.get("/tasks", limit=1, cursor=first["next"]).json()
    assert [row["key"] for page in (first, second) for row in page["rows"]] == ["ACM-1", "ACM-2"]
    assert second["next"] is None


def test_history_goes_on_at_the_cursor(world: World, tomas: Caller, scratch: Scratch) -> None:
    for people in (2, 3, 4):
        tomas.post("/commands/scratch.edit", {"task": "ACM-1", "people_needed": people})
    revisions, cursor = [], ""
    while cursor is not None:
        page = tomas.get("/history", limit=2, cursor=cursor).json()
        revisions += [row["revision"] for row in page["rows"]]
        cursor = page["next"]
    assert revisions == sorted(revisions, reverse=True)
    assert len(set(revisions)) == world.workspace.__class__.objects.get(slug="acme").revision


def test_openapi_describes_what_there_is(world: World, tomas: Caller, scratch: Scratch) -> None:
    schema = tomas.client.get("/api/v1/openapi.json").json()
    edit = schema["paths"]["/api/v1/{workspace}/commands/scratch.edit"]["post"]
    assert edit["summary"] == "Change a task in many ways"
    assert set(edit["responses"]) == {"200", "202", "default"}
    fields = schema["components"]["schemas"]["scratch.edit"]["properties"]
    assert {"task", "effort", "people_needed"} <= set(fields)
    assert "key or name" in fields["task"]["description"]
    assert schema["components"]["schemas"]["scratch.add"]["required"] == ["beside", "title"]
    assert "/api/v1/{workspace}/tasks" in schema["paths"]
    assert not any("proposal.open" in path for path in schema["paths"])
    json.dumps(schema)


def test_every_reference_of_openapi_leads_somewhere(world: World, tomas: Caller) -> None:
    schema = tomas.client.get("/api/v1/openapi.json").json()

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [ref for value in node.values() for ref in references(value)]
        return [ref for value in node for ref in references(value)] if isinstance(node, list) else []

    for reference in set(references(schema)):
        found: Any = schema
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


BAD: list[tuple[str, str, Any, int]] = [
    ("GET", "/nothing", None, 404),
    ("GET", "/tasks/NO-1", None, 404),
    ("GET", "/a/b/c/d", None, 404),
    ("GET", "/proposals/PR-77", None, 404),
    ("GET", "/forecast", None, 404),
    ("DELETE", "/tasks", None, 405),
    ("PUT", "/commands/task.add", {}, 405),
    ("GET", "/tasks?limit=none", None, 422),
    ("GET", "/tasks?limit=100000", None, 422),
    ("GET", "/history?cursor=%21%21", None, 422),
    ("GET", "/tasks?cursor=bm9uZQ", None, 409),
    ("POST", "/commands/no.such", {}, 404),
    ("POST", "/commands/scratch.edit", {"task": "ACM-1", "people_needed": "many"}, 422),
    ("POST", "/commands/scratch.edit", {"task": "ACM-1", "colour": "red"}, 422),
    ("POST", "/commands/scratch.edit", {}, 422),
    ("POST", "/commands/scratch.edit", [1], 422),
    ("POST", "/commands/scratch.edit", "not json", 400),
    ("POST", "/commands", {"commands": []}, 422),
    ("POST", "/commands", {"commands": [{"name": "scratch.edit", "payload": {"task": "+7"}}]}, 422),
    ("POST", "/commands/proposal.open", {}, 404),
    ("POST", "/commands/history.undo", {"group": "00000000-0000-0000-0000-000000000000"}, 404),
]


@pytest.mark.parametrize("method,path,body,status", BAD)
def test_every_fault_is_a_problem_document(
    world: World, tomas: Caller, scratch: Scratch, method: str, path: str, body: Any, status: int
) -> None:
    data = body if isinstance(body, str) else json.dumps(body) if body is not None else ""
    answer = tomas.client.generic(method, f"{API}{path}", data, "application/json")
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    told = answer.json()
    assert told["status"] == status
    assert told["detail"].endswith(".")


def test_faults_name_their_field(world: World, tomas: Caller, scratch: Scratch) -> None:
    answer = tomas.post("/commands/scratch.edit", {"task": "ACM-9", "people_needed": 1}).json()
    assert [fault["field"] for fault in answer["faults"]] == ["task"]


def test_without_a_token_one_is_told_how_to_get_one(world: World) -> None:
    for caller in (Client(), Client(HTTP_AUTHORIZATION="Bearer nonsense")):
        answer = caller.get(f"{API}/tasks")
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert "Bearer" in answer["WWW-Authenticate"]


def test_changing_the_password_voids_the_token(world: World, tomas: Caller) -> None:
    assert tomas.get("/tasks").status_code == 200
    payload = {"current": PASSWORD, "new": "another long password"}
    assert tomas.post("/commands/account.password", payload).status_code == 200
    assert tomas.get("/tasks").status_code == 401


def test_a_session_calls_with_its_csrf_token(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account_for(world, "tomas"))
    client.get("/acme/do/task.add")
    token = client.cookies["pilothouse_csrf"].value
    assert client.get(f"{API}/tasks").status_code == 200
    body, kind = json.dumps({"group": "x"}), "application/json"
    assert client.post(f"{API}/commands/history.undo", body, kind).status_code == 403
    answer = client.post(f"{API}/commands/history.undo", body, kind, headers={"X-CSRFToken": token})
    assert answer.status_code == 422


def test_a_file_is_sent_then_named_by_its_token(world: World, tomas: Caller) -> None:
    sent = tomas.client.post(f"{API}/uploads", {"file": SimpleUploadedFile("a.txt", b"words")})
    assert sent.status_code == 201
    token = sent.json()["token"]
    assert tomas.post("/commands/attachment.add", {"item": "ACM-1", "file": [token]}).status_code == 200
    (row,) = tomas.get("/attachments", item="ACM-1").json()["rows"]
    assert (row["title"], row["size"], row["media"]) == ("a.txt", 5, "text/plain")
    assert b"".join(tomas.get(f"/files/{row['id']}").streaming_content) == b"words"


def test_one_command_is_done_to_many_and_each_is_answered(world: World, tomas: Caller) -> None:
    order = {"name": "item.rename", "items": ["ACM-1", "ACM-99"], "payload": {"title": "Both"}}
    answer = tomas.post("/bulk", order)
    assert answer.status_code == 200
    told = answer.json()
    assert told["done"] == ["ACM-1"]
    assert told["failed"][0]["item"] == "ACM-99"
    assert told["group"]
