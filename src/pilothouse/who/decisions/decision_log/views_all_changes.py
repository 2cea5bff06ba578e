"""All changes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.who.decisions.decision_log.all_changes import changes_page
from pilothouse.who.items.views_bar import views_bar


def changes(request: Any, workspace: str) -> HttpResponseBase:
    """What was changed, by whom, when and why?"""
    page = changes_page(request.viewer, request.path, request.GET)
    here = page["filters"].url()
    if "add" in request.GET:
        return redirect(here)
    crumbs = [{"label": "All changes", "url": None}]
    if item := page["item"]:
        crumbs.insert(0, {"label": item.title, "url": f"/{workspace}/i/{item.key}"})
    context = {"crumbs": crumbs, "slug": workspace, "here": here}
    context |= {"saved": views_bar(request.viewer, "history", page["filters"])}
    return render(request, "decisions/changes.jinja", page | context)
