"""Several servers and workers on one PostgreSQL database, and a reader of a stream."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from typing import Any

from tools.drill.house import SLUG


class Heard:
    """What comes over one open stream, each event with the moment it came."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def until(self, revision: int) -> tuple[float, dict[str, Any]]:
        """The event of that revision, and when it was heard."""
        for raw in self.answer:
            if raw.startswith(b"data: ") and (event := json.loads(raw[6:])).get("revision") == revision:
                return time.monotonic(), event
        raise AssertionError("the stream ended")

    def until_present(self, *names: str) -> None:
        """Read until exactly these others have the page open."""
        for raw in self.answer:
            event = json.loads(raw[6:]) if raw.startswith(b"data: ") else {}
            if "present" in event and {person["name"] for person in event["present"]} == set(names):
                return
        raise AssertionError("the stream ended")


@contextmanager
def listening(port: int, token: str, page: str = "") -> Iterator[Heard]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", f"/{SLUG}/stream?at={page}", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        assert answer.status == 200
        for raw in answer:
            if raw.startswith(b"id: "):
                break
        yield Heard(answer)
