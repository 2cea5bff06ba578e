"""What is nobody else's and no decision: ending one of one's sessions, confirming a new address."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password
from django.core import signing
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from pilothouse.commands import Refused, parse
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.perform import wake_all
from pilothouse.entrypoints.web import throttle
from pilothouse.entrypoints.web.answers import SeeOther, safe_next
from pilothouse.entrypoints.web.shell import add_toast
from pilothouse.who.access import letters
from pilothouse.who.access.doors import attempts, sessions
from pilothouse.who.access.queries import address_is_free, home_of_account
from pilothouse.who.decisions.gate.submit import carry_out

_SALT = "pilothouse.address"
_DAY = 24 * 3600


@require_POST
def end_session(request: Any) -> HttpResponseBase:
    """End one session of the signed-in person."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    ended = sessions.end_one(request.user.pk, request.POST.get("session", ""))
    add_toast(request, "The session has ended." if ended else "This session had ended already.")
    return SeeOther(safe_next(request, request.POST.get("next", "")) or "/you")


@sensitive_post_parameters("password")
@require_POST
def ask_address(request: Any) -> HttpResponseBase:
    """Ask to sign in with another address: a link goes there first."""
    if not request.user.is_authenticated:
        return redirect("sign-in")
    email, back = (
        request.POST.get("email", "").strip(),
        safe_next(request, request.POST.get("next", "")) or "/you",
    )
    add_toast(request, **_asked(request, email))
    return SeeOther(back)


def _asked(request: Any, email: str) -> dict[str, str]:
    counters = throttle.mails(request, email)
    if wait := attempts.wait(counters):
        return {"text": throttle.words(wait), "tone": "bad"}
    attempts.failed(counters)
    if "@" not in email or len(email) > 254:
        return {"text": "Write an e-mail address, such as maya@example.org.", "tone": "bad"}
    if not check_password(request.POST.get("password", ""), request.user.password):
        return {"text": "This is not your current password. Your address is unchanged.", "tone": "bad"}
    if address_is_free(email):
        told = signing.dumps([str(request.user.pk), request.user.email, email], salt=_SALT)
        letters.confirm_address(email, f"/address/{told}")
        wake_all()
    return {"text": f"A link went to {email}. Open it to sign in with that address from then on."}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_address(request: Any, token: str) -> HttpResponseBase:
    """The link from the mail: once, within a day, for whoever still has the old address."""
    account, email = _read(token)
    home = home_of_account(account) if account is not None else None
    if account is None or home is None or not address_is_free(email):
        words = "It has been used, is older than a day, or somebody else uses the address by now."
        return render(
            request, "web/told.jinja", {"headline": "This link does not work", "lede": words}, status=410
        )
    if request.method != "POST":
        context = {"headline": f"Sign in with {email} from now on", "widgets": [], "action": request.path}
        return render(request, "web/door.jinja", context | {"submit": "Confirm the address"})
    old = account.email
    try:
        carry_out(parse("account.address", {"email": email}), home[0], "web", home[1])
    except Refused as refused:
        return render(request, "web/told.jinja", {"headline": refused.message}, status=refused.status)
    letters.address_changed(old, email)
    wake_all()
    add_toast(request, f"You sign in with {email} from now on.")
    return SeeOther("/you" if request.user.is_authenticated else "/sign-in")


def _read(token: str) -> tuple[Any, str]:
    try:
        id, old, email = signing.loads(token, salt=_SALT, max_age=_DAY)
    except (signing.BadSignature, ValueError, TypeError):
        return None, ""
    account = queries.account_with(str(id))
    return (account, email) if account is not None and account.email == old else (None, "")
