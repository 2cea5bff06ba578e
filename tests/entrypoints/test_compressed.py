"""Pages come compressed to browsers that take it, differently long each time; nothing else is."""

from __future__ import annotations

import gzip

from tests.registry.world import World
from tests.signed_in import browser
from tests.small_world import built as built
from tests.small_world import world as world

ACCEPT = {"HTTP_ACCEPT_ENCODING": "gzip"}


def test_a_page_is_small_on_the_way_and_whole_when_unpacked(world: World) -> None:
    client = browser(world, "Maya")
    plain, packed = client.get("/acme/people"), client.get("/acme/people", **ACCEPT)
    assert packed["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed["Vary"]
    assert len(packed.content) < len(plain.content) / 2
    assert b"Tomas" in gzip.decompress(packed.content)


def test_its_length_tells_nothing(world: World) -> None:
    client = browser(world, "Maya")
    lengths = {len(client.get("/acme/people", **ACCEPT).content) for _ in range(12)}
    assert len(lengths) > 1


def test_what_is_no_page_is_left_as_it_is(world: World) -> None:
    answer = browser(world, "Maya").get("/healthz", **ACCEPT)
    assert "Content-Encoding" not in answer
