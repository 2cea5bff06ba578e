"""Signing in and out. Neither answers nor their times tell whether an address has an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, login, logout, update_session_auth_hash
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pilothouse.commands import Outcome
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.web import second_step, throttle
from pilothouse.entrypoints.web.answers import SeeOther, safe_next
from pilothouse.who.access.doors import attempts, time_codes
from pilothouse.who.access.doors.sessions import note_device

WRONG = "This e-mail address and password do not belong together. Check both and try again."
BACKEND = "django.contrib.auth.backends.ModelBackend"


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """The form, and signing in with it."""
    goal = safe_next(request, request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        return redirect(goal or "/") if request.user.is_authenticated else _page(request, goal)
    email, password = request.POST.get("email", "").strip(), request.POST.get("password", "")
    if not email or not password:
        return _page(request, goal, email, missing=True, status=422)
    counters = throttle.sign_in(request, email)
    if wait := attempts.wait(counters):
        return _page(request, goal, email, others=[throttle.words(wait)], status=429, wait=wait)
    account = _checked(email, password)
    if account is None:
        wait = attempts.failed(counters)
        others = [WRONG, *([throttle.words(wait)] if wait else [])]
        return _page(request, goal, email, others=others, status=422)
    attempts.forget([counters[0], throttle.account(email)])
    if time_codes.since(account.pk) is not None:
        return second_step.ask(request, account, goal or "/")
    return enter(request, account, goal or "/")


def enter(request: Any, account: Any, goal: str) -> HttpResponseBase:
    """Sign the account in, in a session begun anew, and go there."""
    login(request, account, backend=BACKEND)
    note_device(request)
    response = SeeOther(goal)
    throttle.remember(request, response, account.email)
    return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session."""
    logout(request)
    return SeeOther("/sign-in")


def stay(request: Any, outcome: Outcome, *, secret: bool) -> None:
    """Whoever ended all their sessions, or changed their password, goes on in this one."""
    if not secret and not any(name.startswith("people.account:") for name in outcome.changed):
        return
    account = queries.account_with(str(request.user.pk))
    if account is not None and account.get_session_auth_hash() != request.session.get(HASH_SESSION_KEY):
        update_session_auth_hash(request, account)


def _checked(email: str, password: str) -> Any:
    """The account, when the password is its own. As slow without an account as with one."""
    account = queries.account_of(email)
    if account is None or not account.has_usable_password():
        make_password(password)
        return None
    return account if check_password(password, account.password) and account.is_active else None


def _page(
    request: HttpRequest,
    goal: str,
    email: str = "",
    *,
    missing: bool = False,
    others: list[str] | None = None,
    status: int = 200,
    wait: int = 0,
) -> HttpResponse:
    errors = ["Give your e-mail address."] if missing and not email else []
    widgets = [
        {"name": "next", "kind": "hidden", "value": goal},
        {
            "name": "email",
            "kind": "email",
            "label": "E-mail address",
            "value": email,
            "required": True,
            "errors": errors,
            "attrs": {"autocomplete": "username"},
        },
        {
            "name": "password",
            "kind": "password",
            "label": "Password",
            "required": True,
            "errors": ["Give your password."] if missing else [],
            "attrs": {"autocomplete": "current-password"},
        },
    ]
    title = "Error: Sign in" if status >= 400 else "Sign in"
    context: dict[str, Any] = {
        "headline": "Sign in",
        "title": title,
        "widgets": widgets,
        "others": others or [],
    }
    context |= {"next": goal, "passkeys": second_step.site_of(request).takes_keys}
    response = render(request, "web/sign_in.jinja", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
