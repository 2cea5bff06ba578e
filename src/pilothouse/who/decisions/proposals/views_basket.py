"""The basket: what somebody gathered and has not suggested yet."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.who.decisions.proposals import queries_basket


def basket(request: Any, workspace: str) -> HttpResponse:
    """What lies in it; with ``impact`` also what it would do to the plan."""
    viewer = request.viewer
    rows = queries_basket.contents(viewer)
    context = {
        "headline": _headline(len(rows)),
        "rows": rows,
        "seen": queries_basket.impact_of(viewer) if rows and "impact" in request.GET else None,
        "open_proposals": queries_basket.open_proposals(viewer),
        "crumbs": [
            {"label": "Decisions", "url": f"/{workspace}/decisions"},
            {"label": "Basket", "url": None},
        ],
        "slug": workspace,
    }
    return render(request, "decisions/basket.jinja", context)


def _headline(count: int) -> str:
    if not count:
        return "Your basket is empty"
    return f"You have gathered {count} {'change' if count == 1 else 'changes'}, not yet suggested"
