"""Work that would wait for itself: found before a link or a move is saved, and named step by step."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any
from uuid import UUID

from pilothouse.commands import Scope
from pilothouse.how.delivery.models import Dependency, Task
from pilothouse.what.backlog.models import Feature
from pilothouse.who.items.models import Item

Node = tuple[UUID, str]
"""A group has two: its door in, which all in it wait for, and its door out, which waits for all in it."""


def refuse_ring_through(ctx: Scope, id: UUID, field: str = "") -> None:
    """Refuse the change if that item now waits for itself, naming each step."""
    edges = _waits_for(ctx)
    for node in [node for node in edges if node[0] == id]:
        ring = _way_back(edges, node)
        if ring:
            names = dict(ctx.find(Item, pk__in=set(ring)).values_list("id", "title"))
            steps = [names[one] for one in dict.fromkeys(ring)]
            ctx.refuse(
                f"This would make work wait for itself: {' waits for '.join([*steps, steps[0]])}.", field
            )


def _way_back(edges: dict[Node, list[Node]], start: Node) -> list[UUID]:
    """Ids along the shortest way from a node back to itself; empty when there is none."""
    came: dict[Node, Node] = {}
    line = deque([start])
    while line:
        node = line.popleft()
        for following in edges.get(node, ()):
            if following == start:
                return _trace(came, node, start)
            if following not in came:
                came[following] = node
                line.append(following)
    return []


def _trace(came: dict[Node, Node], node: Node, start: Node) -> list[UUID]:
    way = [node[0]]
    while node != start:
        node = came[node]
        way.append(node[0])
    return way[::-1]


def _waits_for(ctx: Scope) -> dict[Node, list[Node]]:
    lies_in: dict[UUID, UUID | None] = {
        id: parent or feature for id, parent, feature in _rows(ctx, Task, "parent_id", "feature_id")
    }
    lies_in |= dict(_rows(ctx, Feature, "parent_id"))
    groups = {group for group in lies_in.values() if group}
    edges: dict[Node, list[Node]] = defaultdict(list)

    def doors(id: UUID) -> tuple[Node, Node]:
        return ((id, "in"), (id, "out")) if id in groups else ((id, ""), (id, ""))

    for id, group in lies_in.items():
        if group:
            edges[doors(id)[0]].append((group, "in"))
            edges[group, "out"].append(doors(id)[1])
    for _, before, after in _rows(ctx, Dependency, "before_id", "after_id"):
        edges[doors(after)[0]].append(doors(before)[1])
    return edges


def _rows(ctx: Scope, model: type, *names: str) -> list[tuple[Any, ...]]:
    return list(ctx.find(model).values_list("pk", *names))
