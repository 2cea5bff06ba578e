"""Signing in beyond the password: the code that is asked for after it, and the passkey that replaces both."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pilothouse.entrypoints import queries
from pilothouse.entrypoints.web import inputs, throttle
from pilothouse.entrypoints.web.answers import SeeOther, safe_next
from pilothouse.who import clock
from pilothouse.who.access.doors import attempts, passkeys, time_codes
from pilothouse.who.access.doors.passkeys import NotAccepted, Site

WRONG = "This code is not the one of this moment. Wait for the next one, or use a recovery code."
LONGEST_ANSWER = 64 * 1024
_HALF, _ASKED = "half_signed_in", "passkey_asked"
_PATIENCE = timedelta(minutes=10)


def ask(request: Any, account: Any, goal: str) -> HttpResponseBase:
    """Remember who gave the right password, and ask for the code."""
    request.session.cycle_key()
    request.session[_HALF] = {"account": str(account.pk), "goal": goal, "at": clock.now().isoformat()}
    return SeeOther("/sign-in/code")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def code(request: Any) -> HttpResponseBase:
    """The second step: a code of the authenticator, or a recovery code."""
    from pilothouse.entrypoints.web.signing_in import enter

    half = _half(request)
    account = queries.account_with(half["account"]) if half else None
    if half is None or account is None:
        return redirect("sign-in")
    if request.method != "POST":
        return _page(request)
    counters = throttle.second_step(request, str(account.pk))
    if wait := attempts.wait(counters):
        return _page(request, [throttle.words(wait)], 429, wait)
    if not time_codes.passes(account.pk, request.POST.get("code", "")):
        wait = attempts.failed(counters)
        return _page(request, [WRONG, *([throttle.words(wait)] if wait else [])], 422)
    attempts.forget(counters)
    del request.session[_HALF]
    return enter(request, account, half["goal"] or "/")


@never_cache
@require_POST
def passkey_options(request: Any) -> HttpResponseBase:
    """What the browser asks a device to prove."""
    site = site_of(request)
    if not site.takes_keys:
        return told("Passkeys need a host name and TLS. Sign in with your password.", 409)
    options, request.session[_ASKED] = passkeys.begin_entering(site)
    return JsonResponse(options)


@never_cache
@require_POST
def passkey(request: Any) -> HttpResponseBase:
    """Sign in with what a device has proved."""
    from pilothouse.entrypoints.web.signing_in import enter

    counters = throttle.passkeys(request)
    if wait := attempts.wait(counters):
        return told(throttle.words(wait), 429)
    state = request.session.pop(_ASKED, None)
    try:
        account = passkeys.enter(site_of(request), state or {}, read_answer(request)["answer"])
    except NotAccepted as problem:
        attempts.failed(counters)
        return told(str(problem), 422)
    goal = safe_next(request, request.GET.get("next", "")) or "/"
    entered = enter(request, account, goal)
    answer = JsonResponse({"next": goal})
    answer.cookies.update(entered.cookies)
    return answer


def site_of(request: HttpRequest) -> Site:
    """Where the browser stands."""
    return Site(f"{request.scheme}://{request.get_host()}")


def read_answer(request: HttpRequest) -> dict[str, Any]:
    """What a device said, through the page. Raises NotAccepted."""
    try:
        said = json.loads(request.body) if len(request.body) <= LONGEST_ANSWER else None
    except ValueError:
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("answer"), dict):
        raise NotAccepted("The device's answer cannot be read. Try again.")
    return said


def told(message: str, status: int) -> JsonResponse:
    """What a script shows when something did not work."""
    return JsonResponse({"message": message}, status=status)


def _half(request: Any) -> dict[str, str] | None:
    half: dict[str, str] | None = request.session.get(_HALF)
    fresh = half is not None and datetime.fromisoformat(half["at"]) > clock.now() - _PATIENCE
    return half if fresh else None


def _page(request: Any, faults: list[str] | None = None, status: int = 200, wait: int = 0) -> HttpResponse:
    hint = "Six digits from your authenticator, or one of your recovery codes."
    attrs = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
    context = {
        "headline": "One more step",
        "lede": "Your password is right.",
        "widgets": [inputs.text("code", "Code", hint=hint, attrs=attrs, errors=faults or [])],
        "action": "/sign-in/code",
        "submit": "Sign in",
        "cancel": "/sign-in",
    }
    response = render(request, "web/door.jinja", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
