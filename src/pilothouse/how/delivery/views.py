"""The Feature page, the Task page and the Board."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from pilothouse.how.delivery import chain
from pilothouse.how.delivery.boards.moving import move_context
from pilothouse.how.delivery.boards.page import board_context
from pilothouse.who.items.parts import item_parts
from pilothouse.who.items.views_bar import views_bar


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
        crumbs.insert(0, {"label": page["goal"]["title"], "url": f"/{workspace}/i/{page['goal']['key']}"})
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


def boards(request: Any, workspace: str) -> HttpResponseBase:
    """Where does work wait?"""
    context = board_context(request.viewer, request.path, request.GET)
    filters = context["filters"]
    if "add" in request.GET:
        return redirect(filters.url())
    context |= {"slug": workspace, "here": filters.url(), "crumbs": [{"label": "Board", "url": None}]}
    context |= {"saved": views_bar(request.viewer, "boards", filters)}
    return render(request, "delivery/board.jinja", context)


def move_card(request: Any, workspace: str, key: str) -> HttpResponse:
    """Where can this card go? In a dialog when a script asks."""
    asked = request.GET
    context = move_context(request.viewer, key, asked.get("of", ""), asked.get("to", ""))
    if context is None:
        raise Http404
    back = request.GET.get("next", "")
    safe = back.startswith("/") and url_has_allowed_host_and_scheme(back, {request.get_host()})
    context |= {"slug": workspace, "next": back if safe else f"/{workspace}/boards"}
    context |= {"crumbs": [{"label": "Board", "url": f"/{workspace}/boards"}, {"label": key, "url": None}]}
    part = request.headers.get("HX-Request") and not request.headers.get("X-Live")
    return render(request, f"delivery/board_move{'_part' if part else ''}.jinja", context)


def _page(request: Any, workspace: str, template: str, page: dict[str, Any], crumbs: Any) -> HttpResponse:
    context = {
        "crumbs": crumbs,
        "slug": workspace,
        "here": request.path,
        "currency": request.workspace.currency,
    }
    return render(request, template, page | context)
