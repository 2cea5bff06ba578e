"""What the two ways of asking GitHub call the same things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Names:
    """Fields of an issue and of its comments."""

    created: str
    updated: str
    closed: str
    author: str


REST = Names("created_at", "updated_at", "closed_at", "user")
ARCHIVE = Names("createdAt", "updatedAt", "closedAt", "author")
