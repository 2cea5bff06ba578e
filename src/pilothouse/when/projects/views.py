"""The Projects page, that of one project, and those beside it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render

from pilothouse.when.projects.closing.page import closing_context, lessons_context
from pilothouse.when.projects.pages.brief import brief_context
from pilothouse.when.projects.pages.listed import projects_context
from pilothouse.when.projects.pages.whole import project_context
from pilothouse.when.projects.programmes.page import programme_context, programmes_context
from pilothouse.when.projects.raci.page import raci_context
from pilothouse.who.items.views_bar import views_bar

Context = dict[str, Any]


def projects(request: Any, workspace: str) -> HttpResponseBase:
    """How do the projects stand?"""
    context = projects_context(request.viewer, request.path, request.GET)
    filters = context["filters"]
    if "add" in request.GET:
        return redirect(filters.url())
    context |= {"saved": views_bar(request.viewer, "projects", filters), "here": filters.url()}
    return _page(request, workspace, "projects", context, [("Projects", "")])


def project(request: Any, workspace: str, project: str) -> HttpResponse:
    """What is this project for, when is it done, and who is on it?"""
    return _of(request, workspace, "project", project_context(request.viewer, project), "")


def brief(request: Any, workspace: str, project: str) -> HttpResponse:
    """Why is this done, what is success, and what is meant by it and what not?"""
    return _of(request, workspace, "brief", brief_context(request.viewer, project), "Brief")


def responsibilities(request: Any, workspace: str, project: str) -> HttpResponse:
    """Who does what, and who answers for it?"""
    return _of(request, workspace, "raci", raci_context(request.viewer, project), "Responsibilities")


def closing(request: Any, workspace: str, project: str) -> HttpResponse:
    """Did it succeed, what did it teach, and what becomes of what is open?"""
    return _of(request, workspace, "closing", closing_context(request.viewer, project), "Closing")


def lessons(request: Any, workspace: str) -> HttpResponse:
    """What did projects teach?"""
    crumbs = [("Projects", "projects"), ("Lessons", "")]
    return _page(request, workspace, "lessons", lessons_context(request.viewer), crumbs)


def programmes(request: Any, workspace: str) -> HttpResponse:
    """Which projects belong together, and when is all of it done?"""
    crumbs = [("Projects", "projects"), ("Programmes", "")]
    return _page(request, workspace, "programmes", programmes_context(request.viewer), crumbs)


def programme(request: Any, workspace: str, programme: str) -> HttpResponse:
    """When are its projects done together, and whom do they share?"""
    context = programme_context(request.viewer, programme)
    if context is None:
        raise Http404
    crumbs = [("Programmes", "programmes"), (context["programme"]["title"], "")]
    return _page(request, workspace, "programme", context, crumbs)


def _of(request: Any, workspace: str, name: str, context: Context | None, label: str) -> HttpResponse:
    """A page of one project; below the project's own when it has a label."""
    if context is None:
        raise Http404
    row = context["project"]
    crumbs = [("Projects", "projects"), (row["title"], f"projects/{row['id']}" if label else "")]
    return _page(request, workspace, name, context, [*crumbs, *([(label, "")] if label else [])])


def _page(
    request: Any, workspace: str, name: str, context: Context, crumbs: list[tuple[str, str]]
) -> HttpResponse:
    links = [{"label": label, "url": f"/{workspace}/{path}" if path else None} for label, path in crumbs]
    shell = {"slug": workspace, "here": request.path, "currency": request.workspace.currency, "crumbs": links}
    return render(request, f"projects/{name}.jinja", shell | context)
