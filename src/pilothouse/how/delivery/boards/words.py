"""What a board says in words: where work waits, and how long cards take."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pilothouse.engine.flow import Percentiles
from pilothouse.who.words import capital, counted, number


@dataclass(frozen=True)
class Over:
    """A column with more cards than was agreed."""

    label: str
    count: int
    limit: int


def headline(counts: Mapping[str, int], usual: Percentiles | None, over: Over | None = None) -> str:
    """Where work waits, in a sentence; the plainest where little is known."""
    doing, todo, old, stuck = (counts[name] for name in ("doing", "todo", "ageing", "blocked"))
    if stuck:
        is_old = f", {number(old)} {'is' if old == 1 else 'are'} older than most ever get" if old else ""
        return f"{capital(counted(stuck, 'card'))} {'is' if stuck == 1 else 'are'} blocked{is_old}"
    if over:
        more = number(over.count - over.limit)
        return f"{over.label} holds {counted(over.count, 'card')}, {more} more than agreed"
    if not doing + todo + counts["done"]:
        return "Nothing is on this board yet"
    if not doing:
        return f"Nothing is in progress, {counted(todo, 'card')} to do" if todo else "All of it is done"
    if usual is None:
        return f"{capital(counted(doing, 'card'))} in progress, {number(todo)} to do"
    if not old:
        return f"Nothing waits longer than usual: {counted(doing, 'card')} in progress"
    if old == doing:
        all_of = {1: "The one card", 2: "Both cards"}.get(doing, f"All {number(doing)} cards")
        return f"{all_of} in progress took longer than most do"
    verb = "is" if old == 1 else "are"
    return f"{capital(number(old))} of {number(doing)} cards in progress {verb} older than most ever get"


def lede(usual: Percentiles | None) -> str:
    """How long cards take."""
    if usual is None:
        return "Once cards are finished, the age of those in progress is shown against how long they took."
    half, most = (f"{days:g} {'day' if days == 1 else 'days'}" for days in (usual.p50, usual.p85))
    return f"Half of the cards finished last took {half} or less, 85 of 100 took {most} or less."
