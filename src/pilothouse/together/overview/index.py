"""What can be found, read from the rows of all rooms and kept as they change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from pilothouse.commands import Difference
from pilothouse.commands.lens import Replaced
from pilothouse.together.overview.folding import words_of
from pilothouse.together.overview.models import SearchText
from pilothouse.who import statements
from pilothouse.who.items.models import ItemRow

ITEM, UNIT, MEMBER, PROPOSAL = "items.item", "people.unit", "people.member", "decisions.changeset"
PART = 500
"""So many things are read and written together."""

Values = Mapping[str, Any]
Said = dict[Any, list[str]]
"""Texts by the id of what they are about."""


@dataclass(frozen=True)
class Texts:
    """Columns with words about a thing of table ``about``; ``owner`` is the column that names it."""

    about: str
    owner: str
    columns: tuple[str, ...]


NAMED = {ITEM: "title", UNIT: "name", MEMBER: "name", PROPOSAL: "title"}
"""Tables of what can be found, with the column of its name."""
BESIDE = {
    PROPOSAL: Texts(PROPOSAL, "id", ("why",)),
    "items.comment": Texts(ITEM, "item_id", ("text",)),
    "roadmap.product": Texts(UNIT, "unit_id", ("purpose",)),
    "schedule.project": Texts(UNIT, "unit_id", ("brief", "problem", "criteria", "in_scope", "out_of_scope")),
}
WATCHED = frozenset({"deleted_at", "visibility", "kind", "prefix", "number", *NAMED.values()})


@cache
def texts() -> Mapping[str, Texts]:
    """Every table with words: whatever long texts an item's own table has belong to the item."""
    found = dict(BESIDE)
    for model in apps.get_models():
        if issubclass(model, ItemRow):
            columns = tuple(f.attname for f in model._meta.concrete_fields if type(f) is models.TextField)
            if columns:
                found[model._meta.label_lower] = Texts(ITEM, "item_id", columns)
    return found


class Index:
    """Follows changes: the rows of ``SearchText`` that they make anew."""

    def follow(self, workspace: Any, differences: Sequence[Difference]) -> Sequence[Replaced]:
        """What to replace after these differences."""
        made = {(d.model, d.id): d.after for d in differences if d.before is None and d.after}
        said = _said_of(made, differences)
        found = []
        for table, ids in _concerned(differences).items():
            new = [made[table, id] for id in ids if (table, id) in made]
            if new:
                found.append(Replaced(SearchText, None, _documents(workspace, table, new, said)))
            found += _replaced(workspace, table, {id for id in ids if (table, id) not in made})
        return found

    def everything(self, workspace: Any) -> Iterator[Replaced]:
        """All of it anew: the first part clears the rest away."""
        yield Replaced(SearchText, {}, ())
        for table in NAMED:
            rows = apps.get_model(table)._base_manager.filter(workspace=workspace)
            ids = rows.filter(deleted_at=None).order_by("pk").values_list("pk", flat=True).iterator()
            while part := list(islice(ids, PART)):
                yield Replaced(SearchText, None, _read(workspace, table, part))

    def missing(self, workspace: Any) -> bool:
        """Whether nothing was derived yet."""
        return not SearchText.everything.filter(workspace=workspace).exists()


def _concerned(differences: Iterable[Difference]) -> dict[str, set[str]]:
    """Ids of things by table whose words, or whose place, these differences touch."""
    found: dict[str, set[str]] = defaultdict(set)
    for difference in differences:
        whole = difference.before is None or difference.after is None
        if difference.model in NAMED and (whole or difference.columns & WATCHED):
            found[difference.model].add(difference.id)
        known = texts().get(difference.model)
        if known and difference.columns & {*known.columns, "deleted_at"}:
            found[known.about].add(_owner(difference, known))
    return found


def _owner(difference: Difference, known: Texts) -> str:
    """The id of what the words are about."""
    if known.owner == "id" or issubclass(apps.get_model(difference.model), ItemRow):
        return difference.id
    row = difference.after or difference.before or {}
    if known.owner in row:
        return str(row[known.owner])
    rows = apps.get_model(difference.model)._base_manager.filter(pk=difference.id)
    return str(rows.values_list(known.owner, flat=True).get())


def _replaced(workspace: Any, table: str, ids: set[str]) -> Iterator[Replaced]:
    wanted = iter(sorted(ids))
    while part := list(islice(wanted, PART)):
        yield Replaced(SearchText, {"row": part}, _read(workspace, table, part))


def _said_of(made: Mapping[tuple[str, str], Values], differences: Iterable[Difference]) -> Said:
    """All texts about what was just made: nothing was said of it before."""
    found: Said = defaultdict(list)
    for difference in differences:
        known, row = texts().get(difference.model), difference.after
        if known and row and row.get("deleted_at") is None:
            owner = _owner(difference, known)
            if (known.about, owner) in made:
                found[owner] += [row[column] for column in known.columns]
    return found


def _read(workspace: Any, table: str, ids: Sequence[Any]) -> list[SearchText]:
    """The search rows of things as they are stored."""
    model = apps.get_model(table)
    columns = [field.attname for field in model._meta.concrete_fields]
    found = statements.read(model, columns, {"pk": list(ids), "workspace": workspace.pk})
    things = [dict(zip(columns, values, strict=True)) for values in found]
    return _documents(workspace, table, things, _said(table, things))


def _documents(workspace: Any, table: str, things: Iterable[Values], said: Said) -> list[SearchText]:
    """The search rows of things outside the bin; a proposal is one once it has its number."""
    there = [thing for thing in things if thing["deleted_at"] is None]
    told = [thing for thing in there if table != PROPOSAL or thing["number"] is not None]
    return [_document(workspace, table, thing, said.get(thing["id"], ())) for thing in told]


def _said(table: str, things: Sequence[Values]) -> Said:
    """All texts about each of these things."""
    found: Said = defaultdict(list)
    kinds = {thing.get("kind") for thing in things}
    for name, known in texts().items():
        model: Any = apps.get_model(name)
        if known.about != table or getattr(model, "kind", None) not in (None, *kinds):
            continue
        where = {known.owner: [thing["id"] for thing in things], "deleted_at": None}
        for owner, *columns in statements.read(model, (known.owner, *known.columns), where):
            found[owner] += columns
    return found


def _document(workspace: Any, table: str, thing: Values, said: Iterable[str]) -> SearchText:
    name, key = str(thing[NAMED[table]]), _key(table, thing)
    title = words_of(name)
    head = list(dict.fromkeys([*title, *words_of(key), *words_of(key.replace("-", ""))]))
    words = sorted(set(words_of(" ".join(said))) - set(head))
    kind, shared = _kind(table, thing), thing.get("visibility") == "shared"
    return SearchText(
        workspace=workspace,
        row=thing["id"],
        kind=kind,
        title=" ".join(title),
        head=" ".join(head) or "unnamed",
        words=" ".join(words),
        place=" ".join(places(workspace.pk, kind, shared=shared)),
        shared=shared,
    )


def places(workspace: UUID, kind: str = "", *, shared: bool = False) -> list[str]:
    """Where something may be found, as words that no text has."""
    found = [f"w{workspace.hex}"]
    if kind:
        found.append(f"k{kind.replace(' ', '')}")
    return [*found, "shared"] if shared else found


def _key(table: str, thing: Values) -> str:
    if table == ITEM:
        return " ".join([f"{thing['prefix']}-{thing['number']}", *thing.get("aliases", ())])
    return f"PR-{thing['number']}" if table == PROPOSAL else str(thing.get("prefix", ""))


def _kind(table: str, thing: Values) -> str:
    return {MEMBER: "person", PROPOSAL: "proposal"}.get(table) or str(thing["kind"])
