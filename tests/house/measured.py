"""What each page of a workspace costs: queries when cold and when warm, bytes as they are sent, elements."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from pilothouse.when.schedule import snapshot
from pilothouse.who import once
from pilothouse.who.decisions.rights import standing
from pilothouse.who.items.models import Item
from tests.entrypoints.routes import Route, pages

NO_QUERY = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT)")
FORM = "do/task.add"
"""One form stands for all: they are derived alike."""


@dataclass(frozen=True)
class Cost:
    """``queries`` is (cold, warm): with nothing known, and when the page is asked for again."""

    queries: tuple[int, int]
    bytes: int
    elements: int


def costs(client: Client, slug: str) -> dict[str, Cost]:
    """The cost of every page by its name: the address within the workspace, an item's by its kind."""
    found = {}
    client.get(f"/{slug}/{FORM}")  # what is noted once in a while, such as when somebody was last seen
    for name, address in _addresses(slug):
        _forget()
        cold, _ = _asked(client, address)
        warm, answer = _asked(client, address)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            html = answer.content
            found[name] = Cost((cold, warm), len(gzip.compress(html)), elements(html.decode()))
    return found


def _addresses(slug: str) -> Iterator[tuple[str, str]]:
    for route in pages():
        if route.parts == ["workspace"]:
            name = route.template.partition("/<slug:workspace>/")[2]
            yield name or "home", route.filled(workspace=slug)
    yield FORM, f"/{slug}/{FORM}"
    yield "PR-1", f"/{slug}/PR-1"
    items = Item.everything.filter(workspace__slug=slug, deleted_at=None).order_by("-number")
    keys = {item.kind: item.key for item in items}  # the first of each kind
    for kind, key in sorted(keys.items()):
        for route in _of_items():
            yield f"{route.name} of a {kind}", route.filled(workspace=slug, key=key)


def _of_items() -> list[Route]:
    return [route for route in pages() if route.parts == ["workspace", "key"] and route.name != "item"]


def _asked(client: Client, address: str) -> tuple[int, Any]:
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
    return sum(not NO_QUERY.match(query["sql"]) for query in caught.captured_queries), answer


def _forget() -> None:
    """As after a start."""
    once._kept.clear()
    standing._kept.clear()
    snapshot.forget()


class _Counter(HTMLParser):
    count = 0

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.count += 1


def elements(html: str) -> int:
    """How many elements a page has."""
    counter = _Counter()
    counter.feed(html)
    return counter.count
