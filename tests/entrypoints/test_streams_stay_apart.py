"""An open page costs no database connection: what serves streams knows no ORM, but for who may listen."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper

from pilothouse.entrypoints import stream
from pilothouse.entrypoints.stream import app
from pilothouse.entrypoints.stream import hub as module
from pilothouse.entrypoints.stream.authorise import Heard
from pilothouse.entrypoints.stream.hub import Hub
from pilothouse.entrypoints.stream.outbox import Event

ONCE = "authorise.py"
"""Asked once, before a stream begins."""


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_what_serves_streams_imports_no_orm() -> None:
    files = [path for path in Path(stream.__path__[0]).glob("*.py") if path.name != ONCE]
    assert len(files) > 4
    for path in files:
        names = [n for n in imported(path) if n.startswith("django.db") or "models" in n or "queries" in n]
        assert names == [], path.name


def no_connection(self: BaseDatabaseWrapper) -> None:
    raise AssertionError("a stream opened a connection of the ORM")


def test_a_stream_runs_without_the_orm(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BaseDatabaseWrapper, "ensure_connection", no_connection)
    monkeypatch.setattr(app, "heard_of_stream", lambda slug, headers: Heard("w", 1, ()))
    sent: list[bytes] = []

    async def story() -> None:
        hub, gone, begun = Hub(lambda: None), asyncio.Event(), asyncio.Event()  # type: ignore[arg-type,return-value]

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message.get("body", b""))
            begun.set()
            if sum(b"data:" in part for part in sent) == 3:
                gone.set()

        scope = {"type": "http", "method": "GET", "path": "/w/stream", "headers": [], "query_string": b""}
        with ThreadPoolExecutor(1) as pool:
            serving = asyncio.ensure_future(
                app.application(send, hub, lambda: None, pool)(scope, receive, send)
            )  # type: ignore[arg-type,return-value]
            await begun.wait()
            hub._hand_out([Event(number, "w", "{}") for number in (1, 2, 3)])
            await serving

    asyncio.run(story())
    assert sum(b"data:" in part for part in sent) == 3


class Away:
    """A database that goes away and stays away for a while."""

    def __init__(self) -> None:
        self.asked = 0

    def opened(self) -> Away:
        self.asked += 1
        if self.asked in {2, 3}:
            raise OSError("not yet accepting connections")
        return self

    def newest(self) -> int:
        return 0

    def since(self, id: int, limit: int) -> list[Event]:
        return [Event(1, "w", "{}")] if self.asked == 4 and id == 0 else []

    def wait(self, seconds: float) -> bool:
        if self.asked == 1:
            raise OSError("server closed the connection unexpectedly")
        return True

    def close(self) -> None:
        pass


def test_a_database_that_comes_back_late_is_heard_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PAUSE", 0.001)

    async def story() -> Event | None:
        hub = Hub(Away().opened)
        queue = hub.join("w")
        hub.start(asyncio.get_running_loop())
        try:
            return await asyncio.wait_for(queue.get(), 20)
        finally:
            hub.stop()

    assert asyncio.run(story()) == Event(1, "w", "{}")
