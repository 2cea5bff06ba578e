"""The Risks page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.when.risks.register import register_context
from pilothouse.who.items.views_bar import views_bar


def risks(request: Any, workspace: str) -> HttpResponse:
    """What could hurt, how much, who acts by when?"""
    page = register_context(request.viewer, request.path, request.GET)
    here = page["filters"].url()
    context = {"crumbs": [{"label": "Risks", "url": None}], "slug": workspace, "here": here}
    context |= {"saved": views_bar(request.viewer, "risks", page["filters"])}
    return render(request, "risks/risks.jinja", page | context | {"currency": request.workspace.currency})
