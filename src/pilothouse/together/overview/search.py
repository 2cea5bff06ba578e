"""Searching everything the viewer may see, by key, title and the words of all texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q

from pilothouse.how.delivery.models import Assignment, Task
from pilothouse.together.overview.asking import Asked, read
from pilothouse.together.overview.folding import words_of
from pilothouse.together.overview.fulltext import Column, having, ids_of
from pilothouse.together.overview.models import SearchText
from pilothouse.what.backlog.models import Feature
from pilothouse.when.risks.models import Risk
from pilothouse.who.decisions.proposals.queries import proposal_heads
from pilothouse.who.items.kinds import all_kinds
from pilothouse.who.items.models import Item
from pilothouse.who.items.queries import heads
from pilothouse.who.people.models import Unit
from pilothouse.who.people.queries import member_names
from pilothouse.who.rows import Viewer
from pilothouse.why.strategy.models import Goal

MOST = 100
"""So many things are found; who looks for another one says more."""
FEW = 20
ORDER = (
    "release",
    "feature",
    "task",
    "goal",
    "milestone",
    "risk",
    "proposal",
    "project",
    "product",
    "person",
)


@dataclass(frozen=True)
class Hit:
    """Something found. ``page`` is its address below the workspace."""

    id: str
    kind: str
    key: str
    title: str
    page: str
    state: str = ""


def search(viewer: Viewer, text: str, limit: int = MOST) -> list[Hit]:
    """What the viewer may see of what was asked for, the best first."""
    asked = read(text)
    if asked.empty:
        return []
    rows = _candidates(viewer, asked, limit)
    known = _seen(viewer, rows)
    return [known[row.row] for row in _best_first(rows, asked) if row.row in known][:limit]


def grouped(hits: Iterable[Hit]) -> list[tuple[str, list[Hit]]]:
    """Hits by kind, in the order of their best one."""
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.kind, []).append(hit)
    return list(found.items())


def types() -> list[str]:
    """What ``type:`` may say."""
    return [*ORDER, *(name for name in all_kinds() if name not in ORDER)]


def _candidates(viewer: Viewer, asked: Asked, limit: int) -> list[SearchText]:
    """Rows by key and title, then by words of titles, then of texts, while there is room."""
    rows = SearchText.objects.seen_by(viewer)
    narrowed = _narrowed(viewer, asked)
    if narrowed is None:
        return []
    rows = rows.filter(narrowed)
    if not asked.words:
        return list(rows.order_by("-pk")[:limit])
    found = {row.pk: row for row in (*_keyed(viewer, rows, asked), *_called(rows, asked))}
    bound = limit if narrowed == Q() else None
    columns: tuple[Column, ...] = ("head", "words")
    for column in columns:
        if len(found) < limit:
            where = having(
                asked.words,
                column,
                viewer.workspace,
                kind=_kind(asked),
                shared=viewer.kind == "guest",
                limit=bound,
            )
            ids = where if bound is None else ids_of(where)
            found |= {row.pk: row for row in rows.filter(pk__in=ids).order_by("-pk")[:limit]}
    return list(found.values())


def _keyed(viewer: Viewer, rows: Any, asked: Asked) -> Iterable[SearchText]:
    """The items of that key; a bare number may stand behind any prefix."""
    letters, number = (
        asked.key.rstrip("0123456789").rstrip("-"),
        asked.key.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ-"),
    )
    if not number.isdigit() or len(number) > 9:
        return []
    prefixes = [letters] if letters else set(Unit.objects.seen_by(viewer).values_list("prefix", flat=True))
    items = Item.objects.seen_by(viewer).filter(prefix__in=prefixes, number=int(number))
    kind = {"kind": _kind(asked)} if _kind(asked) else {}
    return rows.filter(row__in=list(items.values_list("pk", flat=True)), **kind)  # type: ignore[no-any-return]


def _called(rows: Any, asked: Asked) -> Iterable[SearchText]:
    """Rows whose title begins with what was typed, or whose key it is."""
    title = " ".join(asked.words)
    kind = {"kind": _kind(asked)} if _kind(asked) else {}
    if connection.vendor == "sqlite":
        begins = Q(title__gte=title, title__lt=title + "\U0010ffff")
    else:
        begins = Q(title__startswith=title)
    return rows.filter(begins, **kind).order_by("title")[:FEW]  # type: ignore[no-any-return]


def _kind(asked: Asked) -> str:
    """The kind that ``type:`` means: its name, its plural or the beginning of it."""
    wanted = " ".join(words_of(asked.type))
    plurals = {kind.plural: name for name, kind in all_kinds().items()}
    if wanted in ("people", "person", "member", "members"):
        return "person"
    if wanted in plurals:
        return plurals[wanted]
    return next((name for name in types() if wanted and name.startswith(wanted.removesuffix("s"))), wanted)


def _narrowed(viewer: Viewer, asked: Asked) -> Q | None:
    """What ``type:``, ``goal:`` and ``who:`` ask for beside words; None when nothing is called that."""
    found = Q(kind=_kind(asked)) if asked.type and not asked.words else Q()
    if asked.goal:
        goals = _named(viewer, asked.goal, Goal.kind)
        found &= Q(row__in=goals) | Q(row__in=_of_goals(viewer, goals))
        if not goals:
            return None
    if asked.who:
        people = _named(viewer, asked.who.removeprefix("@"), "person")
        if not people:
            return None
        found &= Q(row__in=people) | Q(row__in=_of_people(viewer, people))
    return found


def _named(viewer: Viewer, text: str, kind: str) -> list[UUID]:
    """Ids of the few goals or people that text names."""
    rows = SearchText.objects.seen_by(viewer).filter(kind=kind)
    words = words_of(text)
    where = having(words, "head", viewer.workspace, kind=kind, shared=viewer.kind == "guest")
    return list(rows.filter(pk__in=where).values_list("row", flat=True)[:FEW]) if words else []


def _of_goals(viewer: Viewer, goals: list[UUID]) -> Any:
    """Ids of the features that carry these goals, and of the tasks in them."""
    features = Feature.objects.seen_by(viewer).filter(goal__in=goals).values("pk")
    tasks = Task.objects.seen_by(viewer).filter(feature__goal__in=goals).values("pk")
    return features.union(tasks)


def _of_people(viewer: Viewer, people: list[UUID]) -> Any:
    """Ids of what these people are on or own."""
    tasks = Assignment.objects.seen_by(viewer).filter(member__in=people).values("task_id")
    risks = Risk.objects.seen_by(viewer).filter(owner__in=people).values("pk")
    goals = Goal.objects.seen_by(viewer).filter(owner__in=people).values("pk")
    return tasks.union(risks, goals)


def _best_first(rows: Iterable[SearchText], asked: Asked) -> list[SearchText]:
    """The one with that key, then titles that are or begin as typed, whole words, beginnings; the newest
    change first."""
    title = " ".join(asked.words)

    def rank(row: SearchText) -> tuple[int, int]:
        head = row.head.split()
        if asked.key and asked.key.replace("-", "").lower() in head:
            return 0, -row.pk
        if row.title == title or row.title.startswith(title):
            return (1 if row.title == title else 2), -row.pk
        whole = set(asked.words) <= set(head)
        begun = all(any(word.startswith(typed) for word in head) for typed in asked.words)
        return (3 if whole else 4 if begun else 5), -row.pk

    return sorted(rows, key=rank)


def _seen(viewer: Viewer, rows: Iterable[SearchText]) -> Mapping[UUID, Hit]:
    """The things behind search rows, each as its own room lets the viewer see it."""
    by_kind: dict[str, list[UUID]] = {}
    for row in rows:
        by_kind.setdefault(row.kind, []).append(row.row)
    found: dict[UUID, Hit] = {}
    people, changes = by_kind.pop("person", []), by_kind.pop("proposal", [])
    rest = [id for ids in by_kind.values() for id in ids]
    found |= {id: _person(id, name) for id, name in member_names(viewer, people).items()} if people else {}
    for id, told in (proposal_heads(viewer, changes) if changes else {}).items():
        found[id] = Hit(str(id), "proposal", told["key"], told["title"], told["key"], told["state"])
    for id, head in (heads(viewer, rest) if rest else {}).items():
        found[id] = Hit(str(id), head.kind, head.key, head.title, f"i/{head.key}")
    units = Unit.objects.seen_by(viewer).filter(pk__in=[id for id in rest if id not in found])
    found |= {unit.pk: _unit(unit) for unit in (units if len(found) < len(rest) else ())}
    return found


def _person(id: UUID, name: str) -> Hit:
    return Hit(str(id), "person", "", name, f"people#{id}")


def _unit(unit: Unit) -> Hit:
    places = {"project": f"plan/{unit.pk}", "team": "people"}
    return Hit(str(unit.pk), unit.kind, unit.prefix, unit.name, places.get(unit.kind, ""))
