"""Coming in by an invitation: with an account of one's own, or with a new one."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pilothouse.commands import Refused, parse
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.perform import wake_all
from pilothouse.entrypoints.web import inputs, throttle
from pilothouse.entrypoints.web.answers import SeeOther
from pilothouse.entrypoints.web.signing_in import enter
from pilothouse.who.access.doors import attempts
from pilothouse.who.access.queries import Invited, invited_with, is_member
from pilothouse.who.decisions.gate.submit import carry_out

_STATES = {
    "used": "Somebody has come in with this link already. It works once. If it was you, sign in.",
    "expired": "This link has expired. Ask {by} for a new one.",
    "void": "This invitation was taken back. Ask {by}, if that was a mistake.",
}


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: Any, secret: str) -> HttpResponseBase:
    """What somebody is invited to; accepting it."""
    invited = invited_with(secret)
    if invited is None or invited.state != "open":
        return _closed(request, invited)
    if request.user.is_authenticated:
        return _with_account(request, invited)
    return _with_new_account(request, invited)


def _closed(request: Any, invited: Invited | None) -> HttpResponse:
    words = "There is no such invitation. Perhaps a newer link was sent; look for that one."
    if invited is not None:
        words = _STATES[invited.state].format(by=invited.by)
    context = {
        "headline": "This link does not work",
        "lede": words,
        "next": "Sign in",
        "next_url": "/sign-in",
    }
    return render(request, "web/told.jinja", context, status=410 if invited else 404)


def _with_account(request: Any, invited: Invited) -> HttpResponseBase:
    """Whoever is signed in comes in as who they are, if the invitation was written to them or to nobody."""
    email, here = request.user.email, f"/{invited.workspace.slug}/"
    if is_member(request.user, invited.workspace):
        return SeeOther(here)
    if invited.email and invited.email.casefold() != email.casefold():
        words = (
            f"You are signed in as {email}, but this invitation was written to {_blurred(invited.email)}. "
            f"Sign out and open the link again, or ask {invited.by} to invite {email}."
        )
        context = {"headline": "This invitation is for another address", "lede": words, "sign_out": True}
        return render(request, "web/told.jinja", context, status=403)
    if request.method != "POST":
        return _page(request, invited, [], submit=f"Come in as {email}")
    return _accepted(
        request, invited, {"name": invited.name, "email": email, "account": str(request.user.pk)}
    )


def _with_new_account(request: Any, invited: Invited) -> HttpResponseBase:
    """A new account; whoever has one signs in first."""
    fixed = {"attrs": {"autocomplete": "username", "readonly": True}} if invited.email else {}
    widgets = [
        inputs.text("name", "Your name", invited.name, attrs={"autocomplete": "name"}),
        inputs.email(invited.email, **fixed),
        inputs.new_password(),
        {"name": "timezone", "kind": "hidden", "value": "", "id": "zone"},
    ]
    if invited.email and queries.account_of(invited.email) is not None:
        words = "You have an account with this address. Sign in with it to come in."
        context = {"headline": _title(invited), "lede": words, "next": "Sign in"}
        context["next_url"] = f"/sign-in?next={request.path}"
        return render(request, "web/told.jinja", context)
    if request.method != "POST":
        return _page(request, invited, widgets, submit="Come in")
    return _new(request, invited, widgets)


def _new(request: Any, invited: Invited, widgets: list[inputs.Widget]) -> HttpResponseBase:
    sent = request.POST
    tried = [attempts.Counter(f"join\n{request.META.get('REMOTE_ADDR', '')}", throttle.FREE_A_PLACE)]
    faults, shown = inputs.missing(widgets, sent), inputs.filled(widgets, sent)
    if wait := attempts.wait(tried):
        return _page(request, invited, shown, others=[throttle.words(wait)], status=429, submit="Come in")
    if not faults:
        zone = sent.get("timezone", "")
        payload = {
            "name": sent["name"],
            "email": invited.email or sent["email"],
            "password": sent["password"],
            "timezone": zone if zone in available_timezones() else invited.workspace.timezone,
        }
        try:
            return _accepted(request, invited, payload)
        except Refused as refused:
            attempts.failed(tried)
            faults = {fault.field: [fault.message] for fault in refused.faults}
            others = [] if faults else [refused.message]
            marked = inputs.with_faults(shown, faults)
            return _page(request, invited, marked, others=others, status=422, submit="Come in")
    return _page(request, invited, inputs.with_faults(shown, faults), status=422, submit="Come in")


def _accepted(request: Any, invited: Invited, payload: dict[str, Any]) -> HttpResponseBase:
    command = parse("invitation.accept", {"invitation": invited.id, **payload})
    carry_out(command, invited.workspace, "web")
    wake_all()
    here = f"/{invited.workspace.slug}/"
    account = queries.account_of(payload["email"])
    return SeeOther(here) if "account" in payload else enter(request, account, here)


def _page(
    request: Any,
    invited: Invited,
    widgets: list[inputs.Widget],
    *,
    submit: str,
    others: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    guest = " As a guest you see what is shared with you." if invited.kind == "guest" else ""
    context = {
        "headline": _title(invited),
        "lede": f"{invited.by} invites you.{guest}",
        "widgets": widgets,
        "others": others or [],
        "action": request.path,
        "submit": submit,
        "have_account": None if request.user.is_authenticated else f"/sign-in?next={request.path}",
    }
    return render(request, "web/door.jinja", context, status=status)


def _title(invited: Invited) -> str:
    return f"Come in to {invited.workspace.name}"


def _blurred(email: str) -> str:
    """Enough to recognise one's own address, too little to learn another's."""
    name, _, place = email.partition("@")
    return f"{name[:1]}…@{place}"
