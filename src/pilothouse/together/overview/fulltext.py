"""The index of words, one small port for both databases: which rows of ``SearchText`` have them.

SQLite keeps an FTS5 table by triggers, PostgreSQL generated columns with GIN indexes: see the migration.
Words are folded before they come here, so both compare plain letters and digits.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from pilothouse.together.overview.index import places

Column = Literal["head", "words"]

_SQLITE = "SELECT rowid FROM overview_search WHERE overview_search MATCH %s ORDER BY rowid DESC"
_POSTGRES = (
    "SELECT id FROM overview_searchtext WHERE {column}_found @@ %s::tsquery AND place_found @@ %s::tsquery"
    " ORDER BY id DESC"
)
_COLUMNS = {"head": "head", "words": "all"}


def having(
    words: Sequence[str],
    column: Column,
    workspace: UUID,
    *,
    kind: str = "",
    shared: bool = False,
    limit: int | None = None,
) -> RawSQL:
    """Ids of the newest rows that have words beginning with all of these, in the title or anywhere."""
    where = places(workspace, kind, shared=shared)
    tail = f" LIMIT {limit:d}" if limit is not None else ""
    if connection.vendor == "sqlite":
        return RawSQL(_SQLITE + tail, [_match(words, column, where)])
    anywhere = " & ".join(f"'{word}':*" for word in words)
    return RawSQL(_POSTGRES.format(column=_COLUMNS[column]) + tail, [anywhere, " & ".join(where)])


def ids_of(where: RawSQL) -> list[int]:
    """The ids themselves: a few are looked up faster by id than by a question inside a question."""
    with connection.cursor() as cursor:
        cursor.execute(where.sql, where.params)
        return [row[0] for row in cursor.fetchall()]


def _match(words: Sequence[str], column: Column, where: Sequence[str]) -> str:
    columns = "head" if column == "head" else "{head words}"
    text = " AND ".join(f'{columns} : "{word}" *' for word in words)
    return f"{text} AND place : ({' AND '.join(where)})"
