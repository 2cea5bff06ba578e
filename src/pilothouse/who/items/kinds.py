"""The registry of kinds: what has a plural address, how it is listed, and where its page is.

Rooms register at start-up; entry points look kinds up by name and know none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps

from pilothouse.who.rows import Viewer

Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    """``name`` as in ``Item.kind``; ``plural`` as in addresses; ``rows(viewer, filters)`` gives plain rows
    with ``id``, ``key`` and ``title``; ``page(workspace_slug, key)`` its address, None without a page;
    ``documents(viewer, key)`` all of them, or one, as (file name, text)."""

    name: str
    plural: str
    model: str
    rows: Callable[[Viewer, Mapping[str, str]], Rows]
    page: Callable[[str, str], str] | None = None
    documents: Callable[[Viewer, str], Iterable[tuple[str, str]]] | None = None


_kinds: dict[str, Kind] = {}
_UNKEYED = {"decisions.changeset": "proposal"}
"""What has addresses of its own."""


def register_kind(kind: Kind) -> None:
    """Called by a room's app when it starts."""
    _kinds[kind.name] = kind


def word_for(model: str) -> str:
    """What people call the rows of a table in a sentence: its kind, when it is of one kind alone."""
    named = [kind.name for kind in _kinds.values() if kind.model == model]
    return _UNKEYED.get(model) or (named[0] if len(named) == 1 else model.rpartition(".")[2])


def all_kinds() -> Mapping[str, Kind]:
    """Kinds by name."""
    return dict(sorted(_kinds.items()))


def kind_of_model(model: str) -> Kind | None:
    """The kind whose rows a reference to "room.model" means."""
    return next((kind for kind in _kinds.values() if kind.model == model), None)


def row_of(item: Any) -> Any:
    """The row of its room that an item is: a task, a feature."""
    return apps.get_model(_kinds[item.kind].model)._base_manager.get(pk=item.pk)
