"""What waits for what: groups stood in for by their tasks, and cycles named.

The graph has a node for each task and milestone and two for each group: the *door in*, from which its own
links reach every task in it, and the *door out*, which every task in it reaches. So a link between two large
groups is one edge, not the product of their sizes.
"""

from __future__ import annotations

from collections.abc import Iterator

from .plan import Group, Milestone, Plan, Task

Node = tuple[str, str]
Edges = dict[Node, list[Node]]
MOST_NAMED = 100


class CycleError(ValueError):
    """Tasks that wait for each other in a ring; ``members`` in order, each waiting for the next."""

    def __init__(self, members: tuple[str, ...], message: str = "") -> None:
        self.members = members
        super().__init__(message or _shortened(" waits for ", [*members, members[0]]))


def find_cycles(plan: Plan) -> list[tuple[str, ...]]:
    """Rings of tasks, groups and milestones, each member waiting for the next; rings that share none.

    Starts from the document's order, so that the answer is the same for the same document.
    """
    return [_members(ring) for ring in rings(_waits_for(plan))]


def cycle_in_words(plan: Plan, members: tuple[str, ...]) -> str:
    """A sentence that names each step of the ring."""
    links = {(item.id, link.on) for item in linked(plan) for link in item.depends_on}
    parents = {item.id: item.parent for item in linked(plan)}
    steps = [
        f"{one} {_step(one, two, links, parents)} {two}"
        for one, two in zip(members, (*members[1:], members[0]), strict=True)
    ]
    return f"{_shortened(', ', steps)}; remove one of these links"


def _shortened(between: str, words: list[str]) -> str:
    """The words in a row; from a very long one the middle is left out."""
    if len(words) > MOST_NAMED:
        half = MOST_NAMED // 2
        words = [*words[:half], f"... {len(words) - 2 * half:,} more ...", *words[-half:]]
    return between.join(words)


def _step(one: str, two: str, links: set[tuple[str, str]], parents: dict[str, str | None]) -> str:
    if (one, two) in links:
        return "waits for"
    return "lies in" if parents.get(one) == two else "holds"


def rings(edges: Edges) -> list[list[Node]]:
    """Rings of a directed graph that share no node, at least one when there is any. Linear, no recursion."""
    state: dict[Node, int] = {}
    taken: set[Node] = set()
    found = []
    for start in edges:
        if start not in state:
            for ring in _rings_from(start, edges, state):
                if taken.isdisjoint(ring):
                    taken.update(ring)
                    found.append(ring)
    return found


def _rings_from(start: Node, edges: Edges, state: dict[Node, int]) -> Iterator[list[Node]]:
    """Depth first from one node: an edge back to a node still on the way closes a ring."""
    way, turns = [start], [iter(edges.get(start, ()))]
    state[start] = 0
    while way:
        following = next(turns[-1], None)
        if following is None:
            turns.pop()
            state[way.pop()] = -1
        elif following not in state:
            state[following] = len(way)
            way.append(following)
            turns.append(iter(edges.get(following, ())))
        elif state[following] >= 0:
            yield way[state[following] :]


def linked(plan: Plan) -> tuple[Task | Group | Milestone, ...]:
    """Everything of the one name space that links join."""
    return (*plan.tasks, *plan.groups, *plan.milestones)


def _waits_for(plan: Plan) -> Edges:
    """From each node to those it waits for."""
    groups = {group.id for group in plan.groups}
    edges: Edges = {}
    for item in linked(plan):
        door = (item.id, "in") if item.id in groups else (item.id, "")
        targets = [(link.on, "out") if link.on in groups else (link.on, "") for link in item.depends_on]
        edges.setdefault(door, []).extend(targets)
    insiders: tuple[Task | Group, ...] = (*plan.tasks, *plan.groups)
    for inner in insiders:
        if inner.parent in groups and inner.parent is not None:
            is_group = inner.id in groups
            edges.setdefault((inner.id, "in" if is_group else ""), []).append((inner.parent, "in"))
            edges.setdefault((inner.parent, "out"), []).append((inner.id, "out" if is_group else ""))
    return edges


def _members(ring: list[Node]) -> tuple[str, ...]:
    """The ids of a ring in order, a group's two doors told once when they follow each other."""
    ids = [name for name, _ in ring]
    told = [name for index, name in enumerate(ids) if name != ids[index - 1]]
    return tuple(told) or (ids[0],)


def tasks_in(plan: Plan) -> dict[str, tuple[str, ...]]:
    """For each group the tasks in it, at any depth, in document order. Groups must not lie in themselves."""
    inside: dict[str, list[str]] = {group.id: [] for group in plan.groups}
    ancestors = Ancestors(plan)
    for task in plan.tasks:
        for group in ancestors.of(task.parent):
            inside[group].append(task.id)
    return {group: tuple(tasks) for group, tasks in inside.items()}


class Ancestors:
    """The groups around an item, from the nearest outwards."""

    def __init__(self, plan: Plan) -> None:
        self.parents = {group.id: group.parent for group in plan.groups}

    def of(self, parent: str | None) -> Iterator[str]:
        """The group named ``parent`` and those around it."""
        while parent is not None and parent in self.parents:
            yield parent
            parent = self.parents[parent]
