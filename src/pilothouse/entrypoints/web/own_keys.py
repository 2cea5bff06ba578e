"""One's own second step and passkeys. Each change asks for the password, and is told by mail."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pilothouse.entrypoints.perform import wake_all
from pilothouse.entrypoints.web import inputs, throttle
from pilothouse.entrypoints.web.answers import SeeOther, safe_next
from pilothouse.entrypoints.web.second_step import read_answer, site_of, told
from pilothouse.entrypoints.web.shell import add_toast
from pilothouse.who.access import letters
from pilothouse.who.access.doors import attempts, passkeys, time_codes
from pilothouse.who.access.doors.passkeys import NotAccepted

NOT_YOURS = "This is not your current password. Nothing was changed."
WRONG = "This code does not belong to the picture. Type the newest one the authenticator shows."
_SECRET, _ASKED = "time_codes_secret", "passkey_made"


@sensitive_post_parameters("password", "code")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def codes(request: Any) -> HttpResponseBase:
    """Ask for a code at sign-in from now on; or, when it is asked for already, change that."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    if time_codes.since(request.user.pk) is not None:
        return _changing(request)
    if request.method != "POST":
        return _starting(request)
    faults = _password_faults(request)
    secret = request.session.get(_SECRET, "")
    fresh = None if faults else time_codes.turn_on(request.user.pk, secret, request.POST.get("code", ""))
    if fresh is None:
        return _starting(request, faults or {"code": [WRONG]})
    del request.session[_SECRET]
    _tell(request, "A code is asked for when you sign in", "Signing in asks for a code from now on.")
    return _recovery(request, fresh)


@sensitive_post_parameters("password")
@require_POST
def codes_off(request: Any) -> HttpResponseBase:
    """Ask for no code any more."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    if faults := _password_faults(request):
        return _changing(request, faults)
    if time_codes.turn_off(request.user.pk):
        _tell(request, "No code is asked for any more", "Signing in asks for your password alone again.")
    add_toast(request, "No code is asked for when you sign in.")
    return SeeOther(_back(request))


@sensitive_post_parameters("password")
@never_cache
@require_POST
def recovery(request: Any) -> HttpResponseBase:
    """New recovery codes in place of the old."""
    if not request.user.is_authenticated or time_codes.since(request.user.pk) is None:
        return redirect("codes" if request.user.is_authenticated else "sign-in")
    if faults := _password_faults(request):
        return _changing(request, faults)
    _tell(request, "Your recovery codes are new", "The recovery codes you had do not work any more.")
    return _recovery(request, time_codes.renew_recovery(request.user.pk))


@never_cache
@require_POST
def passkey_options(request: Any) -> HttpResponseBase:
    """What the browser asks a device to make."""
    if not request.user.is_authenticated:
        return told("Sign in first.", 403)
    if not site_of(request).takes_keys:
        return told("Passkeys need a host name and TLS: open this page by its name, not its number.", 409)
    if faults := _password_faults(request):
        return told(faults["password"][0], 422)
    options, state = passkeys.begin_adding(request.user, request.user.email, site_of(request))
    name = request.POST.get("name", "").strip()[:120]
    request.session[_ASKED] = {"state": state, "name": name, "back": _back(request)}
    return JsonResponse(options)


@never_cache
@require_POST
def passkey(request: Any) -> HttpResponseBase:
    """Keep the passkey a device has made."""
    if not request.user.is_authenticated:
        return told("Sign in first.", 403)
    asked = request.session.pop(_ASKED, None) or {"state": {}, "name": "", "back": "/you"}
    name = asked["name"] or "Passkey"
    try:
        passkeys.add(request.user, name, site_of(request), asked["state"], read_answer(request)["answer"])
    except NotAccepted as problem:
        return told(str(problem), 422)
    _tell(request, "A passkey was added", f"The passkey “{name}” signs you in from now on.")
    add_toast(request, f"The passkey “{name}” signs you in from now on.")
    return JsonResponse({"next": asked["back"]})


@require_POST
def passkey_remove(request: Any) -> HttpResponseBase:
    """Forget a passkey."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    gone = passkeys.remove(request.user.pk, request.POST.get("passkey", ""))
    if gone:
        _tell(request, "A passkey was removed", "It does not sign you in any more.")
    add_toast(request, "The passkey is removed." if gone else "This passkey was removed already.")
    return SeeOther(_back(request))


def _password_faults(request: Any) -> dict[str, list[str]]:
    """What is wrong with the password that was typed; failures are counted as those of signing in are."""
    counters = throttle.sign_in(request, request.user.email)
    if wait := attempts.wait(counters):
        return {"password": [throttle.words(wait)]}
    if check_password(request.POST.get("password", ""), request.user.password):
        return {}
    attempts.failed(counters)
    return {"password": [NOT_YOURS]}


def _back(request: Any) -> str:
    """The page this was begun from."""
    return safe_next(request, request.POST.get("next") or request.GET.get("next", "")) or "/you"


def _tell(request: Any, subject: str, sentence: str) -> None:
    letters.way_in_changed(request.user.email, subject, sentence)
    wake_all()


def _starting(request: Any, faults: dict[str, list[str]] | None = None) -> HttpResponse:
    import segno

    secret = request.session.setdefault(_SECRET, time_codes.new_secret())
    picture = segno.make(time_codes.address(secret, request.user.email, "Pilothouse"), error="m")
    digits = {"autocomplete": "one-time-code", "inputmode": "numeric"}
    widgets = [inputs.text("code", "Code it shows", hint="Six digits.", attrs=digits), _password()]
    context = {
        "headline": "Ask for a code when I sign in",
        "picture": picture.svg_inline(scale=4, border=2, dark="#000", light="#fff"),
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "widgets": inputs.with_faults(widgets, faults or {}),
        "back": _back(request),
    }
    return render(request, "web/time_codes.jinja", context, status=422 if faults else 200)


def _changing(request: Any, faults: dict[str, list[str]] | None = None) -> HttpResponse:
    row = time_codes.since(request.user.pk)
    if row is None:
        return _starting(request)
    context = {
        "headline": "A code is asked for when you sign in",
        "left": len(row.reserve),
        "widgets": inputs.with_faults([_password()], faults or {}),
        "back": _back(request),
    }
    return render(request, "web/time_codes_on.jinja", context, status=422 if faults else 200)


def _recovery(request: Any, fresh: list[str]) -> HttpResponse:
    context = {"headline": "Keep these recovery codes", "codes": fresh, "back": _back(request)}
    return render(request, "web/recovery_codes.jinja", context)


def _password() -> inputs.Widget:
    attrs = {"autocomplete": "current-password"}
    return inputs.text("password", "Current password", kind="password", attrs=attrs)
