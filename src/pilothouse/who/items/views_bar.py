"""The bar of saved views on a page: which is chosen, and whether the page now differs from it."""

from __future__ import annotations

from typing import Any

from pilothouse.who.items.saved_views import saved_views
from pilothouse.who.narrowing import Narrowing
from pilothouse.who.rows import Viewer

PARAMETER = "saved"
"""Names the chosen view in an address."""


def views_bar(viewer: Viewer, page: str, filters: Narrowing) -> dict[str, Any]:
    """``views`` with addresses, the ``chosen`` one, whether it is ``changed``, and the ``query`` to keep.

    ``filters`` must know the parameter ``saved``."""
    query = _without(filters.text())
    rows = [
        row | {"url": f"{filters.path}?{_joined(row['query'], row['id'])}"}
        for row in saved_views(viewer, page)
    ]
    chosen = next((row for row in rows if row["id"] == filters[PARAMETER]), None)
    return {
        "page": page,
        "path": filters.path,
        "views": rows,
        "chosen": chosen,
        "changed": bool(chosen and _sorted(chosen["query"]) != _sorted(query)),
        "query": query,
        "guest": viewer.kind == "guest",
    }


def _joined(query: str, id: str) -> str:
    return "&".join(part for part in (query, f"{PARAMETER}={id}") if part)


def _without(query: str) -> str:
    """The query without which view was chosen."""
    return "&".join(part for part in query.split("&") if part and not part.startswith(f"{PARAMETER}="))


def _sorted(query: str) -> list[str]:
    return sorted(part for part in query.split("&") if part)
