"""One command over the selected rows of a list: its form, and what became of each."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from pilothouse.commands import Command, Refused
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.bulk import Many, do_to_many, subject_of
from pilothouse.entrypoints.forms.form import Form, blank_form, read_form
from pilothouse.entrypoints.perform import open_command
from pilothouse.entrypoints.shapes import has_form
from pilothouse.entrypoints.web import answers
from pilothouse.entrypoints.web.shell import add_toast
from pilothouse.entrypoints.web.trying import gathering, tried_many

SHOWN = 12
"""So many of the selected are named."""


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: Any, workspace: str) -> HttpResponseBase:
    """The form of a command for all that is selected; doing it."""
    data = request.POST if request.method == "POST" else request.GET
    if not data.get("command"):
        return answers.SeeOther(f"/{workspace}/")
    command = open_command(data.get("command", ""))
    subject_of(command)
    names = [name for text in data.getlist("on") for name in text.split(",") if name]
    if not has_form(command):
        raise Refused(f"{command.meta.title} is done by programs.", status=404)
    if not names:
        return _nothing(request, data)
    if request.method == "POST":
        return _done(request, command, names)
    form = blank_form(command, gathering(request, command), request.GET, many=True)
    return _form(request, form, names, data)


def _done(request: Any, command: type[Command], names: list[str]) -> HttpResponseBase:
    form, payload, _ = read_form(command, gathering(request, command), request.POST, many=True)
    if form.errors:
        return _form(request, form, names, request.POST, 422)
    try:
        if (answer := tried_many(request, command, subject_of(command), names, payload)) is not None:
            return answer
        many = do_to_many(
            command.meta.name, names, payload, request.viewer, "web", suggest="suggest" in request.POST
        )
    except Refused as refused:
        if refused.status == 403:
            raise
        form.refuse(refused)
        return _form(request, form, names, request.POST, refused.status)
    return _told(request, command, many)


def _told(request: Any, command: type[Command], many: Many) -> HttpResponseBase:
    """A toast when all went the same way; else a page that tells each."""
    here = f"/{request.workspace.slug}/"
    goal = answers.safe_next(request, request.POST.get("next", "")) or here
    if not many.failed and not many.proposed:
        add_toast(request, f"{command.meta.title}: {many}.", undo=f"{here}undo/{many.group}")
        return answers.SeeOther(goal)
    context = {
        "headline": f"{many}"[:1].upper() + f"{many}"[1:] if not many.failed else _headline(many),
        "many": many,
        "command": command.meta,
        "undo": f"{here}undo/{many.group}" if many.group else "",
        "goal": goal,
        "slug": request.workspace.slug,
        "names": _names(request, command, [*many.done, *(name for name, _ in many.failed), *_proposed(many)]),
        "crumbs": [{"label": command.meta.title, "url": None}],
    }
    nothing = not many.done and not many.proposed
    return render(request, "web/bulk_told.jinja", context, status=422 if nothing else 200)


def _headline(many: Many) -> str:
    parts = [f"{len(many.done)} done"] if many.done else []
    parts += [f"{len(names)} became {key}" for key, names in many.proposed.items()]
    return ", ".join([*parts, f"{len(many.failed)} failed"])


def _proposed(many: Many) -> list[str]:
    return [name for names in many.proposed.values() for name in names]


def _form(request: Any, form: Form, names: list[str], data: Any, status: int = 200) -> HttpResponse:
    command = form.command
    context = {
        "form": form,
        "command": command.meta,
        "headline": f"{command.meta.title}: {len(names)} selected",
        "widgets": form.widgets(),
        "names": names,
        "called": _names(request, command, names[:SHOWN]),
        "more": max(len(names) - SHOWN, 0),
        "action": request.path,
        "next": answers.safe_next(request, data.get("next", "")),
        "crumbs": [{"label": command.meta.title, "url": None}],
    }
    return render(request, "web/bulk.jinja", context, status=status)


def _nothing(request: Any, data: Any) -> HttpResponseBase:
    add_toast(request, "Nothing is selected. Tick some rows first.", tone="bad")
    return answers.SeeOther(answers.safe_next(request, data.get("next", "")) or f"/{request.workspace.slug}/")


def _names(request: Any, command: type[Command], names: list[str]) -> dict[str, str]:
    """How people call what those keys and ids mean."""
    return queries.called(command, subject_of(command), names, request.viewer)
