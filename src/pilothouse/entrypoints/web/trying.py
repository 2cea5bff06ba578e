"""While somebody works in a scenario: what they decide on a form goes into it, facts are saved as always.

And what was tried, in scenarios or by a page, put before others as the options of one proposal."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_POST

from pilothouse.commands import Command, Outcome, Refused
from pilothouse.entrypoints.forms.form import Form, read_form
from pilothouse.entrypoints.perform import Order, perform, wake_all
from pilothouse.entrypoints.web import answers
from pilothouse.entrypoints.web.shell import add_toast, drawn
from pilothouse.who.decisions.proposals.collecting import collectable, is_decision, refuse_full
from pilothouse.who.decisions.proposals.side_by_side import Labelled, suggest_options
from pilothouse.who.decisions.scenarios.as_options import suggest_side_by_side
from pilothouse.who.decisions.scenarios.queries import ScenarioRow, scenario
from pilothouse.who.decisions.scenarios.trying import entered
from pilothouse.who.rows import Viewer

Again = Callable[[Any, Form, Refused], HttpResponseBase]
MEANT = ("suggest", "basket")
"""Buttons of a form by which it is meant, scenario or not."""


def tried(request: Any, command: type[Command], again: Again) -> HttpResponseBase | None:
    """The answer to a form that went into the scenario; None without one, or when it is no decision."""
    row = _into(request, command)
    if row is None:
        return None
    form, payload, _ = read_form(command, gathering(request, command), request.POST)
    if form.errors:
        return again(request, form, Refused("Check the marked fields."))
    try:
        outcome = _put(request, row, command, [payload])
    except Refused as refused:
        return again(request, form, refused)
    return _answer(request, form, _toast(request, row, outcome))


def gathering(request: Any, command: type[Command]) -> Viewer:
    """The viewer, who may name in a form what the scenario they work in would make."""
    viewer: Viewer = request.viewer
    row = _into(request, command)
    return replace(viewer, scenario=row.id) if row else viewer


def tried_many(
    request: Any, command: type[Command], subject: str, names: Sequence[str], payload: dict[str, Any]
) -> HttpResponseBase | None:
    """The same for one command over many objects. Raises Refused when one of them does not work."""
    row = _into(request, command)
    if row is None:
        return None
    outcome = _put(request, row, command, [{**payload, subject: name} for name in names])
    add_toast(request, **_toast(request, row, outcome))
    goal = answers.safe_next(request, request.POST.get("next", ""))
    return answers.SeeOther(goal or f"/{request.workspace.slug}/scenarios/{row.id}")


@require_POST
def suggest_scenarios(request: Any, workspace: str) -> HttpResponseBase:
    """Several scenarios become one proposal, each an option of it."""
    ids, why = request.POST.getlist("with"), request.POST.get("why", "")[:4000]
    return _suggested(request, suggest_side_by_side(ids, request.viewer, "web", why))


@require_POST
def suggest_ways(request: Any, workspace: str) -> HttpResponseBase:
    """Ways that a page worked out become one proposal, each an option of it."""
    title, why = request.POST.get("title", "")[:500], request.POST.get("why", "")[:4000]
    options = [_way(text) for text in request.POST.getlist("option")]
    if not options:
        raise Refused("There is nothing to suggest. Load the page anew: the plan may have moved.")
    return _suggested(request, suggest_options(title, options, request.viewer, "web", why))


def _way(text: str) -> Labelled:
    """An option as a page sends it. Raises Refused for what a draft may not hold."""
    try:
        told = json.loads(text)
        label, edits = (
            str(told["label"])[:200],
            [(one["name"], dict(one["payload"])) for one in told["edits"]],
        )
    except (ValueError, TypeError, KeyError) as error:
        raise Refused("This is no way that a page worked out. Load the page anew.") from error
    refuse_full(len(edits))
    return label, [collectable(str(name), payload) for name, payload in edits]


def _suggested(request: Any, outcome: Outcome) -> HttpResponseBase:
    wake_all()
    add_toast(request, **answers.toast_of(request, outcome))
    return answers.SeeOther(f"/{request.workspace.slug}/{outcome.proposal}")


def _into(request: Any, command: type[Command]) -> ScenarioRow | None:
    if not is_decision(command.meta.name) or any(name in request.POST for name in MEANT):
        return None
    return entered(request)


def _put(
    request: Any, row: ScenarioRow, command: type[Command], payloads: Sequence[dict[str, Any]]
) -> Outcome:
    name = command.meta.name
    order = Order([(name, payload) for payload in payloads], scenario=row.id)
    return perform(order, request.viewer, "web")


def _toast(request: Any, row: ScenarioRow, outcome: Outcome) -> dict[str, Any]:
    here = f"/{request.workspace.slug}/"
    now = scenario(request.viewer, row.id)
    last = now.edits[-1]["sentence"] if now and now.edits else ""
    text = f"Only in {row.title}, not true yet: {last[:1].lower()}{last[1:]}."
    return {"text": text, "link": f"{here}scenarios/{row.id}", "undo": f"{here}undo/{outcome.group}"}


def _answer(request: Any, form: Form, toast: dict[str, Any]) -> HttpResponseBase:
    goal = answers.safe_next(request, request.POST.get("next", ""))
    if not answers.wants_part(request):
        add_toast(request, **toast)
        return answers.SeeOther(goal or answers.back(request, form, ""))
    if form.only:
        context = answers.as_it_stands(request, form) | {"toast": drawn(toast)}
        return render(request, "web/edited.jinja", context, status=202)
    if goal:
        add_toast(request, **toast)
        return HttpResponse(status=204, headers={"HX-Redirect": goal})
    return render(request, "web/toast_part.jinja", {"toast": drawn(toast)}, status=202)
