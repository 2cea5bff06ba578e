"""The definition of done."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.how.engineering import queries


def definition(request: Any, workspace: str) -> HttpResponse:
    """What must hold before work counts as done, and where was it waived?"""
    rows = queries.definitions(request.viewer)
    context = {
        "rows": rows,
        "waivers": queries.waivers(request.viewer, {}),
        "suggested": queries.SUGGESTED,
        "headline": queries.headline(rows),
        "slug": workspace,
        "here": request.path,
        "crumbs": [
            {"label": "Engineering", "url": f"/{workspace}/engineering"},
            {"label": "Definition of done", "url": None},
        ],
    }
    return render(request, "engineering/done.jinja", context)
