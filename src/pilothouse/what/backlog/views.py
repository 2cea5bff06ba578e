"""The Backlog page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.what.backlog import ranking


def backlog(request: Any, workspace: str) -> HttpResponse:
    """What is worth doing next, and when is it done?"""
    page = ranking.ranked(request.viewer)
    context = {"crumbs": [{"label": "Backlog", "url": None}], "slug": workspace, "here": request.path}
    return render(request, "backlog/backlog.jinja", page | context)
