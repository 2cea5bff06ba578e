"""The embedded server as a process: assets are kept, what happens is streamed, it stops at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from tests.browser.server import stop, wait_until_ready
from tests.databases import give_tables
from tests.postgres import free_port

SETTING_UP = """
import django; django.setup()
from uuid import uuid4
from pilothouse.entrypoints.tokens import make_token
from pilothouse.who.decisions.gate import guard
from pilothouse.who.people.models import Account, Member
from tests.who.decisions.conftest import make_world
for slug in ("acme", "other"):
    world = make_world(slug)
    with guard.opened():
        account = Account(email=f"tomas@{slug}.example")
        account.set_password("a long password")
        account.save()
        Member.everything.filter(pk=world.tomas.member).update(account=account)
    print(make_token(account))
"""
STOPS_WITHIN = 2.0


class Site:
    """A running server and tokens of one member of each of its two workspaces."""

    def __init__(self, port: int, tokens: dict[str, str], process: Any) -> None:
        self.port, self.tokens, self.process = port, tokens, process

    def request(self, method: str, path: str, body: Any = None, who: str = "acme", **headers: str) -> Any:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        sent = {"Authorization": f"Bearer {self.tokens[who]}", **headers} if who else headers
        if body is not None:
            sent = {"Content-Type": "application/json", **sent}
        connection.request(method, path, json.dumps(body) if body is not None else None, sent)
        return connection.getresponse()

    def stream(self, who: str = "acme", **headers: str) -> Stream:
        return Stream(self.request("GET", f"/{who}/stream", who=who, **headers))

    def replay(self, last: str) -> Stream:
        """A stream that goes on after that event."""
        return Stream(self.request("GET", "/acme/stream", **{"Last-Event-ID": last}), replayed=True)

    def rename(self, title: str, who: str = "acme") -> dict[str, Any]:
        body = {"task": "ACM-1", "title": title}
        answer = self.request("POST", f"/api/v1/{who}/commands/task.edit", body, who)
        told: dict[str, Any] = json.loads(answer.read())
        assert answer.status == 200, told
        return told


class Stream:
    """Events as they arrive."""

    def __init__(self, response: Any, *, replayed: bool = False) -> None:
        self.response = response
        assert response.status == 200
        self.last_id = "" if replayed else self._first_id()

    def _first_id(self) -> str:
        for raw in self.response:
            if raw.startswith(b"id: "):
                return raw[4:].decode().strip()
        raise AssertionError("the stream ended before it began")

    def next(self) -> dict[str, Any]:
        for raw in self.response:
            if raw.startswith(b"id: "):
                self.last_id = raw[4:].decode().strip()
            if raw.startswith(b"data: "):
                found: dict[str, Any] = json.loads(raw[6:])
                return found
        raise AssertionError("the stream ended")

    def until(self, revision: int) -> list[dict[str, Any]]:
        """Events up to that revision; the worker that computes forecasts is heard too."""
        heard: list[dict[str, Any]] = []
        while not heard or heard[-1]["revision"] < revision:
            event = self.next()
            heard += [event] if "revision" in event else []
        return heard


def environment(data: Path) -> dict[str, str]:
    return {**os.environ, "PILOTHOUSE_DATA": str(data), "PILOTHOUSE_LOG": "ERROR"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    if os.environ.get("PILOTHOUSE_DATABASE_URL"):
        pytest.skip("the embedded server keeps its data in its folder")
    data = tmp_path_factory.mktemp("served") / "data"
    env = environment(data)
    pilothouse = Path(sys.executable).parent / "pilothouse"
    give_tables(data)
    made = subprocess.run(
        [sys.executable, "-c", SETTING_UP], env=env, check=True, capture_output=True, text=True
    )
    port = free_port()
    log = data.with_suffix(".log")
    with log.open("w") as out:
        process = subprocess.Popen(
            [pilothouse, "serve", "--port", str(port)], env=env, stdout=out, stderr=out
        )
    try:
        wait_until_ready(process, f"http://127.0.0.1:{port}", log)
        yield Site(port, dict(zip(("acme", "other"), made.stdout.split(), strict=True)), process)
    finally:
        stop(process)


def test_two_open_pages_hear_of_a_change(site: Site) -> None:
    one, two = site.stream(), site.stream()
    told = site.rename("Heard by both")
    for stream in (one, two):
        event = stream.until(told["revision"])[-1]
        assert event["revision"] == told["revision"]
        assert set(event) == {"revision", "plan", "changed", "actor"}
        assert any(name.startswith("item:") for name in event["changed"])


def test_who_comes_back_hears_what_was_missed(site: Site) -> None:
    stream = site.stream()
    first = site.rename("Missed nothing")
    stream.until(first["revision"])
    stream.response.close()
    missed = [site.rename(f"Missed {number}")["revision"] for number in (1, 2)]
    heard = [event["revision"] for event in site.replay(stream.last_id).until(missed[-1])]
    assert set(missed) <= set(heard)
    assert heard == sorted(set(heard))
    assert min(heard) > first["revision"]


def test_others_hear_nothing_of_it(site: Site) -> None:
    theirs = site.stream("other")
    site.rename("Ours alone")
    told = site.rename("Theirs", "other")
    names = {name for event in theirs.until(told["revision"]) for name in event["changed"]}
    assert any(name.startswith("item:") for name in names)
    assert sum(name.startswith("item:") for name in names) == 1


def test_strangers_and_other_members_get_no_stream(site: Site) -> None:
    assert site.request("GET", "/acme/stream", who="").status == 401
    assert site.request("GET", "/other/stream").status == 404
    assert site.request("GET", "/nowhere/stream").status == 404
    assert site.request("POST", "/acme/stream").status == 405


def test_assets_are_kept_for_ever_and_pages_are_not(site: Site) -> None:
    page = site.request("GET", "/sign-in", who="")
    source = page.read().decode()
    assert "no-store" in page.headers["Cache-Control"]
    address = next(part for part in source.split('"') if part.startswith("/static/dist/main-"))
    asset = site.request("GET", address, who="")
    assert asset.status == 200
    assert "immutable" in asset.headers["Cache-Control"]
    assert asset.headers["Content-Security-Policy"]


def test_a_body_too_large_is_refused_before_it_is_kept(site: Site) -> None:
    request = urllib.request.Request(
        f"http://127.0.0.1:{site.port}/api/v1/acme/commands",
        data=b" " * (81 * 1024 * 1024),
        headers={"Authorization": f"Bearer {site.tokens['acme']}", "Content-Type": "application/json"},
    )
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=60)
    assert refused.value.code == 413


def test_it_stops_at_once_though_streams_are_open(site: Site) -> None:
    stream = site.stream()
    site.process.terminate()
    site.process.wait(timeout=STOPS_WITHIN)
    assert site.process.returncode == 0
    with pytest.raises(AssertionError, match="ended"):
        stream.until(sys.maxsize)
