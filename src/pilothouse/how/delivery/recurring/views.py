"""Work that comes back."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.how.delivery.recurring.queries import headline, recurring_page


def recurring(request: Any, workspace: str) -> HttpResponse:
    """Which work comes back, and when next?"""
    rows = recurring_page(request.viewer)
    board = {"label": "Board", "url": f"/{workspace}/boards"}
    context = {
        "rows": rows,
        "headline": headline(rows),
        "slug": workspace,
        "here": request.path,
        "crumbs": [board, {"label": "Recurring work", "url": None}],
    }
    return render(request, "delivery/recurring.jinja", context)
