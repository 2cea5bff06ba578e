"""The Desk."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.together.overview.desk import desk as desk_of
from pilothouse.together.overview.shared import shared


def desk(request: Any, workspace: str) -> HttpResponse:
    """What needs me now, and what moved?"""
    viewer = request.viewer
    context = {"crumbs": [{"label": "Desk", "url": None}], "slug": workspace, "here": request.path}
    context |= {"currency": request.workspace.currency}
    if viewer.kind == "guest":
        context["crumbs"] = []
        return render(request, "overview/shared.jinja", context | shared(viewer))
    return render(request, "overview/desk.jinja", context | desk_of(viewer))
