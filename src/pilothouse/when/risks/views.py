"""The Risks page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.when.risks import exposure


def risks(request: Any, workspace: str) -> HttpResponse:
    """What could hurt, how much, who acts by when?"""
    page = exposure.by_exposure(request.viewer)
    context = {"crumbs": [{"label": "Risks", "url": None}], "slug": workspace, "here": request.path}
    return render(request, "risks/risks.jinja", page | context | {"currency": request.workspace.currency})
