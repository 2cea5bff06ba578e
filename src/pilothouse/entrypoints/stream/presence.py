"""Who has which page open: known while their streams run, told to those who have the same page open.

Nothing of it is kept. Each process knows its own readers and tells the others: when somebody comes or goes,
when another one asks, and now and then, so that those of a process that died are forgotten.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlsplit
from uuid import uuid4

from pilothouse.entrypoints.stream.hub import Queue, put
from pilothouse.entrypoints.stream.outbox import Event
from pilothouse.ui.filters import hue, initials

LONGEST = 300
MOST_TOLD = 8
"""People of one page whom a process names to the others: PostgreSQL passes on no more than 8000 bytes."""
AGAIN = 15.0
FORGET = 3 * AGAIN
"""Seconds after which a process tells again who is there, and after which it is not believed any more."""

Place = tuple[str, str]
"""A workspace and a page of it."""


class Person(NamedTuple):
    """A member as others on the page see them."""

    id: str
    name: str


class Told(NamedTuple):
    """Who another process said is there, and when."""

    people: list[Person]
    at: float


class Presence:
    """Readers by workspace and page. All calls come from the loop that the streams run in."""

    def __init__(self, pass_on: Callable[[str], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._pass_on, self._clock, self._name = pass_on, clock, uuid4().hex
        self._here: dict[Place, dict[Queue, Person]] = defaultdict(dict)
        self._elsewhere: dict[Place, dict[str, Told]] = defaultdict(dict)
        self._timer: asyncio.TimerHandle | None = None

    def come(self, workspace: str, page: str, queue: Queue, person: Person) -> None:
        """Somebody opened the page: they and the others on it are told who is there."""
        place = workspace, page_of(page)
        is_first = place not in self._here
        self._here[place][queue] = person
        self._tell(place)
        self._announce(place, asks=is_first)
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(AGAIN, self._again)

    def go(self, workspace: str, page: str, queue: Queue) -> None:
        """Somebody closed it."""
        place = workspace, page_of(page)
        if self._here.get(place, {}).pop(queue, None) is None:
            return
        self._tell(place)
        self._announce(place)
        if not self._here[place]:
            del self._here[place]
            self._elsewhere.pop(place, None)

    def hear(self, words: str) -> None:
        """What a process said of one page. Of pages that nobody has open here nothing is remembered."""
        said = json.loads(words)
        place = said["workspace"], said["page"]
        if said["process"] == self._name or place not in self._here:
            return
        told = Told([Person(*each) for each in said["people"]], self._clock())
        before = self._elsewhere[place].get(said["process"])
        self._elsewhere[place][said["process"]] = told
        if before is None or before.people != told.people:
            self._tell(place)
        if said["asks"]:
            self._announce(place)

    def repeat(self) -> None:
        """Tell the other processes again, and forget those that were silent for long."""
        late = self._clock() - FORGET
        for place in self._here:
            told = self._elsewhere[place]
            silent = [process for process, last in told.items() if last.at < late]
            for process in silent:
                del told[process]
            if silent:
                self._tell(place)
            self._announce(place)

    def _again(self) -> None:
        self._timer = None
        if self._here:
            self.repeat()
            self._timer = asyncio.get_running_loop().call_later(AGAIN, self._again)

    def _announce(self, place: Place, *, asks: bool = False) -> None:
        people = list(dict.fromkeys(self._here[place].values()))[:MOST_TOLD]
        said = {"process": self._name, "workspace": place[0], "page": place[1]}
        self._pass_on(json.dumps({**said, "people": people, "asks": asks}, ensure_ascii=False))

    def _tell(self, place: Place) -> None:
        elsewhere = [person for told in self._elsewhere[place].values() for person in told.people]
        everybody = dict.fromkeys([*self._here[place].values(), *elsewhere])
        for queue, person in self._here[place].items():
            others = [drawn(other) for other in everybody if other.id != person.id]
            put(queue, Event(0, place[0], json.dumps({"present": others})))


def drawn(person: Person) -> dict[str, object]:
    """What a page draws of somebody."""
    return {"name": person.name, "initials": initials(person.name), "hue": hue(person.name)}


def page_of(address: str) -> str:
    """The page an address means: its path. How a list is narrowed makes it no other page."""
    return urlsplit(address[:LONGEST]).path
