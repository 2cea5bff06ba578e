"""Stopping a kind of mail by the link in it, without signing in."""

from __future__ import annotations

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from pilothouse.commands import parse
from pilothouse.entrypoints.queries import membership_with
from pilothouse.together.notices.letters import SALT
from pilothouse.who.decisions.gate.submit import carry_out

WORDS = {"digest": "the daily digest", "instant": "mail at once"}


@csrf_exempt  # Mail programs send this without a page of ours; the signed link is what lets them.
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask, then stop it."""
    try:
        member, what = signing.loads(token, salt=SALT)
        found = membership_with(str(member))
    except (signing.BadSignature, ValueError, TypeError):
        found, what = None, ""
    if found is None or what not in WORDS:
        context = {"headline": "This link does not work", "lede": "Sign in and look into your profile."}
        return render(request, "web/told.jinja", context, status=410)
    if request.method != "POST":
        asked = {"headline": f"No more of {WORDS[what]}?", "submit": "Stop it", "action": request.path}
        return render(request, "web/door.jinja", {**asked, "widgets": []})
    carry_out(parse("preferences.set", {what: False}), found.workspace, "web", found.viewer)
    context = {"headline": "It has stopped", "lede": "You can have it again by a switch in your profile."}
    return render(request, "web/told.jinja", context)
