"""The Feature page and the Task page."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from pilothouse.how.delivery import chain
from pilothouse.who.items.parts import item_parts


def feature(request: Any, workspace: str, key: str) -> HttpResponse:
    """Why this, what exactly, how, when, and what is being proposed?"""
    page = chain.feature(request.viewer, key)
    if page is None:
        raise Http404
    crumbs = [
        {"label": "Backlog", "url": f"/{workspace}/backlog"},
        {"label": page["feature"]["key"], "url": None},
    ]
    if page["goal"]:
        crumbs.insert(0, {"label": page["goal"]["title"], "url": f"/{workspace}/goals#{page['goal']['key']}"})
    page = page | {"hanging": item_parts(request.viewer, page["feature"]["id"], workspace)}
    return _page(request, workspace, "delivery/feature.jinja", page, crumbs)


def task(request: Any, workspace: str, key: str) -> HttpResponse:
    """What is this piece of work for, who does it, and when is it done?"""
    page = chain.task(request.viewer, key)
    if page is None:
        raise Http404
    crumbs = [{"label": "Plan", "url": f"/{workspace}/plan"}, {"label": page["task"]["key"], "url": None}]
    if page["feature"]:
        of = page["feature"]
        crumbs.insert(1, {"label": of["title"], "url": f"/{workspace}/features/{of['key']}"})
    people = tuple(person["id"] for person in page["task"]["people"])
    page = page | {"hanging": item_parts(request.viewer, page["task"]["id"], workspace, people)}
    return _page(request, workspace, "delivery/task.jinja", page, crumbs)


def _page(request: Any, workspace: str, template: str, page: dict[str, Any], crumbs: Any) -> HttpResponse:
    context = {
        "crumbs": crumbs,
        "slug": workspace,
        "here": request.path,
        "currency": request.workspace.currency,
    }
    return render(request, template, page | context)
