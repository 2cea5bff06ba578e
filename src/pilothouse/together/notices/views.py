"""The page of notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from pilothouse.together.notices import queries
from pilothouse.together.notices.doors.telling import mark_read


def notices(request: Any, workspace: str) -> HttpResponse:
    """What happened that concerns me?"""
    rows = queries.notices(request.viewer)
    context = {
        "rows": rows,
        "new": sum(row["unread"] for row in rows),
        "mutes": queries.mutes(request.viewer, {}),
        "crumbs": [{"label": "Notices", "url": None}],
        "slug": workspace,
        "here": request.path,
    }
    return render(request, "notices/notices.jinja", context)


@require_POST
def read(request: Any, workspace: str) -> HttpResponse:
    """Mark one notice as read and go to what it is about, or all of them."""
    id = request.POST.get("notice", "")
    mark_read(request.viewer, [id] if _is_id(id) else None)
    row = next((r for r in queries.notices(request.viewer) if r["id"] == id), None) if id else None
    goal = row["path"] if row and row["path"] and "go" in request.POST else f"/{workspace}/notices"
    return HttpResponseRedirect(goal, status=303)


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
