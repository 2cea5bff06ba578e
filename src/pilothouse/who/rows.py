"""What every table of the house has: an id minted by us, its workspace, a bin, and one way to be read."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.core import checks
from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class Viewer:
    """Who reads or acts: a member of one workspace, or the program itself (``member`` is None there).

    ``kind`` is person, placeholder, service or guest. One who comes in with a token may be held to less:
    ``grant`` is act, propose or read, ``units`` the ids of those it is held to (none: all), ``reach`` those
    and all below them: what lies elsewhere is neither changed nor read.
    A service acts on ``behalf`` of somebody; ``keeper`` answers for what a program may only suggest.
    ``scenario`` is the one they work in: what it would make can be named while it does not exist."""

    member: UUID | None
    workspace: UUID
    name: str
    kind: str = "person"
    grant: str = "act"
    units: tuple[UUID, ...] = ()
    reach: tuple[UUID, ...] = ()
    behalf: UUID | None = None
    keeper: UUID | None = None
    scenario: str = ""


class Unread(RuntimeError):
    """A query was run without saying for whom."""


class SeenQuerySet(models.QuerySet[Any]):
    """Refuses to run before ``seen_by(viewer)`` narrowed it to what that viewer may see."""

    _seen = False

    def seen_by(self, viewer: Viewer) -> Self:
        """What ``viewer`` may see: their workspace, not in the bin, what the model's ``visible`` says, and
        what a token held to units reaches."""
        narrowed: Self = self.filter(workspace=viewer.workspace, deleted_at__isnull=True)
        if visible := self.model.visible(viewer):
            narrowed = narrowed.filter(visible)
        if viewer.units and (in_reach := self.model.in_reach(viewer)):
            narrowed = narrowed.filter(in_reach)
        narrowed._seen = True
        return narrowed

    def _clone(self) -> Self:
        clone: Self = super()._clone()  # type: ignore[misc]
        clone._seen = self._seen
        return clone

    def _must_be_seen(self) -> None:
        if not self._seen:
            raise Unread(f"{self.model.__name__}: call seen_by(viewer) before reading")

    def _fetch_all(self) -> None:
        self._must_be_seen()
        super()._fetch_all()

    def iterator(self, chunk_size: int | None = None) -> Iterator[Any]:
        self._must_be_seen()
        return super().iterator(chunk_size)

    def count(self) -> int:
        self._must_be_seen()
        return super().count()

    def exists(self) -> bool:
        self._must_be_seen()
        return super().exists()

    def aggregate(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self._must_be_seen()
        return super().aggregate(*args, **kwargs)


class Row(models.Model):
    """Base of house tables. ``objects`` asks for a viewer; ``everything`` is for the gate and snapshots."""

    id: Any = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    workspace = models.ForeignKey("people.Workspace", models.PROTECT, related_name="+")
    deleted_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = SeenQuerySet.as_manager()
    everything: ClassVar[Any] = models.Manager()

    untracked: ClassVar[frozenset[str]] = frozenset()
    """Columns that history leaves out: counters that only grow and bulk that can be computed again."""

    private: ClassVar[bool] = False
    """Its values are for few: what history keeps of them, to undo it, is read by nobody."""

    lasting: ClassVar[bool] = False
    """It tells what was: it outlives what it refers to and never keeps that from being deleted."""

    derived: ClassVar[bool] = False
    """Computed from other rows and never undone: kept out of the row differences."""

    class Meta:
        abstract = True
        base_manager_name = "everything"

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        """What of this table the viewer may see inside their workspace. Guests see nothing unless shared."""
        return Q() if viewer.kind != "guest" else Q(pk__in=[])

    @classmethod
    def all_seen_by(cls, viewer: Viewer) -> bool:
        """Whether nothing of this table in their workspace is kept from the viewer, the bin aside."""
        return not cls.visible(viewer) and not (viewer.units and cls.in_reach(viewer))

    @classmethod
    def in_reach(cls, viewer: Viewer) -> Q:
        """What of this table lies in the units of a token; what is of no unit, such as a skill, all read."""
        path = path_to_unit(cls)
        return Q(**{f"{path}__in": viewer.reach}) if path else Q()

    @classmethod
    def named(cls, text: str) -> Q | None:
        """How a person may refer to a row other than by its id; None when this kind has no names."""
        return None

    @classmethod
    def kept_from_undo(cls, change: Any, going: Container[UUID]) -> str:
        """Why a change of a row cannot be taken back although the row is as that left it; "" where it can.
        ``going`` are the rows that are taken back with it."""
        return ""

    def unit_of_decision(self) -> Any:
        """The unit whose matrix and role holders decide about this row; None: the whole organisation."""
        return getattr(self, "unit", None)


@cache
def path_to_unit(model: type[models.Model]) -> str:
    """The shortest way along what a row must name to the unit it lies in, as a lookup; "" without one."""
    ways: list[tuple[str, Any]] = [("", model)]
    seen = {model}
    for way, at in ways:
        for field in at._meta.concrete_fields:
            if field.is_relation and field.name == "unit":
                return f"{way}unit"
            if field.is_relation and not field.null and field.related_model not in seen:
                seen.add(field.related_model)
                ways.append((f"{way}{field.name}__", field.related_model))
    return ""


@checks.register()
def every_row_says_who_sees_it(app_configs: Any, **kwargs: Any) -> list[checks.CheckMessage]:
    """Every table of a room must be a ``Row`` with ``visible``."""
    from django.apps import apps

    ours = [m for m in apps.get_models() if m.__module__.startswith("pilothouse.")]
    return [
        checks.Error(f"{model.__name__} has no visible(viewer)", id="pilothouse.E001", obj=model)
        for model in ours
        if not hasattr(model, "visible")
    ]
