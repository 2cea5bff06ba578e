"""A house that grew out of SQLite moves to PostgreSQL, and PostgreSQL's own backups come back there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from tests.entrypoints.keeping.houses import House
from tests.entrypoints.keeping.test_keeping import CHANGE

pytestmark = pytest.mark.postgres
New = Callable[[str], House]


@pytest.fixture
def new(tmp_path: Path) -> Iterator[New]:
    """``new("one")``: an empty folder and an empty database."""
    server = os.environ["PILOTHOUSE_DATABASE_URL"]
    made: list[str] = []

    def make(name: str) -> House:
        database = f"house_{uuid4().hex[:12]}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
        made.append(database)
        return House(tmp_path / name, f"{server.rpartition('/')[0]}/{database}")

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for database in made:
            connection.execute(f"DROP DATABASE {database} WITH (FORCE)")


def test_an_export_of_sqlite_restores_into_postgres_with_equal_rows(
    told: House, export: Path, new: New
) -> None:
    moved = new("moved")
    moved.must("restore", export)
    before, after = told.rows(), moved.rows()
    assert after.keys() == before.keys()
    for table in before:
        assert after[table] == before[table], table
    moved.must("do", *CHANGE)
    assert len(moved.rows()["decisions_entry"]) == len(before["decisions_entry"]) + 1
    assert len(moved.rows()["decisions_outbox"]) == len(before["decisions_outbox"]) + 1


def test_a_backup_of_postgres_comes_back_there_and_on_sqlite(export: Path, new: New, tmp_path: Path) -> None:
    first, second, embedded = new("first"), new("second"), House(tmp_path / "embedded")
    first.must("restore", export)
    first.must("do", *CHANGE)
    file = tmp_path / "backup.tar.gz"
    first.must("backup", file)
    for other in (second, embedded):
        other.must("restore", file)
        assert other.rows() == first.rows()


def test_what_is_replaced_lies_in_a_schema_of_its_own(export: Path, new: New) -> None:
    house = new("house")
    house.must("restore", export)
    house.must("do", *CHANGE)
    mine = house.rows()
    assert house.type("restore", export)[0] == 2
    assert house.rows() == mine
    assert "schema replaced_20270310_090000" in house.must("restore", export, "--replace")
    aside = House(house.data, f"{house.url}?options=-csearch_path%3Dreplaced_20270310_090000")
    assert aside.rows() == mine


def test_a_backup_of_sqlite_says_what_to_do_instead(backup: Path, new: New) -> None:
    status, _, err = new("other").type("restore", backup)
    assert status == 2
    assert "pilothouse export" in err


def test_nothing_is_restored_while_somebody_is_connected(export: Path, new: New) -> None:
    house = new("busy")
    with psycopg.connect(house.url):
        status, _, err = house.type("restore", export)
    assert status == 2
    assert "1 other connections to the database are open" in err
