"""Telling people what was said: rooms above that keep notices listen here, inside the transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.commands.lens import facets
from pilothouse.who.items.models import Item, Watch


@dataclass(frozen=True)
class Said:
    """Words on an item: by whom, which row holds them, who is named in them and who watches the item."""

    item: Item
    by: UUID | None
    text: str
    row: Any
    mentioned: frozenset[UUID]
    watching: frozenset[UUID]


Listener = Callable[[Scope, Said], None]
_listeners: list[Listener] = []


def on_said(listener: Listener) -> None:
    """Called by a room's app when it starts: whatever it saves through the scope stands with the change."""
    if listener not in _listeners:
        _listeners.append(listener)


def say(ctx: Scope, item: Item, text: str, row: Any, mentioned: Iterable[UUID]) -> None:
    """Tell the listeners; whoever spoke is not told of their own words."""
    others = frozenset(mentioned) - {ctx.author}
    watching = watchers(ctx, item) - others - {ctx.author}
    for listener in _listeners:
        listener(ctx, Said(item, ctx.author, text, row, others, watching))


def watchers(ctx: Scope, item: Item) -> frozenset[UUID]:
    """Who watches: author, those whose work it is and those who asked to, without those who want no more."""
    chosen = dict(ctx.find(Watch, item=item).values_list("member_id", "on"))
    own = {item.author_id} if item.author_id else set()
    for facet in facets("watchers"):
        own |= set(facet(ctx.actor, [item.pk]).get(item.pk, ()))
    return frozenset(id for id in own | chosen.keys() if chosen.get(id, True))
