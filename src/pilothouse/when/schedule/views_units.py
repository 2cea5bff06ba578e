"""Releases and milestones, and two moments of a project compared."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.when.schedule.pages.compared import compared_context
from pilothouse.when.schedule.pages.milestone import milestone_context
from pilothouse.when.schedule.pages.releases import release_context, releases_context
from pilothouse.who.items.parts import item_parts
from pilothouse.who.items.views_bar import views_bar
from pilothouse.who.rows import Viewer

Context = dict[str, Any]


def releases(request: Any, workspace: str) -> HttpResponseBase:
    """What comes out, when, and how sure?"""
    return _list(request, workspace, releases_context, "releases", "Releases")


def compared(request: Any, workspace: str, project: str) -> HttpResponse:
    """What has changed between two moments of a project, and what moved its date?"""
    context = compared_context(request.viewer, project, request.GET)
    title = context["project"]["title"] if context else ""
    crumbs = [("Projects", "projects"), (title, f"projects/{project}"), ("Compare", "")]
    return _page(request, workspace, context, "compared", crumbs)


def release(request: Any, workspace: str, key: str) -> HttpResponse:
    """What comes out together, and is it ready by its target?"""
    context = _hung(request, workspace, release_context(request.viewer, key), "release")
    return _page(request, workspace, context, "release", [("Releases", "releases"), (key, "")])


def milestone(request: Any, workspace: str, key: str) -> HttpResponse:
    """When is this reached, and what does it wait for?"""
    context = _hung(request, workspace, milestone_context(request.viewer, key), "milestone")
    return _page(request, workspace, context, "milestone", [("Plan", "plan"), (key, "")])


def _list(
    request: Any,
    workspace: str,
    ask: Callable[[Viewer, str, Mapping[str, str]], Context],
    name: str,
    label: str,
) -> HttpResponseBase:
    context = ask(request.viewer, request.path, request.GET)
    filters = context["filters"]
    if "add" in request.GET:
        return redirect(filters.url())
    context |= {"saved": views_bar(request.viewer, name, filters), "here": filters.url()}
    return _page(request, workspace, context, name, [(label, "")])


def _hung(request: Any, workspace: str, context: Context | None, name: str) -> Context | None:
    """With what hangs on the item: words, labels, files, links."""
    return context and context | {"hanging": item_parts(request.viewer, context[name]["id"], workspace)}


def _page(
    request: Any, workspace: str, context: Context | None, name: str, crumbs: list[tuple[str, str]]
) -> HttpResponse:
    if context is None:
        raise Http404
    shell = {
        "slug": workspace,
        "here": request.path,
        "currency": request.workspace.currency,
        "crumbs": [
            {"label": label, "url": f"/{workspace}/{path}" if path else None} for label, path in crumbs
        ],
    }
    return render(request, f"schedule/{name}.jinja", shell | context)
