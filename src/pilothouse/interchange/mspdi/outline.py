"""The task list as a tree, and links that run in a circle through it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from pilothouse.interchange.mspdi.fields import NO_UID
from pilothouse.interchange.mspdi.raw import RawTask
from pilothouse.interchange.values import Ledger

SHOWN_IN_CYCLE = 30


@dataclass(slots=True)
class Outline:
    """The rows that come in, in order, with the UID of the row that contains each."""

    rows: dict[str, RawTask] = field(default_factory=dict)
    parent: dict[str, str | None] = field(default_factory=dict)
    groups: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    project_row: str | None = None

    def ancestors(self, uid: str) -> Iterator[str]:
        """The rows that contain this one, from the inside out."""
        above = self.parent[uid]
        while above is not None:
            yield above
            above = self.parent[above]


def build_outline(tasks: list[RawTask], ledger: Ledger) -> Outline:
    """The tree from the outline levels, without blank, inactive and external rows and the project's row."""
    outline = Outline()
    open_rows: list[tuple[int, str | None]] = []
    for task in tasks:
        if task.null:
            ledger.loss("tasks", "Blank row", "left out")
            continue
        if task.uid == NO_UID or _is_repeated(task, outline, ledger):
            continue
        if task.level == 0 and outline.project_row is None and not outline.rows:
            outline.project_row = task.uid
            continue
        while open_rows and open_rows[-1][0] >= task.level:
            open_rows.pop()
        above = open_rows[-1][1] if open_rows else None
        kept = _comes_in(task, outline, ledger)
        open_rows.append((task.level, task.uid if kept else above))
        if kept:
            outline.rows[task.uid] = task
            outline.parent[task.uid] = above
            outline.groups.update([above] if above else [])
    return outline


def _is_repeated(task: RawTask, outline: Outline, ledger: Ledger) -> bool:
    known = task.uid in outline.rows or task.uid in outline.left_out or task.uid == outline.project_row
    if known:
        ledger.fault(task.line, task.label, "another task has this UID. Give each task its own.")
    return known


def _comes_in(task: RawTask, outline: Outline, ledger: Ledger) -> bool:
    reason = "Inactive task" if not task.active else "Task of another project" if task.external else ""
    if reason:
        ledger.loss("tasks", reason, "left out, with its links", task.name)
        outline.left_out.add(task.uid)
    return not reason


def report_cycles(outline: Outline, ledger: Ledger) -> None:
    """Note one fault for each circle of links, naming it task by task, through summary tasks too.

    A summary task begins before and ends after all that is in it; so it has two places in the graph, and a
    link leads from the end of one row to the beginning of another."""
    graph = _graph(outline)
    for circle in _circles(graph):
        uids = [uid for uid, _ in circle]
        rows = [outline.rows[uid] for uid in dict.fromkeys(uids)]
        names = [f"“{row.name[:60]}” (UID {row.uid})" for row in rows[:SHOWN_IN_CYCLE]]
        names += [f"{len(rows) - SHOWN_IN_CYCLE} more"] if len(rows) > SHOWN_IN_CYCLE else []
        line = next((link.line for row in rows for link in row.links), rows[0].line)
        message = f"these tasks wait for each other in a circle: {' → '.join([*names, names[0]])}."
        ledger.fault(line, f"{rows[0].label}, PredecessorLink", f"{message} Remove one of the links.")


Place = tuple[str, str]
"""A row's UID and which of its two places: ``begin`` or ``end``."""


def _graph(outline: Outline) -> dict[Place, list[Place]]:
    graph: dict[Place, list[Place]] = {}
    for uid, row in outline.rows.items():
        graph.setdefault((uid, "begin"), []).append((uid, "end"))
        graph.setdefault((uid, "end"), [])
        above = outline.parent[uid]
        if above is not None:
            graph.setdefault((above, "begin"), []).append((uid, "begin"))
            graph[uid, "end"].append((above, "end"))
        for link in row.links:
            if link.on in outline.rows and not link.foreign:
                graph.setdefault((link.on, "end"), []).append((uid, "begin"))
    return graph


def _circles(graph: dict[Place, list[Place]]) -> Iterator[list[Place]]:
    """One circle for each knot of the graph: walked depth first; where the path meets itself is a circle."""
    done: set[Place] = set()
    for root in graph:
        path: dict[Place, Iterator[Place]] = {}
        step: Place | None = root if root not in done else None
        while step is not None:
            if step not in path:
                path[step] = iter(graph[step])
            following = next((place for place in path[step] if place not in done), None)
            if following is None:
                path.pop(step)
                done.add(step)
                step = next(reversed(path), None)
            elif following in path:
                places = list(path)
                yield places[places.index(following) :]
                done.update(places[places.index(following) :])
                path = dict(list(path.items())[: places.index(following)])
                step = next(reversed(path), None)
            else:
                step = following
