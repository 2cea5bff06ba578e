"""Killed three times under load, the house keeps what it acknowledged; and the ledger would notice if not."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import pytest

from tests.conftest import POSTGRES
from tests.databases import give_tables
from tests.postgres import SAFE, cluster, free_port
from tools.drill.house import House
from tools.drill.ledger import Writer, faults_of
from tools.kill_drill import drill


@pytest.mark.both
@pytest.mark.skipif(POSTGRES and os.geteuid() != 0, reason="a killed database needs a cluster of one's own")
def test_nothing_acknowledged_is_lost_and_nothing_half_applied(tmp_path: Path) -> None:
    def run(url: str) -> None:
        house = House(tmp_path / "data", url)
        try:
            found, done = drill(house, free_port(), rounds=3, count=4, seed=7)
        finally:
            house.stop()
        assert found == []
        assert done["orders acknowledged"] >= 3

    if POSTGRES:
        with cluster(SAFE) as url:
            run(url)
    else:
        give_tables(tmp_path / "data")
        run("")


WELL = {"A-1": "W writes 2", "A-2": "W writes 2"}


@pytest.mark.parametrize(
    "titles, comments, groups, words",
    [
        ({**WELL, "A-2": "W writes 1"}, (1, 1), 3, "half applied"),
        ({"A-1": "W writes 1", "A-2": "W writes 1"}, (1, 1), 3, "was acknowledged"),
        (WELL, (0, 1), 3, "0 comments for order 1"),
        (WELL, (1, 2), 3, "2 comments for order 2"),
        (WELL, (1, 1), 2, "is not whole"),
    ],
)
def test_the_ledger_notices(
    titles: dict[str, str], comments: tuple[int, int], groups: int, words: str
) -> None:
    writer = Writer("W", ("A-1", "A-2"), "", acknowledged={1, 2}, sent=2, groups={"g"})
    counted = Counter({f"W writes {n}": count for n, count in enumerate(comments, 1)})
    assert any(words in fault for fault in faults_of(writer, titles, counted, Counter(g=groups)))


def test_the_ledger_is_content_when_all_is_well() -> None:
    writer = Writer("W", ("A-1", "A-2"), "", acknowledged={1, 2}, sent=3, groups={"g"})
    counted = Counter({"W writes 1": 1, "W writes 2": 1})
    assert faults_of(writer, WELL, counted, Counter(g=3)) == []
