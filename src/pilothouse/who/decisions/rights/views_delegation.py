"""Who decides in whose place, and for how long."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.who.decisions.rights import queries_delegation


def delegations(request: Any, workspace: str) -> HttpResponse:
    """Rights that are lent, and one's own leave that nobody covers."""
    rows = queries_delegation.delegations(request.viewer)
    here = f"/{workspace}/decisions"
    context = {
        "headline": _headline([row for row in rows if row["now"]]),
        "rows": rows,
        "leave": queries_delegation.uncovered(request.viewer),
        "crumbs": [
            {"label": "Decisions", "url": here},
            {"label": "Rights", "url": f"{here}/rights"},
            {"label": "Delegations", "url": None},
        ],
        "slug": workspace,
    }
    return render(request, "decisions/delegations.jinja", context)


def _headline(now: list[dict[str, Any]]) -> str:
    if not now:
        return "Everybody decides for themselves today"
    if len(now) == 1:
        return f"{now[0]['to']} decides for {now[0]['giver']} today"
    return f"{len(now)} people have others decide in their place today"
