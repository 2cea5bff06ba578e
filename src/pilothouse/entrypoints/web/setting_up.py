"""The first workspace and its steward, by the link that the terminal told."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from pydantic import ValidationError

from pilothouse.commands import Refused
from pilothouse.entrypoints import first, queries
from pilothouse.entrypoints.web import inputs
from pilothouse.entrypoints.web.signing_in import enter
from pilothouse.who.decisions.rights.founding import Founding, found
from pilothouse.who.decisions.rights.presets import known_presets, preset

WHERE = (
    "There is no workspace here yet. The terminal that started Pilothouse shows a link to make the first "
    "one; open that. A new link: restart it, or type pilothouse set-up."
)


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: Any, token: str = "") -> HttpResponseBase:
    """The form for the first workspace, and making it."""
    if not queries.is_empty():
        return redirect("/")
    if not first.opens(token):
        context = {"headline": "Nobody lives here yet", "lede": WHERE}
        return render(request, "web/told.jinja", context, status=403 if token else 200)
    widgets = _widgets()
    if request.method != "POST":
        return _page(request, widgets)
    shown, faults = inputs.filled(widgets, request.POST), inputs.missing(widgets, request.POST)
    if faults:
        return _page(request, inputs.with_faults(shown, faults), 422)
    try:
        steward = found(_told(request.POST))
    except Refused as refused:
        return _page(request, inputs.with_faults(shown, _faults(refused)), 422, _others(refused, shown))
    except ValidationError as error:
        return _page(request, shown, 422, [str(one["msg"]) for one in error.errors()])
    first.close()
    return enter(request, steward.account, "/")


def _told(sent: Any) -> Founding:
    def of(name: str) -> str:
        return str(sent.get(name, "")).strip()

    return Founding(
        name=of("name"),
        slug=of("slug"),
        timezone=of("timezone"),
        currency=of("currency").upper(),
        prefix=of("prefix").upper(),
        preset=of("preset"),
        steward=of("steward"),
        email=of("email"),
        password=sent.get("password", ""),
    )


def _widgets() -> list[inputs.Widget]:
    options = [{"value": name, "label": preset(name).get("title", name)} for name in known_presets()]
    return [
        inputs.text("name", "What the workspace is called", hint="Your company, or the team."),
        inputs.text("slug", "Its address", hint="Small letters and hyphens, such as ledgerline."),
        inputs.text("prefix", "Keys begin with", "W", hint="Such as LED for LED-112."),
        inputs.text("timezone", "Time zone", "UTC", hint="Such as Europe/Berlin.", id="zone"),
        inputs.text("currency", "Currency", "EUR", hint="Three letters, such as EUR."),
        inputs.text("preset", "Who decides what", hint="You can change every line later.")
        | {"kind": "select", "options": options},
        inputs.text("steward", "Your name", attrs={"autocomplete": "name"}),
        inputs.email(),
        inputs.new_password(),
    ]


def _faults(refused: Refused) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for fault in refused.faults:
        found.setdefault(fault.field, []).append(fault.message)
    return found


def _others(refused: Refused, widgets: list[inputs.Widget]) -> list[str]:
    names = {widget["name"] for widget in widgets}
    told = [fault.message for fault in refused.faults if fault.field not in names]
    return told if refused.faults else [refused.message]


def _page(
    request: Any, widgets: list[inputs.Widget], status: int = 200, others: list[str] | None = None
) -> HttpResponse:
    context = {
        "headline": "Make the first workspace",
        "lede": "You become its steward: you invite the others.",
        "widgets": widgets,
        "others": others or [],
        "action": request.path,
        "submit": "Make it",
    }
    return render(request, "web/door.jinja", context, status=status)
