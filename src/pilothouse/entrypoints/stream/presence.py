"""Who has which page open: known while their streams run, told to those who have the same page open.

Nothing of it is kept. Each process knows its own readers; a page served by another one shows nobody of these.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import NamedTuple
from urllib.parse import urlsplit

from pilothouse.entrypoints.stream.hub import Queue, put
from pilothouse.entrypoints.stream.outbox import Event
from pilothouse.ui.filters import hue, initials

LONGEST = 300


class Person(NamedTuple):
    """A member as others on the page see them."""

    id: str
    name: str


class Presence:
    """Readers by workspace and page. All calls come from the loop that the streams run in."""

    def __init__(self) -> None:
        self._at: dict[tuple[str, str], dict[Queue, Person]] = defaultdict(dict)

    def come(self, workspace: str, page: str, queue: Queue, person: Person) -> None:
        """Somebody opened the page: they and the others on it are told who is there."""
        key = workspace, page_of(page)
        self._at[key][queue] = person
        self._tell(key)

    def go(self, workspace: str, page: str, queue: Queue) -> None:
        """Somebody closed it."""
        key = workspace, page_of(page)
        if self._at.get(key, {}).pop(queue, None) is None:
            return
        if self._at[key]:
            self._tell(key)
        else:
            del self._at[key]

    def _tell(self, key: tuple[str, str]) -> None:
        everybody = dict.fromkeys(self._at[key].values())
        for queue, person in self._at[key].items():
            others = [told(other) for other in everybody if other.id != person.id]
            put(queue, Event(0, key[0], json.dumps({"present": others})))


def told(person: Person) -> dict[str, object]:
    """What a page draws of somebody."""
    return {"name": person.name, "initials": initials(person.name), "hue": hue(person.name)}


def page_of(address: str) -> str:
    """The page an address means: its path. How a list is narrowed makes it no other page."""
    return urlsplit(address[:LONGEST]).path
