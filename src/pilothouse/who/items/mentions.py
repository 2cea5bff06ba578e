"""Who is meant by ``@Name`` in a text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

_AFTER = r"(?!\w)"


def mentioned(text: str, names: Mapping[UUID, str]) -> list[UUID]:
    """Members named as ``@Maya Berg``, or ``@Maya`` when there is one Maya; in the order of their names."""
    if "@" not in text:
        return []
    spoken = _spoken(names)
    found = _pattern(spoken).findall(text) if spoken else []
    ids = {spoken[name.casefold()] for name in found}
    return sorted(ids, key=lambda id: (names[id], str(id)))


def _spoken(names: Mapping[UUID, str]) -> dict[str, UUID]:
    """What one may write for each member: whole names, and first names that mean one person."""
    whole = {name.casefold(): id for id, name in names.items()}
    first: dict[str, list[UUID]] = {}
    for id, name in names.items():
        first.setdefault(name.casefold().partition(" ")[0], []).append(id)
    return {name: ids[0] for name, ids in first.items() if len(ids) == 1} | whole


def _pattern(spoken: Mapping[str, UUID]) -> re.Pattern[str]:
    longest = sorted(spoken, key=len, reverse=True)
    return re.compile(rf"(?<!\w)@({'|'.join(map(re.escape, longest))}){_AFTER}", re.IGNORECASE)
