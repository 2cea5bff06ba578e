"""The lens: how a lower room asks a higher one without importing it. Lenses register at start-up.

The *plan lens* prices a change: it keeps a snapshot of the rows the plan is made of, patches row differences
onto it and compares. A *facet lens* gives a small read-only panel about an item that a higher room knows.
The *rights lens* says where somebody decides a family, for tables that only those who decide may read; the
*closed lens* which units stay as they are.
A *follower* keeps rows that are derived from others in the transaction that changes those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Protocol
from uuid import UUID

from pilothouse.commands.difference import Difference


@dataclass(frozen=True)
class Size:
    """How much a change moves the plan, by one deterministic dispatch before and after.

    ``days`` are working days later (negative: sooner), ``cost`` and ``effort`` shares of what was planned.
    ``known`` is False when it could not be computed: what cannot be computed asks."""

    days: float = 0.0
    cost: float = 0.0
    effort: float = 0.0
    known: bool = True

    def plus(self, other: Size) -> Size:
        """Accumulated: ten small slips count as their sum."""
        return Size(
            self.days + other.days,
            self.cost + other.cost,
            self.effort + other.effort,
            self.known and other.known,
        )

    def to_json(self) -> dict[str, Any]:
        """As stored with an entry and a proposal."""
        return asdict(self)


@dataclass(frozen=True)
class Replaced:
    """Derived rows: those of ``model`` in whose columns ``where`` stands, or one of its lists, give way to
    ``rows``; all that the workspace has where nothing is asked for, none where it is None."""

    model: Any
    where: Mapping[str, Any] | None
    rows: Sequence[Any]


class Follower(Protocol):
    """What a room derives from rows of other rooms. It only reads; the gate writes what it answers."""

    def follow(self, workspace: Any, differences: Sequence[Difference]) -> Sequence[Replaced]:
        """What to replace after these differences."""

    def everything(self, workspace: Any) -> Iterator[Replaced]:
        """All of it anew, in parts."""

    def missing(self, workspace: Any) -> bool:
        """Whether nothing was derived yet."""


@dataclass(frozen=True)
class Watch:
    """Who looks on while something is computed: told how far it is, and asked whether to leave it."""

    progress: Callable[[int, int], None] | None = None
    cancelled: Callable[[], bool] | None = None


UNWATCHED = Watch()


class PlanLens(Protocol):
    """What the room that computes dates offers to the gate."""

    def watched(self) -> Mapping[str, frozenset[str]]:
        """For each model the columns the plan is made of; any other difference leaves the plan alone."""

    def touches(self, differences: Sequence[Difference]) -> bool:
        """Whether the plan reads any of what changed."""

    def snapshot(self, workspace: str) -> Any:
        """The plan's rows as they stand committed, with ``revision`` and ``hash``."""

    def patched(self, snapshot: Any, differences: Sequence[Difference]) -> Any:
        """The snapshot as it would be with those differences."""

    def size(self, before: Any, after: Any, unit: str | None) -> Size:
        """The size of the step for the project ``unit`` (all projects when None)."""

    def runs_at_once(self, before: Any, runs: int) -> int:
        """So many of ``runs`` take no longer than somebody waits for an answer."""

    def impact(
        self, before: Any, after: Any, unit: str | None, seed: int, runs: int, watch: Watch = UNWATCHED
    ) -> dict[str, Any]:
        """Both sides simulated with common random numbers, with both plan hashes.

        ``documents`` may hold what it takes to compute it again: it goes to ``keep``, not into the store."""

    def waiting(self, before: Any, after: Any, unit: str | None, seed: int, watch: Watch) -> dict[str, Any]:
        """What holds up whom if the change is decided a week later instead of at once."""

    def keep(self, ctx: Any, documents: Mapping[str, Any]) -> None:
        """Store such documents, through the running command's ``ctx``."""


_plan_lens: list[PlanLens] = []
_facets: dict[str, list[Callable[..., Any]]] = {}
_followers: list[Follower] = []
_closed: list[Callable[[Any], str]] = []
_rights_lens: list[Callable[[Any, str], frozenset[UUID]]] = []


def register_plan_lens(lens: PlanLens) -> None:
    """Called once at start-up by the room that computes dates."""
    _plan_lens[:] = [lens]


def plan_lens() -> PlanLens | None:
    """The registered plan lens; None in a program without that room."""
    return _plan_lens[0] if _plan_lens else None


def register_facet(kind: str, facet: Callable[..., Any]) -> None:
    """Offer a panel about items of ``kind``: ``facet(viewer, ids) -> {id: value}``."""
    _facets.setdefault(kind, []).append(facet)


def facets(kind: str) -> Sequence[Callable[..., Any]]:
    """All panels offered about that kind."""
    return tuple(_facets.get(kind, ()))


def register_rights_lens(decided: Callable[[Any, str], frozenset[UUID]]) -> None:
    """Called once at start-up by the room that knows who decides: ``decided(viewer, family)``."""
    _rights_lens[:] = [decided]


def units_decided(viewer: Any, family: str) -> frozenset[UUID]:
    """Ids of the units in which the viewer decides that family; none when nobody can tell."""
    return _rights_lens[0](viewer, family) if _rights_lens else frozenset()


def register_closed(closed: Callable[[Any], str]) -> None:
    """Called once at start-up by the room that closes units: ``closed(unit)`` says why nothing in it can be
    changed, or nothing."""
    _closed[:] = [closed]


def why_closed(unit: Any) -> str:
    """Why nothing in that unit can be changed; "" while it can."""
    return _closed[0](unit) if _closed else ""


def register_follower(follower: Follower) -> None:
    """Called at start-up by a room that derives rows from those of others."""
    _followers.append(follower)


def followers() -> Sequence[Follower]:
    """All that follow changes."""
    return tuple(_followers)
