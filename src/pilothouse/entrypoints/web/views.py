"""The derived pages: a command's form, what became of it, undo, and the address every item has for ever."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.views.decorators.http import require_http_methods, require_POST

from pilothouse.commands import Command, Outcome, Refused
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.forms.form import Form, blank_form, read_form
from pilothouse.entrypoints.perform import Order, open_command, perform, request_name
from pilothouse.entrypoints.shapes import has_form
from pilothouse.entrypoints.uploads import with_files
from pilothouse.entrypoints.web import answers
from pilothouse.entrypoints.web.areas import first_page
from pilothouse.entrypoints.web.signing_in import stay
from pilothouse.entrypoints.web.trying import gathering, tried
from pilothouse.who.items.kinds import Kind, all_kinds


@require_http_methods(["GET", "HEAD", "POST"])
def do(request: Any, workspace: str, command: str) -> HttpResponseBase:
    """A command's form, and doing it."""
    found = open_command(command)
    if not has_form(found):
        raise Refused(f"{found.meta.title}: this has a page of its own, or is done by programs.", status=404)
    if request.method == "POST":
        return tried(request, found, _again) or _done(request, found)
    return _form_page(request, blank_form(found, gathering(request, found), request.GET), request.GET)


def _done(request: Any, command: type[Command]) -> HttpResponseBase:
    try:
        data = with_files(command, request.POST, request.FILES)
    except Refused as refused:
        return _again(request, read_form(command, request.viewer, request.POST)[0], refused)
    form, payload, seen = read_form(command, request.viewer, data)
    if form.errors:
        return _form_page(request, form, request.POST, status=422)
    suggest, basket = "suggest" in request.POST, "basket" in request.POST
    why = "" if form.says_why else request.POST.get("why", "").strip()[:4000]
    order = Order([(command.meta.name, payload)], seen=seen, why=why, suggest=suggest, basket=basket)
    order = replace(order, request=request_name(request.POST.get("once", ""), order))
    try:
        outcome = perform(order, request.viewer, "web")
    except Refused as refused:
        return _again(request, form, refused)
    stay(request, outcome, secret=any(shape.kind == "secret" for shape in form.shapes()))
    return answers.after(request, form, outcome)


def _again(request: Any, form: Form, refused: Refused) -> HttpResponseBase:
    """The form once more with what to mend, or the page of what moved; refusals that no field can mend get
    their own page."""
    if refused.status == 403 or (refused.status == 404 and not refused.faults):
        raise refused
    if refused.look and not answers.wants_part(request):
        return answers.look_again(request, refused)
    form.moved(refused.stale)
    form.refuse(refused)
    part = answers.wants_part(request) and refused.status == 404
    return _form_page(request, form, request.POST, status=422 if part else refused.status)


def _form_page(request: Any, form: Form, data: Any, status: int = 200) -> HttpResponse:
    part = answers.wants_part(request)
    context = {
        "form": form,
        "command": form.command.meta,
        "headline": form.command.meta.title,
        "lede": str(form.subject) if form.subject is not None else "",
        "about": answers.page_of(request, form),
        "widgets": form.widgets(),
        "action": request.path,
        "next": answers.safe_next(request, data.get("next", "")),
        "once": data.get("once") or str(uuid4()),
        "why": data.get("why", ""),
        "cancel": answers.back(request, form, data.get("next", "")),
        "crumbs": [{"label": form.command.meta.title, "url": None}],
        "title": f"Error: {form.command.meta.title}" if status >= 400 else form.command.meta.title,
    }
    return render(request, "web/form_part.jinja" if part else "web/form.jinja", context, status=status)


@require_POST
def undo(request: Any, workspace: str, group: str) -> HttpResponseBase:
    """Take back a change by its history group."""
    try:
        outcome: Outcome = perform(Order([("history.undo", {"group": group})]), request.viewer, "web")
    except Refused as refused:
        if not answers.wants_part(request):
            raise
        toast = {"text": refused.message, "tone": "bad"}
        return render(
            request, "web/toast.jinja", {"toast": toast}, status=409 if refused.status == 409 else 422
        )
    return answers.after_undo(request, outcome)


def item(request: Any, workspace: str, key: str) -> HttpResponseBase:
    """The page of an item, under every key it ever had: its room's at ``<plural>/<key>``, else derived."""
    found = queries.item_named(key, request.viewer)
    if found is None:
        return _record(workspace, key)
    kind, here = all_kinds().get(found[0]), f"/{workspace}/i/{found[1]}"
    if key != found[1]:
        return redirect(here)
    if kind is None:
        raise Http404
    page = kind.page(workspace, key) if kind.page else here
    if page not in ("", here):
        return redirect(page)
    if (match := _resolved(f"/{workspace}/{kind.plural}/{key}")) is not None:
        answer: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        return answer
    return _derived_page(request, kind, key)


def _record(workspace: str, key: str) -> HttpResponseBase:
    """A key that is no item's may be a proposal's, which has an address of its own."""
    if _resolved(f"/{workspace}/{key.upper()}") is None:
        raise Http404
    return redirect(f"/{workspace}/{key.upper()}")


def _resolved(path: str) -> Any:
    try:
        return resolve(path)
    except Resolver404:
        return None


def _derived_page(request: Any, kind: Kind, key: str) -> HttpResponse:
    """What the registry knows of an item, and what can be done with it."""
    row = next((row for row in kind.rows(request.viewer, {"key": key}) if row["key"] == key), None)
    if row is None:
        raise Http404
    context = {
        "headline": row["title"],
        "crumbs": [{"label": key, "url": None}],
        "live": f"{kind.name}:{row['id']}",
        "facts": answers.facts(row),
        "actions": answers.actions(kind.model, f"/{request.workspace.slug}/", key),
    }
    return render(request, "web/item.jinja", context)


def workspace_home(request: Any, workspace: str) -> HttpResponseBase:
    """The Desk."""
    page = first_page(workspace)
    return redirect(page) if page else render(request, "web/home.jinja", {"headline": request.workspace.name})


def home(request: HttpRequest) -> HttpResponseBase:
    """The signed-in person's workspace; with several, a list."""
    if not request.user.is_authenticated:
        return redirect("set-up" if queries.is_empty() else "sign-in")
    found = queries.workspaces_of(request.user)
    return redirect(f"/{found[0].slug}/") if len(found) == 1 else you(request)


def you(request: HttpRequest) -> HttpResponseBase:
    """Where the signed-in person is a member, and the way out."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    context = {"headline": request.user.get_username(), "workspaces": queries.workspaces_of(request.user)}
    return render(request, "web/workspaces.jinja", context)
