"""Members of the small workspace in a browser without scripts: what pages are tested with."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.test import Client

from pilothouse.who.decisions.gate import guard
from pilothouse.who.people.models import Account, Member
from tests.registry.world import World


def browser(world: World, name: str, **options: Any) -> Client:
    """A client signed in as that member."""
    with guard.opened():
        account, _ = Account.objects.get_or_create(email=f"{name.lower()}@example.org")
        Member.everything.filter(pk=world.ids[name]).update(account=account)
    client = Client(**options)
    client.force_login(account)
    return client


class Page(HTMLParser):
    """A page as people read it: ``text`` without tags, ``links`` by what they say, ``ids``."""

    def __init__(self, response: Any) -> None:
        super().__init__()
        self.status = response.status_code
        self.html = response.content.decode()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self.edits: list[str] = []
        self.ids: list[str] = []
        self._href = ""
        self._skip = 0
        self.feed(self.html)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def part(self, id: str) -> Page:
        """From the element with that id on."""

        class Answer:
            status_code = self.status
            content = self.html[self.html.index(f'id="{id}"') - 40 :].encode()

        return Page(Answer)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._skip += tag in ("style", "script", "title", "symbol")
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if given.get("data-edit-url"):
            self.edits.append(str(given["data-edit-url"]))
        if tag == "a":
            self._href = str(given.get("href", ""))
            self.links.setdefault(str(given.get("aria-label") or ""), self._href)

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("style", "script", "title", "symbol")
        if tag == "a":
            self._href = ""

    def handle_data(self, data: str) -> None:
        if self._skip or not data.strip():
            return
        self.words.append(data.replace("\xa0", " "))
        if self._href:
            self.links.setdefault(data.strip(), self._href)
