"""Requests that name themselves: sent again they are told the same, and nothing is done twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from pilothouse.commands import Outcome, Refused
from pilothouse.who import clock
from pilothouse.who.decisions.gate.turn import turn
from pilothouse.who.decisions.models import Answered
from pilothouse.who.rows import Viewer

KEPT_FOR = timedelta(days=7)
LONGEST_NAME = 100
REUSED = "This idempotency key was used for another request. Take a new key for each request."


@dataclass(frozen=True)
class Request:
    """What its sender calls it, and a digest of what it asks."""

    name: str
    digest: str


class Answer:
    """The outcome that was told before, or the one of now."""

    def __init__(self, viewer: Viewer, request: Request | None) -> None:
        self._viewer = viewer
        self._request = request
        self.known = told_before(viewer, request)
        self._given = self.known

    @property
    def outcome(self) -> Outcome:
        """What to answer."""
        assert self._given is not None
        return self._given

    def give(self, outcome: Outcome) -> None:
        """Answer this, now and when it is asked again."""
        self._given = outcome
        note(self._viewer, self._request, outcome)


def request_of(name: str, asked: Any) -> Request | None:
    """A request of that name; none when it has no name. Raises Refused for a name that is none."""
    if not name:
        return None
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise Refused(f"An idempotency key has up to {LONGEST_NAME} printable characters.")
    return Request(name, sha256(json.dumps(asked, sort_keys=True, default=str).encode()).hexdigest())


@contextmanager
def answering(viewer: Viewer, request: Request | None) -> Iterator[Answer]:
    """A turn in which a request is answered: what is done and that it was told stand or fall together."""
    with turn(viewer.workspace):
        yield Answer(viewer, request)


def told_before(viewer: Viewer, request: Request | None) -> Outcome | None:
    """What this request was answered. Refuses a name that meant something else; asked inside a turn."""
    if request is None or viewer.member is None:
        return None
    row = Answered.objects.filter(member=viewer.member, name=request.name).first()
    if row is None:
        return None
    if row.digest != request.digest:
        raise Refused(REUSED, status=422)
    return _outcome(row.outcome)


def note(viewer: Viewer, request: Request | None, outcome: Outcome) -> None:
    """Keep what a request was answered, in the transaction of what it did."""
    if request is not None and viewer.member is not None:
        told = {"digest": request.digest, "outcome": outcome.to_json() | {"told_once": {}}, "at": clock.now()}
        who = {"workspace_id": viewer.workspace, "member_id": viewer.member}
        Answered.objects.create(**who, name=request.name, **told)


def forget_answers() -> int:
    """Let go of answers that nobody will ask for again; how many."""
    return Answered.objects.filter(at__lt=clock.now() - KEPT_FOR).delete()[0]


def _outcome(told: dict[str, Any]) -> Outcome:
    by = told["decide_by"] and datetime.fromisoformat(told["decide_by"])
    lists = {f.name: tuple(told[f.name]) for f in fields(Outcome) if isinstance(told.get(f.name), list)}
    return Outcome(**{**told, **lists, "decide_by": by})
