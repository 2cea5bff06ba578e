"""Which state the tables are in, and bringing empty ones to an older state or any to this version's."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from pilothouse.entrypoints.keeping.archive import Damaged
from pilothouse.who.decisions.gate import guard

Node = tuple[str, str]


def applied() -> list[str]:
    """The migrations that the tables have seen, as ``app.name``."""
    found = MigrationRecorder(connection).applied_migrations()
    return sorted(".".join(node) for node in found)


def nodes_of(migrations: list[str]) -> set[Node]:
    """The same as nodes. Raises Damaged when this version does not know one of them."""
    nodes = {(app, name) for app, _, name in (text.partition(".") for text in migrations)}
    unknown = sorted(nodes - set(MigrationLoader(None).disk_migrations))
    if unknown:
        raise Damaged(
            f"the archive was made by a newer Pilothouse (it has {'.'.join(unknown[0])}): install that "
            "version or a later one, then restore"
        )
    return nodes


def bring_to(nodes: set[Node]) -> Any:
    """Make the tables as they were after those migrations; the models of that state."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    last = [node for node in sorted(nodes) if not _children(graph, node) & nodes]
    with guard.opened():
        executor.migrate(last)
    return MigrationExecutor(connection).loader.project_state(last).apps


def bring_to_now() -> None:
    """Migrate to this version."""
    executor = MigrationExecutor(connection)
    with guard.opened():
        executor.migrate(executor.loader.graph.leaf_nodes())


def _children(graph: Any, node: Node) -> set[Node]:
    return {child.key for child in graph.node_map[node].children if child.key[0] == node[0]}
