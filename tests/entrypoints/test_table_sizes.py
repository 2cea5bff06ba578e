"""What SQLite is told of how many rows there are of what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from pilothouse.entrypoints.jobs.chores import look_at_sizes


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL counts empty fields apart by itself")
def test_a_key_in_a_mostly_empty_column_is_looked_up_by_its_own_index(db: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE sparse (id INTEGER PRIMARY KEY, house INTEGER NOT NULL, above INTEGER)")
        cursor.execute("CREATE INDEX by_above ON sparse (above)")
        cursor.execute("CREATE INDEX by_house ON sparse (house)")
        rows = [(n, n if n < 20 else None) for n in range(3_000)]
        cursor.executemany("INSERT INTO sparse (id, house, above) VALUES (%s, 1, %s)", rows)
        look_at_sizes()
        cursor.execute("EXPLAIN QUERY PLAN SELECT id FROM sparse WHERE house = 1 AND above = 7")
        assert "by_above" in str(cursor.fetchall())
