"""Every page, form and part that can be reached from a workspace's start holds no inline code or style."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.test import Client
from django.urls import Resolver404, get_resolver, resolve

from tests.registry.world import World
from tests.signed_in import browser
from tests.small_world import built as built
from tests.small_world import world as world

EACH = 4
"""So many addresses of each route are looked at: pages of the same route are drawn alike."""
LINKS = {"href", "hx-get", "data-href", "data-peek", "data-url", "src", "action"}
START = "/acme/"


class Page(HTMLParser):
    """Notes what a strict policy would refuse, and where a page leads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []
        self._script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        place = f"<{tag}> in line {self.getpos()[0]}"
        self.faults += [f"{name} on {place}" for name in given if name == "style" or name.startswith("on")]
        self.faults += [f"script address on {place}" for value in given.values() if _is_code(value)]
        self.links += [value for name, value in given.items() if name in LINKS and value]
        data = given.get("type") in {"application/json", "speculationrules"}
        if tag == "style" or (tag == "script" and "src" not in given and not data):
            self.faults.append(f"inline {place}")
        if {"hx-on", "hx-vals", "hx-headers"} & {name.partition(":")[0] for name in given}:
            self.faults += [
                f"js: on {place}"
                for value in given.values()
                if (value or "").startswith(("js:", "javascript:"))
            ]


def _is_code(value: str | None) -> bool:
    return bool(re.match(r"\s*(javascript|vbscript|data:text/html)", value or "", re.IGNORECASE))


def test_a_policy_without_inline_code_breaks_no_page(world: World) -> None:
    client = browser(world, "Maya")
    seen: dict[str, int] = {}
    faults: list[str] = []
    known = {START}
    ahead = [START, "/sign-in", "/you", "/nowhere"]
    while ahead:
        address = ahead.pop(0)
        route = route_of(address)
        if route is None or seen.get(route, 0) >= EACH:
            continue
        page = read(client, address)
        if page is None:
            continue
        seen[route] = seen.get(route, 0) + 1
        faults += [f"{address}: {fault}" for fault in page.faults]
        for link in page.links:
            found = urldefrag(urljoin(f"http://testserver{address}", link)).url
            if found.startswith("http://testserver/") and (path := found[17:]) not in known:
                known.add(path)
                ahead.append(path)
    assert faults == []
    assert len(seen) > 10
    assert seen.keys() >= PAGES


PAGES = {"item", "do", "sign-in", "you"}
"""Routes that the walk must have come by, or it walked nowhere."""


def route_of(address: str) -> str | None:
    path = urlsplit(address).path
    if path.startswith("/static/"):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return "none"
    return match.view_name or match.route


def read(client: Client, address: str) -> Page | None:
    answer = client.get(address, follow=True)
    if not answer.headers.get("Content-Type", "").startswith("text/html"):
        return None
    return Page(answer.content.decode())


@pytest.mark.parametrize(
    "html",
    ['<p style="x">', "<style>", "<script>x</script>", '<a onclick="x">', '<a href="javascript:x">'],
)
def test_the_walk_notices(html: str) -> None:
    assert Page(html).faults


def test_a_script_of_our_own_is_fine() -> None:
    assert (
        Page('<script src="/static/main.js"></script><script type="application/json">{}</script>').faults
        == []
    )
    assert get_resolver().url_patterns
