"""What SQLite is told of columns that are mostly empty.

Its own look at sizes counts empty fields as one value that all those rows share, so that a key in such a
column seems to find most of the table, and a lookup by it reads the whole workspace instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

SEEN = 10_000
"""So many filled fields of a column tell how many rows share one."""


def leave_out_gaps(cursor: Any) -> None:
    """For indexes of one column that may be empty, tell how many rows a value has, empty ones aside."""
    for table, index, column, rows in list(_indexes(cursor)):
        filled = f"SELECT {column} AS found FROM {table} WHERE {column} IS NOT NULL LIMIT {SEEN}"
        cursor.execute(f"SELECT count(*), count(DISTINCT found) FROM ({filled})")
        found, values = cursor.fetchone()
        stat = f"{rows} {max(1, found // max(values, 1))}"
        cursor.execute("UPDATE sqlite_stat1 SET stat = %s WHERE tbl = %s AND idx = %s", [stat, table, index])
    cursor.execute("ANALYZE sqlite_schema")


def _indexes(cursor: Any) -> Iterator[tuple[str, str, str, str]]:
    """Table, name, column and number of rows of each such index that SQLite has looked at."""
    cursor.execute("SELECT tbl, idx, stat FROM sqlite_stat1 WHERE idx IS NOT NULL")
    for table, index, stat in cursor.fetchall():
        cursor.execute(f"PRAGMA index_info({index})")
        columns = [name for _, _, name in cursor.fetchall()]
        cursor.execute(f"PRAGMA table_info({table})")
        needed = {name: required for _, name, _, required, *_ in cursor.fetchall()}
        if len(columns) == 1 and not needed.get(columns[0], 1):
            yield table, index, columns[0], stat.split()[0]
