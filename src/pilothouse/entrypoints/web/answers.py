"""What a browser is told after a command: where to go, what was done, who decides, how to undo."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from pilothouse.commands import Outcome, Refused, Span, all_commands, labelled, refs_of
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.forms.form import Form
from pilothouse.entrypoints.forms.locale import write_number
from pilothouse.entrypoints.forms.values import shown
from pilothouse.entrypoints.shapes import is_id
from pilothouse.entrypoints.web.shell import add_toast, drawn
from pilothouse.ui.filters import day

DATED = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+([+-]\d\d:\d\d|Z))?")
"""A day or a moment, as rows tell them."""


class SeeOther(HttpResponseRedirect):
    """Go there with GET."""

    status_code = 303


def wants_part(request: Any) -> bool:
    """Whether a script asks, to put the answer into the page."""
    return bool(request.headers.get("HX-Request"))


def safe_next(request: Any, url: str) -> str:
    """The address to go to afterwards, if it is one of ours."""
    return url if url.startswith("/") and url_has_allowed_host_and_scheme(url, {request.get_host()}) else ""


def back(request: Any, form: Form, url: str) -> str:
    """Where a form leads when it is left: as asked, else the page of what it is about."""
    return safe_next(request, url) or page_of(request, form) or f"/{request.workspace.slug}/"


def page_of(request: Any, form: Form) -> str:
    """The page of what a form is about, if it has one."""
    key = getattr(getattr(form.subject, "item", None), "key", None) or getattr(form.subject, "key", None)
    found = key and queries.item_named(key, request.viewer)
    return f"/{request.workspace.slug}/i/{key}" if found else ""


def after(request: Any, form: Form, outcome: Outcome) -> HttpResponseBase:
    """The answer to a form that was taken."""
    toast = toast_of(request, outcome)
    if outcome.told_once:
        return _told_once(request, form, outcome)
    if wants_part(request):
        return _part(request, form, outcome, toast)
    goal = safe_next(request, request.POST.get("next", ""))
    if outcome.status == "proposed" and not goal:
        return render(request, "web/proposed.jinja", _proposed(request, outcome), status=202)
    add_toast(request, **toast)
    return SeeOther(goal or back(request, form, ""))


def _told_once(request: Any, form: Form, outcome: Outcome) -> HttpResponseBase:
    """Secrets made by the change: a page that shows them, once. Paths are told as whole addresses."""
    whole = {
        name: request.build_absolute_uri(value) if value.startswith("/") else value
        for name, value in outcome.told_once.items()
    }
    goal = safe_next(request, request.POST.get("next", "")) or back(request, form, "")
    context = {
        "headline": f"You {outcome.sentence}",
        "secrets": [(labelled(form.command, name), value) for name, value in whole.items()],
        "goal": goal,
        "crumbs": [{"label": form.command.meta.title, "url": None}],
    }
    return render(request, "web/told_once.jinja", context)


def look_again(request: Any, refused: Refused) -> HttpResponseBase:
    """The page of what moved meanwhile, where it can be decided again."""
    add_toast(request, refused.message, tone="bad")
    return SeeOther(f"/{request.workspace.slug}/{refused.look}")


def after_undo(request: Any, outcome: Outcome) -> HttpResponseBase:
    """The answer to an undo: a toast, here or on the page it was asked from."""
    toast = toast_of(request, outcome)
    if wants_part(request):
        return render(request, "web/toast.jinja", {"toast": drawn(toast)}, status=_status(outcome))
    add_toast(request, **toast)
    return SeeOther(safe_next(request, request.POST.get("next", "")) or _referer(request))


def actions(model: str, here: str, key: str) -> list[dict[str, str]]:
    """What can be done with a row of that table, as links to forms."""
    commands = [c for c in all_commands().values() if c.meta.subject and c.meta.permission != "system"]
    about = [c for c in commands if refs_of(c)[c.meta.subject or ""].kind == model]
    return [
        {"label": c.meta.title, "url": f"{here}do/{c.meta.name}?{urlencode({'subject': key})}"} for c in about
    ]


def facts(row: dict[str, Any]) -> list[dict[str, str]]:
    """A plain row's values in words; ids, empty values and what is told by the headline left out."""
    found = []
    for name, value in row.items():
        if name not in {"id", "title"} and (text := _in_words(value)):
            label = name.removesuffix("_name").removesuffix("_at").replace("_", " ").capitalize()
            found.append({"label": label, "value": text})
    return found


def _in_words(value: Any) -> str:
    if value is None or value == "" or isinstance(value, UUID):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return write_number(value)
    if isinstance(value, list):
        return ", ".join(text for one in value if (text := _in_words(one)))
    if isinstance(value, dict):
        if {"optimistic", "likely", "pessimistic"} <= value.keys():
            return Span(**value).in_days()
        return str(value.get("title") or value.get("name") or "")
    if DATED.fullmatch(str(value)):
        return day(str(value))
    return "" if is_id(str(value)) else str(value)


def toast_of(request: Any, outcome: Outcome) -> dict[str, Any]:
    """What became of it, with undo or the way to the proposal."""
    here = f"/{request.workspace.slug}/"
    if outcome.status == "proposed":
        text = f"Suggested as {outcome.proposal}, not yet in effect. {whose_say(outcome)}"
        return {"text": text, "link": f"{here}{outcome.proposal}"}
    if outcome.status == "kept":
        text = f"In your basket: {outcome.sentence}."
        return {"text": text, "link": f"{here}basket", "undo": f"{here}undo/{outcome.group}"}
    told = f" Told: {_few(outcome.told)}." if outcome.told else ""
    return {"text": f"You {outcome.sentence}.{told}", "undo": f"{here}undo/{outcome.group}"}


def whose_say(outcome: Outcome) -> str:
    """Who decides a proposal, whom else it waits for, and until when."""
    if not outcome.deciders:
        return "Nobody holds the role that decides this yet: ask the steward."
    others, until = _listed(outcome.waits_for), day(outcome.decide_by)
    if outcome.agreed:
        return f"You agree; it waits for {others} until {until}." if others else "You decide it there."
    decide = f"{_listed(outcome.deciders)} {'decide' if len(outcome.deciders) > 1 else 'decides'}"
    return f"{decide}; it also waits for {others} until {until}." if others else f"{decide}."


def as_it_stands(request: Any, form: Form) -> dict[str, Any]:
    """What an edit in place shows afterwards: the values of the database, and the way to edit them again."""
    subject = queries.value_of(form.subject) if form.subject else ""
    query = urlencode({"subject": subject, "only": ",".join(form.only)})
    return {"values": _values(form), "edit_url": f"{request.path}?{query}"}


def _part(request: Any, form: Form, outcome: Outcome, toast: dict[str, Any]) -> HttpResponseBase:
    """For an edit in place the value as it stands now; else the way on, with the toast waiting there."""
    if form.only:
        context = as_it_stands(request, form) | {"toast": drawn(toast)}
        return render(request, "web/edited.jinja", context, status=_status(outcome))
    if goal := safe_next(request, request.POST.get("next", "")):
        add_toast(request, **toast)
        return HttpResponse(status=204, headers={"HX-Redirect": goal})
    return render(request, "web/toast_part.jinja", {"toast": drawn(toast)}, status=_status(outcome))


def _values(form: Form) -> list[dict[str, str]]:
    """The edited fields as they stand in the database now."""
    stands = form.command.stands(form.viewer)
    if stands is not None:
        return [{"label": s.label, "text": shown(s, stands.get(s.name), form.viewer)} for s in form.shapes()]
    if form.subject is None:
        return []
    form.subject.refresh_from_db()
    return [
        {
            "label": shape.label,
            "text": shown(shape, queries.column_of(form.subject, shape.name)[1], form.viewer),
        }
        for shape in form.shapes()
    ]


def _proposed(request: Any, outcome: Outcome) -> dict[str, Any]:
    return {
        "headline": f"Suggested as {outcome.proposal}",
        "outcome": outcome,
        "whose_say": whose_say(outcome),
        "impact": queries.proposal(request.viewer, outcome.proposal or "")["impact"],
        "proposal_url": f"/{request.workspace.slug}/{outcome.proposal}",
        "crumbs": [{"label": outcome.proposal, "url": None}],
    }


def _status(outcome: Outcome) -> int:
    return 200 if outcome.status == "applied" else 202


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _few(names: tuple[str, ...], most: int = 3) -> str:
    more = len(names) - most
    return _listed(names if more <= 1 else (*names[:most], f"{more} more"))


def _referer(request: Any) -> str:
    origin = f"{request.scheme}://{request.get_host()}"
    url = request.headers.get("Referer", "")
    return url.removeprefix(origin) if url.startswith(f"{origin}/") else f"/{request.workspace.slug}/"
