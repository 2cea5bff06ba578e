"""What one may not see does not exist, through any door; every answer carries the headers that protect it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client

from tests.entrypoints.conftest import Scratch, account_for
from tests.entrypoints.page import form_in
from tests.who.decisions.conftest import World

Enter = Callable[..., Client]
API = "/api/v1/acme"


def same(first: object, second: object, *names: str) -> bool:
    texts = []
    for response, name in zip((first, second), names, strict=True):
        assert response.status_code == 404
        texts.append(response.content.decode().replace(name, "it"))
    return texts[0] == texts[1]


def test_a_workspace_of_others_looks_like_none(world: World, other: World, signed_in: Enter) -> None:
    client = signed_in("tomas")
    client.cookies.pop("pilothouse_csrf", None)
    theirs, none = client.get("/other/do/task.add"), client.get("/nowhere/do/task.add")
    assert (theirs.status_code, none.status_code) == (404, 404)
    assert "Other" not in theirs.content.decode()
    for path in ("history", "tasks", "proposals"):
        one, two = client.get(f"/api/v1/other/{path}"), client.get(f"/api/v1/nowhere/{path}")
        assert same(one, two, "other", "nowhere")


def test_an_object_of_others_looks_like_none(
    world: World, other: World, signed_in: Enter, scratch: Scratch
) -> None:
    theirs, none = str(other.tasks["editor"].pk), str(uuid4())
    client = signed_in("tomas")
    page = form_in(client.get("/acme/do/scratch.edit", {"subject": "ACM-1"}), "/acme/do/scratch.edit")
    forms = [client.post("/acme/do/scratch.edit", {**page.dict(), "task": id}) for id in (theirs, none)]
    calls = [
        client.post(f"{API}/commands/scratch.edit", {"task": id}, "application/json") for id in (theirs, none)
    ]
    assert [response.status_code for response in forms] == [404, 404]
    assert other.tasks["editor"].item.title not in forms[0].content.decode().replace("ACM-1 editor", "")
    assert same(*calls, theirs, none)
    assert client.get(f"/acme/i/{theirs}").status_code == 404


def test_a_guest_reads_nothing_that_was_not_shared(world: World, signed_in: Enter) -> None:
    from pilothouse.who.decisions.gate import guard
    from pilothouse.who.people.models import Member

    client = signed_in("sven")
    with guard.opened():
        Member.everything.filter(pk=world.sven.member).update(kind="guest")
    assert client.get(f"{API}/tasks").json()["rows"] == []
    assert client.get(f"{API}/history").json()["rows"] == []
    assert client.get("/acme/i/ACM-1").status_code == 404


def test_someone_who_left_is_out(world: World, signed_in: Enter) -> None:
    from django.utils import timezone

    from pilothouse.who.decisions.gate import guard
    from pilothouse.who.people.models import Member

    client = signed_in("sven")
    with guard.opened():
        Member.everything.filter(pk=world.sven.member).update(deleted_at=timezone.now())
    assert client.get("/acme/").status_code == 404
    assert client.get(f"{API}/tasks").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sign-in",
        "/you",
        "/healthz",
        "/readyz",
        "/nowhere/at/all",
        "/acme/do/task.add",
        "/acme/i/ACM-1",
        "/acme/i/NO-1",
        "/acme/undo/x",
        "/api/v1/openapi.json",
        "/api/v1/acme/history",
        "/api/v1/nowhere",
        "/static/nothing.js",
    ],
)
def test_every_answer_carries_the_headers(world: World, signed_in: Enter, path: str) -> None:
    headers = signed_in("tomas").get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert path.startswith("/static/") or "no-store" in headers["Cache-Control"]


def test_pages_hold_no_inline_script_or_style(world: World, signed_in: Enter, scratch: Scratch) -> None:
    client = signed_in("tomas")
    for path in ("/sign-in", "/acme/do/scratch.edit?subject=ACM-1", "/acme/i/ACM-1", "/acme/i/NO-1"):
        page = client.get(path).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert "<script>" not in page
        assert " onclick=" not in page


def test_a_form_without_its_token_is_not_taken(world: World, scratch: Scratch) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(account_for(world, "tomas"))
    assert client.post("/acme/do/scratch.edit", {"task": "ACM-1"}).status_code == 403
    refused = client.post(f"{API}/commands/scratch.edit", {"task": "ACM-1"}, "application/json")
    assert refused.status_code == 403
    assert refused["Content-Type"] == "application/problem+json"
