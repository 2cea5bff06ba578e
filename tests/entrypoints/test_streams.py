"""The parts of live updates: the outbox of either database, and queues that never hold anybody up."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from pilothouse.entrypoints.perform import Order, perform
from pilothouse.entrypoints.stream import app, presence
from pilothouse.entrypoints.stream.authorise import Heard
from pilothouse.entrypoints.stream.hub import QUEUE, Hub
from pilothouse.entrypoints.stream.outbox import Event, open_outbox
from pilothouse.entrypoints.stream.presence import Person, Presence
from pilothouse.who.decisions.gate import guard
from tests.entrypoints.conftest import Scratch
from tests.who.decisions.conftest import World, make_world


@pytest.fixture
def may_be_emptied() -> Iterator[None]:
    """Asked for first, so that the tables can be emptied after the test."""
    with guard.opened():
        yield


@pytest.fixture
def committed(may_be_emptied: None, transactional_db: Any) -> World:
    """A workspace that other connections see."""
    return make_world()


def people(world: World, number: int) -> None:
    order = Order([("scratch.edit", {"task": "ACM-1", "people_needed": number})])
    perform(order, world.tomas, "web")


def test_the_outbox_gives_each_event_once_in_order(committed: World, scratch: Scratch) -> None:
    outbox = open_outbox(connection.settings_dict)
    try:
        last = outbox.newest()
        for number in (2, 3, 4):
            people(committed, number)
        assert outbox.wait(0.05)
        events = outbox.since(last, 500)
        assert [event.workspace for event in events] == [str(committed.workspace.pk)] * 3
        revisions = [json.loads(event.data)["revision"] for event in events]
        assert revisions == sorted(set(revisions))
        assert outbox.since(events[-1].id, 500) == []
    finally:
        outbox.close()


def test_what_is_missed_is_read_by_number(committed: World, scratch: Scratch) -> None:
    people(committed, 2)
    first = open_outbox(connection.settings_dict)
    try:
        last = first.newest()
    finally:
        first.close()
    people(committed, 3)
    later = open_outbox(connection.settings_dict)
    try:
        assert later.since(last, 500)[-1].id > last
    finally:
        later.close()


def event(number: int, workspace: str = "w") -> Event:
    return Event(number, workspace, "{}")


def closed() -> Any:
    raise AssertionError("nothing reads the database here")


def test_a_reader_who_does_not_read_is_let_go_and_others_are_not() -> None:
    async def story() -> tuple[list[int | None], int]:
        hub = Hub(closed)
        slow, quick = hub.join("w"), hub.join("w")
        heard = 0
        for number in range(1, QUEUE + 2):
            hub._hand_out([event(number)])
            assert quick.get_nowait() is not None
            heard += 1
        left = []
        while not slow.empty():
            found = slow.get_nowait()
            left.append(found.id if found else None)
        return left, heard

    left, heard = asyncio.run(story())
    assert left == [None]
    assert heard == QUEUE + 1


def test_events_reach_their_workspace_alone() -> None:
    async def story() -> tuple[bool, bool]:
        hub = Hub(closed)
        ours, theirs = hub.join("w"), hub.join("other")
        hub._hand_out([event(1)])
        return ours.empty(), theirs.empty()

    assert asyncio.run(story()) == (False, True)


def test_who_left_is_forgotten() -> None:
    async def story() -> bool:
        hub = Hub(closed)
        queue = hub.join("w")
        hub.leave("w", queue)
        hub._hand_out([event(1)])
        return queue.empty() and not hub._readers

    assert asyncio.run(story())


@pytest.mark.parametrize("asked, first", [("revision=7", '"*"'), ("revision=8", "id: 0"), ("", "id: 0")])
def test_a_page_drawn_before_the_newest_change_is_told_to_look_again(
    asked: str, first: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app, "heard_of_stream", lambda slug, headers: Heard("w", 8, ()))
    sent: list[str] = []

    async def story() -> None:
        enough = asyncio.Event()

        async def receive() -> dict[str, Any]:
            await enough.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message.get("body", b"").decode())
            if len(sent) == 3:
                enough.set()

        scope = {
            "type": "http",
            "method": "GET",
            "path": "/w/stream",
            "headers": [],
            "query_string": asked.encode(),
        }
        with ThreadPoolExecutor(1) as pool:
            await app.application(closed, Hub(closed), closed, pool)(scope, receive, send)

    asyncio.run(story())
    assert first in sent[2]


@pytest.mark.parametrize("later", range(8))
def test_a_stream_ends_with_its_reader_even_as_something_comes(
    later: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever step of the loop the reader goes in: one that stayed would be shown on the page for ever."""
    monkeypatch.setattr(app, "heard_of_stream", lambda slug, headers: Heard("w", 8, ()))

    async def story() -> dict[str, Any]:
        hub, drained = Hub(closed), asyncio.Event()

        async def receive() -> dict[str, Any]:
            await drained.wait()
            hub._hand_out([event(1)])
            for _ in range(later):
                await asyncio.ensure_future(drained.wait())  # a turn of the loop
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            if b"id: " in message.get("body", b""):
                drained.set()

        scope = {"type": "http", "method": "GET", "path": "/w/stream", "headers": [], "query_string": b""}
        with ThreadPoolExecutor(1) as pool:
            stream = app.application(closed, hub, closed, pool)(scope, receive, send)
            await asyncio.wait_for(stream, timeout=20)
        return hub._readers

    assert asyncio.run(story()) == {}


def heard(queue: asyncio.Queue[Event | None]) -> list[str]:
    """Names in the last that a reader was told of who is there."""
    last = None
    while not queue.empty():
        last = queue.get_nowait()
    assert last is not None
    return [person["name"] for person in json.loads(last.data)["present"]]


MAYA, TOMAS = Person("1", "Maya Lindqvist"), Person("2", "Tomás Ferreira")


def test_those_on_one_page_see_each_other_and_nobody_else() -> None:
    async def story() -> None:
        present = Presence(lambda words: None)
        first, second, third, elsewhere = (asyncio.Queue[Event | None]() for _ in range(4))
        present.come("w", "/w/plan", first, MAYA)
        present.come("w", "/w/plan?state=open", second, TOMAS)
        present.come("w", "/w/plan", third, TOMAS)
        present.come("w", "/w/risks", elsewhere, TOMAS)
        assert heard(first) == ["Tomás Ferreira"]
        assert heard(second) == heard(third) == ["Maya Lindqvist"]
        assert heard(elsewhere) == []
        present.go("w", "/w/plan", second)
        assert heard(first) == ["Tomás Ferreira"], "the other window of the same person is still open"
        present.go("w", "/w/plan", third)
        assert heard(first) == []

    asyncio.run(story())


class Processes:
    """Two processes that hear each other, on a clock that is set."""

    def __init__(self) -> None:
        self.now, self.said = 0.0, list[str]()
        self.one, self.two = (Presence(self.said.append, lambda: self.now) for _ in range(2))

    def settle(self) -> None:
        while self.said:
            words = self.said.pop(0)
            self.one.hear(words)
            self.two.hear(words)


def test_those_whom_two_processes_serve_see_each_other() -> None:
    async def story() -> None:
        house = Processes()
        first, second, elsewhere = (asyncio.Queue[Event | None]() for _ in range(3))
        house.one.come("w", "/w/plan", first, MAYA)
        house.two.come("w", "/w/plan", second, TOMAS)
        house.two.come("other", "/w/plan", elsewhere, TOMAS)
        house.settle()
        assert heard(first) == ["Tomás Ferreira"]
        assert heard(second) == ["Maya Lindqvist"]
        assert heard(elsewhere) == []
        house.two.go("w", "/w/plan", second)
        house.settle()
        assert heard(first) == []

    asyncio.run(story())


def test_those_of_a_process_that_fell_silent_are_forgotten() -> None:
    async def story() -> None:
        house = Processes()
        first, second = (asyncio.Queue[Event | None]() for _ in range(2))
        house.one.come("w", "/w/plan", first, MAYA)
        house.two.come("w", "/w/plan", second, TOMAS)
        house.settle()
        house.now = presence.FORGET - 1
        house.one.repeat()
        assert heard(first) == ["Tomás Ferreira"]
        house.now = presence.FORGET + 1
        house.one.repeat()
        assert heard(first) == []

    asyncio.run(story())
