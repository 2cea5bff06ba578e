"""Writers that keep a ledger of what they were told, and the comparison of it with the database.

Each order does three things as one: two items get the same new title and one of them a comment with it. So a
lost change shows as an older title, a half-applied one as two titles, a repeated one as two comments.
"""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import Any

from tools.drill.house import House, call

PAUSE = 0.05


@dataclass
class Writer:
    """One of those who write: the two items that are its own, and what it was told."""

    name: str
    items: tuple[str, str]
    token: str
    acknowledged: set[int] = field(default_factory=set)
    sent: int = 0
    groups: set[str] = field(default_factory=set)
    refused: list[str] = field(default_factory=list)

    def title(self, number: int) -> str:
        return f"{self.name} writes {number}"

    def write(self, port: int, stop: threading.Event) -> None:
        """Write until stopped, each order once, whatever became of the one before."""
        while not stop.is_set():
            self.sent += 1
            try:
                status, told = call(port, self.token, "commands", self._order(self.sent))
            except (OSError, HTTPException, ValueError):
                stop.wait(PAUSE)
                continue
            if status == 200:
                self.acknowledged.add(self.sent)
                self.groups.add(told["group"])
            else:
                self.refused.append(f"{status} {told.get('detail')}")

    def _order(self, number: int) -> Any:
        title, (one, two) = self.title(number), self.items
        return {
            "commands": [
                {"name": "item.rename", "payload": {"item": one, "title": title}},
                {"name": "comment.add", "payload": {"item": one, "text": title}},
                {"name": "item.rename", "payload": {"item": two, "title": title}},
            ]
        }


def writers(house: House, count: int, token: str) -> list[Writer]:
    """So many writers, each with two items that nobody else writes."""
    rows = house.ask("SELECT prefix, number FROM items_item WHERE kind = 'task' ORDER BY number")
    keys = [f"{prefix}-{number}" for prefix, number in rows]
    if len(keys) < 2 * count:
        raise RuntimeError(f"the story has {len(keys)} tasks: that is work for {len(keys) // 2} writers")
    pairs = zip(keys[::2], keys[1::2], strict=False)
    return [Writer(f"Writer {n}", pair, token) for n, pair in zip(range(count), pairs, strict=False)]


class Load:
    """Several writers at once, for as long as the block runs."""

    def __init__(self, port: int, them: list[Writer]) -> None:
        self.stop = threading.Event()
        self.threads = [threading.Thread(target=w.write, args=(port, self.stop)) for w in them]

    def __enter__(self) -> Load:
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def faults(house: House, them: list[Writer]) -> list[str]:
    """What is not as the ledger says; nothing when all is well."""
    titles = {f"{prefix}-{number}": title for prefix, number, title in house.ask(_TITLES)}
    comments = Counter(str(text) for (text,) in house.ask("SELECT text FROM items_comment"))
    groups = Counter(str(group).replace("-", "") for (group,) in house.ask(_GROUPS))
    found = [fault for writer in them for fault in faults_of(writer, titles, comments, groups)]
    return [*found, *_broken_history(house)]


_TITLES = "SELECT prefix, number, title FROM items_item"
_GROUPS = 'SELECT "group" FROM decisions_entry'


def faults_of(
    writer: Writer, titles: dict[str, str], comments: Counter[str], groups: Counter[str]
) -> list[str]:
    if not writer.acknowledged:
        return []
    last = max(writer.acknowledged)
    one, two = (titles[key] for key in writer.items)
    possible = {writer.title(number) for number in range(last, writer.sent + 1)}
    found = [] if one == two else [f"{writer.name}: half applied: {one!r} and {two!r}"]
    if one not in possible:
        found.append(f"{writer.name}: {writer.title(last)!r} was acknowledged, {one!r} is there")
    for number in range(1, writer.sent + 1):
        count = comments[writer.title(number)]
        if count > 1 or (count == 0 and number in writer.acknowledged):
            found.append(f"{writer.name}: {count} comments for order {number}")
    found += [
        f"{writer.name}: group {g} is not whole" for g in writer.groups if groups[g.replace("-", "")] != 3
    ]
    return found


def _broken_history(house: House) -> list[str]:
    """Revisions grow one by one, and the workspace stands at the last of them."""
    (row,) = house.ask(
        "SELECT count(*), min(e.revision), max(e.revision), max(w.revision)"
        " FROM decisions_entry e JOIN people_workspace w ON w.id = e.workspace_id"
    )
    count, first, last, stands = row
    if first == 1 and count == last == stands:
        return []
    return [f"history has {count} entries from {first} to {last}, and the workspace is at {stands}"]
