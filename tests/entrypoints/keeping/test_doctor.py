"""The doctor names what is ill and how to mend it, and calls nothing ill that is well."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import POSTGRES
from tests.entrypoints.keeping.houses import House

pytestmark = pytest.mark.skipif(POSTGRES, reason="these houses are embedded")
USUAL = {"clock", "mail", "backup", "worker", "kernels"}
"""Warnings of a house without a mail server, a backup and a server, whose clock is stopped for tests."""


@pytest.fixture
def house(told: House, tmp_path: Path) -> House:
    copy = House(tmp_path / "data")
    shutil.copytree(told.data, copy.data)
    copy.data.chmod(0o700)
    return copy


def seen(house: House) -> tuple[int, dict[str, dict[str, str]]]:
    status, out, _ = house.type("doctor", "--json")
    return status, {finding["part"]: finding for finding in json.loads(out)}


def test_a_house_that_is_well_has_nothing_to_mend(house: House) -> None:
    house.must("backup")
    status, found = seen(house)
    assert status == 3
    assert {part for part, finding in found.items() if finding["state"] != "ok"} <= USUAL - {"backup"}
    assert "failure" not in {finding["state"] for finding in found.values()}


def write(house: House, sql: str) -> None:
    with closing(sqlite3.connect(house.data / "pilothouse.sqlite3")) as database:
        database.execute(sql)
        database.commit()


HARM = {
    "data folder": "chmod 700",
    "secret": "make a new one",
    "rows": "items.item",
    "history": "ledgerline",
}


def test_what_is_ill_is_named_with_its_remedy(house: House) -> None:
    house.data.chmod(0o755)
    (house.data / "secret-key").write_text("pilothouse")
    write(house, "UPDATE items_item SET title = 'Not decided' WHERE number = 1")
    write(house, "UPDATE decisions_entry SET revision = 100000 WHERE revision = 7")
    status, found = seen(house)
    assert status == 2
    for part, words in HARM.items():
        assert found[part]["state"] == "failure"
        assert words in found[part]["words"]


def test_a_damaged_file_is_noticed(house: House) -> None:
    (house.data / "secret-key").chmod(0o644)
    file = house.data / "pilothouse.sqlite3"
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8192] = bytes(8192)
    file.write_bytes(content)
    found = seen(house)[1]
    assert "restore the last backup" in found["integrity"]["words"]
    assert "chmod 600" in found["secret"]["words"]
