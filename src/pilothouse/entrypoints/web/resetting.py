"""A new password by mail. What a stranger sees is the same whether an address has an account or not."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from pilothouse.commands import Refused, parse
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.perform import wake_all
from pilothouse.entrypoints.web import inputs, throttle
from pilothouse.entrypoints.web.answers import SeeOther
from pilothouse.entrypoints.web.shell import add_toast
from pilothouse.who.access import letters
from pilothouse.who.access.doors import attempts, sessions
from pilothouse.who.access.queries import home_of_account, resettable
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.people.passwords import faults_of

SENT = "If somebody signs in with this address, a mail with a link is on its way. It works for an hour."
VOID = "This link has been used, or is older than an hour. Ask for a new one."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponseBase:
    """Ask for a link."""
    if request.method != "POST":
        return _asking(request)
    email = request.POST.get("email", "").strip()
    if "@" not in email or len(email) > 254:
        return _asking(request, email, ["Write an e-mail address, such as maya@example.org."], 422)
    counters = throttle.mails(request, email)
    if wait := attempts.wait(counters):
        answer = _asking(request, email, [throttle.words(wait)], 429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    attempts.failed(counters)
    account = resettable(email)
    if account is not None:
        letters.reset(account.email, path_for(account))
        wake_all()
    return render(request, "web/told.jinja", {"headline": "Look into your mail", "lede": SENT})


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: HttpRequest, id: UUID, token: str) -> HttpResponseBase:
    """Choose a new password by a link from the mail: once."""
    account = queries.account_with(str(id))
    if account is None or not default_token_generator.check_token(account, token):
        context = {
            "headline": "This link does not work",
            "lede": VOID,
            "next_url": "/reset",
            "next": "Ask again",
        }
        return render(request, "web/told.jinja", context, status=410)
    if request.method != "POST":
        return _choosing(request)
    password, home = request.POST.get("password", ""), home_of_account(account)
    faults = faults_of(password, account.email) if len(password) >= 10 else ["Write at least 10 characters."]
    if faults or home is None:
        return _choosing(request, faults or ["You are a member of no workspace any more."], 422)
    try:
        carry_out(parse("account.reset", {"new": password}), home[0], "web", home[1])
    except Refused as refused:
        return _choosing(request, [refused.message], 422)
    return _chosen(request, account)


def path_for(account: Any) -> str:
    """The path of a link for that account; it is void once the password or address changes."""
    return f"/reset/{account.pk}/{default_token_generator.make_token(account)}"


def _chosen(request: Any, account: Any) -> HttpResponseBase:
    sessions.end_all(account.pk)
    throttle.forgive(account.email)
    letters.password_changed(account.email)
    wake_all()
    logout(request)
    add_toast(request, "Your password is changed. Sign in with the new one.")
    return SeeOther("/sign-in")


def _asking(
    request: Any, email: str = "", faults: list[str] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "headline": "Choose a new password",
        "lede": "We send a link to your address.",
        "widgets": [inputs.email(email, errors=faults or [])],
        "action": "/reset",
        "submit": "Send the link",
        "cancel": "/sign-in",
    }
    return render(request, "web/door.jinja", context, status=status)


def _choosing(request: Any, faults: list[str] | None = None, status: int = 200) -> HttpResponse:
    context = {
        "headline": "Choose a new password",
        "lede": "Afterwards you sign in with it; all other sessions end.",
        "widgets": inputs.with_faults([inputs.new_password()], {"password": faults or []}),
        "action": request.path,
        "submit": "Use this password",
    }
    return render(request, "web/door.jinja", context, status=status)
