"""The Backlog page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.what.backlog.comparing import compare_context
from pilothouse.what.backlog.listing import backlog_context
from pilothouse.who.items.views_bar import views_bar


def backlog(request: Any, workspace: str) -> HttpResponseBase:
    """What is worth doing next, and when is it done?"""
    page = backlog_context(request.viewer, request.path, request.GET)
    if "add" in request.GET:
        return redirect(page["filters"].url())
    here = request.get_full_path()
    context = {"crumbs": [{"label": "Backlog", "url": None}], "slug": workspace, "here": here}
    saved = {"saved": views_bar(request.viewer, "backlog", page["filters"])}
    return render(request, "backlog/backlog.jinja", page | context | saved)


def compare(request: Any, workspace: str) -> HttpResponseBase:
    """Which of two features is worth more, and what would tell?"""
    keys = [key for text in request.GET.getlist("on") for key in text.split(",") if key]
    crumbs = [{"label": "Backlog", "url": f"/{workspace}/backlog"}, {"label": "Compare", "url": None}]
    context = {"crumbs": crumbs, "slug": workspace, "here": request.get_full_path()}
    return render(request, "backlog/compare.jinja", context | compare_context(request.viewer, keys))
