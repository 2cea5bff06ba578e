"""Saved views: a page's address under a name, one's own or shown to others. Deleting one deletes no items."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q

from pilothouse.who.people.models import Member, Membership
from pilothouse.who.rows import Row, Viewer


class SavedView(Row):
    """``page`` is the page's name in addresses, ``query`` what follows the question mark there."""

    SHARED = [("private", "only me"), ("team", "my teams and projects"), ("workspace", "the workspace")]
    member = models.ForeignKey(Member, models.PROTECT, related_name="views")
    page = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=2000, blank=True)
    shared = models.CharField(max_length=20, choices=SHARED, default="private")

    private: ClassVar[bool] = True

    class Meta(Row.Meta):
        app_label = "items"
        indexes = [models.Index(fields=["workspace", "page"], name="views_by_page")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        """One's own, those of the workspace, and those of people one shares a team or project with."""
        if viewer.kind == "guest" or viewer.member is None:
            return super().visible(viewer)
        rows = Membership.everything.filter(workspace=viewer.workspace, deleted_at=None)
        units = rows.filter(member=viewer.member).values("unit")
        beside = rows.filter(unit__in=units).values("member")
        return Q(member=viewer.member) | Q(shared="workspace") | Q(shared="team", member__in=beside)

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)

    def unit_of_decision(self) -> Any:
        return None

    def team_ids(self) -> Collection[UUID]:
        """Whose own work it is."""
        return (self.member_id,)


def saved_views(viewer: Viewer, page: str) -> list[dict[str, Any]]:
    """Views of a page: one's own first, then those of others, by name."""
    rows = SavedView.objects.seen_by(viewer).filter(page=page).order_by("name", "id")
    found = [
        {
            "id": str(row.pk),
            "title": row.name,
            "query": row.query,
            "shared": row.shared,
            "own": row.member_id == viewer.member,
        }
        for row in rows
    ]
    return sorted(found, key=lambda row: not row["own"])


def view_rows(viewer: Viewer, filters: Any) -> list[dict[str, Any]]:
    """All views, as other programs read them; ``page`` narrows them."""
    rows = SavedView.objects.seen_by(viewer).order_by("page", "name", "id")
    if filters.get("page"):
        rows = rows.filter(page=filters["page"])
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.name,
            "page": row.page,
            "query": row.query,
            "shared": row.shared,
        }
        for row in rows
    ]
