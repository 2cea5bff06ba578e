"""The demo story in a house of its own, with a file that somebody attached."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.databases import give_tables
from tests.entrypoints.keeping.houses import House
from tests.made_once import copy_of


@pytest.fixture(scope="package")
def told(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Nobody may change it."""
    return House(copy_of(tmp_path_factory, "told", _told) / "data")


def _told(folder: Path) -> None:
    house = House(folder / "data")
    give_tables(house.data)
    house.must("load-demo")
    attached = house.data / "attachments" / "ab"
    attached.mkdir(parents=True)
    (attached / "abcd").write_bytes(b"%PDF-1.7 attached")


@pytest.fixture(scope="package")
def backup(told: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("backups") / "house.tar.gz"
    assert "verified" in told.must("backup", file)
    return file


@pytest.fixture(scope="package")
def export(told: House, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("exports") / "house.tar.gz"
    told.must("export", file)
    return file


@pytest.fixture
def empty(tmp_path: Path) -> House:
    return House(tmp_path / "new")
