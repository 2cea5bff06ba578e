"""Signing in and out. Neither answers nor their times tell whether an address has an account."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import login, logout
from django.contrib.auth.hashers import check_password, make_password
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pilothouse.entrypoints import queries
from pilothouse.entrypoints.web import throttle
from pilothouse.entrypoints.web.answers import SeeOther, safe_next

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
    key = (email.lower(), request.META.get("REMOTE_ADDR", ""))
    if wait := throttle.wait(*key):
        return _page(request, goal, email, others=[_wait_words(wait)], status=429, wait=wait)
    account = _checked(email, password)
    if account is None:
        wait = throttle.failed(*key)
        return _page(request, goal, email, others=[WRONG, *([_wait_words(wait)] if wait else [])], status=422)
    throttle.succeeded(*key)
    login(request, account, backend=BACKEND)
    return SeeOther(goal or "/")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponseBase:
    """End the session."""
    logout(request)
    return SeeOther("/sign-in")


def _checked(email: str, password: str) -> Any:
    """The account, when the password is its own. As slow without an account as with one."""
    account = queries.account_of(email)
    if account is None or not account.has_usable_password():
        make_password(password)
        return None
    return account if check_password(password, account.password) and account.is_active else None


def _wait_words(seconds: int) -> str:
    minutes = -(-seconds // 60)
    span = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Too many attempts did not work. Wait {span}, then try again."


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
    context = {"headline": "Sign in", "title": title, "widgets": widgets, "others": others or []}
    response = render(request, "web/sign_in.jinja", context, status=status)
    if wait:
        response.headers["Retry-After"] = str(wait)
    return response
