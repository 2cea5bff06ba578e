"""What people call the rows that the plan knows by id."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from pilothouse.who.items.models import Item
from pilothouse.who.items.queries import heads
from pilothouse.who.people.models import Calendar, Member, Pool, Skill, Unit
from pilothouse.who.rows import Viewer

UUID_TEXT = re.compile(r"'?\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\b'?")


@dataclass(frozen=True)
class Called:
    """A title or name, with the key of what has one."""

    name: str
    key: str = ""

    def __str__(self) -> str:
        return f"{self.key} {self.name}".strip()


def called(
    workspace: str | UUID, ids: Iterable[str], known: Mapping[str, str] | None = None
) -> dict[str, Called]:
    """Names of items, units, people, skills, pools and calendars; ``known``: of rows not stored yet."""
    wanted = {id for id in ids if id}
    found = {id: Called(name) for id, name in (known or {}).items() if id in wanted}
    items = Item.everything.filter(workspace=UUID(str(workspace)), pk__in=wanted)
    for pk, title, prefix, number in items.values_list("pk", "title", "prefix", "number"):
        found[str(pk)] = Called(title, f"{prefix}-{number}")
    for model in (Unit, Member, Skill, Pool, Calendar):
        missing = wanted - set(found)
        if missing:
            rows = model.everything.filter(workspace=UUID(str(workspace)), pk__in=missing).values_list(
                "pk", "name"
            )
            found |= {str(pk): Called(name) for pk, name in rows.values_list("pk", "name")}
    return found


def ids_in(texts: Iterable[str]) -> set[str]:
    """Every id that occurs in sentences of the engine."""
    return {id for text in texts for id in UUID_TEXT.findall(text)}


def in_words(text: str, names: Mapping[str, Called]) -> str:
    """A sentence of the engine with names for ids."""
    return UUID_TEXT.sub(lambda match: str(names.get(match[1], "something unknown")), text)


def seen_names(viewer: Viewer, ids: Iterable[str]) -> dict[str, Called]:
    """Names of those the viewer may see."""
    wanted = set(ids)
    found = {str(id): Called(head.title, head.key) for id, head in heads(viewer, map(UUID, wanted)).items()}
    for model in (Unit, Member, Skill, Pool):
        rows = model.objects.seen_by(viewer).filter(pk__in=wanted - set(found)).values_list("pk", "name")
        found |= {str(pk): Called(name) for pk, name in rows}
    return found
