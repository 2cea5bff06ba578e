"""What higher rooms know about items, gathered for a lower room's page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from pilothouse.commands.lens import facets
from pilothouse.who.rows import Viewer


def panels(viewer: Viewer, kind: str, ids: Iterable[UUID | str]) -> dict[str, dict[str, Any]]:
    """All facets of items of a kind, by id as text and merged into one: ``p50_day`` and ``p85_day`` are its
    dates, ``features`` what carries it, ``risks`` what threatens it. What nothing is known of is left out."""
    wanted = [UUID(str(id)) for id in ids]
    found: dict[str, dict[str, Any]] = {}
    for facet in facets(kind) if wanted else ():
        for id, panel in facet(viewer, wanted).items():
            if panel:
                found.setdefault(str(id), {}).update(panel)
    return found
