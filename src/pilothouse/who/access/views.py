"""One's own page, and the settings of the workspace."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render

from pilothouse.commands import Refused
from pilothouse.who import clock
from pilothouse.who.access.doors import passkeys, time_codes
from pilothouse.who.access.doors.sessions import sessions_of
from pilothouse.who.access.queries import is_steward, tokens
from pilothouse.who.access.settings import overview
from pilothouse.who.people.preferences import stored_preferences

LANGUAGES = {
    "": "as the browser asks",
    "en": "English",
    "en-gb": "English (UK)",
    "de": "German",
    "fr": "French",
}


def me(request: Any, workspace: str) -> HttpResponse:
    """How do I come in, and how does the product look, read and reach me?"""
    likes = stored_preferences(request.viewer)
    zone = ZoneInfo(likes["timezone"] or request.workspace.timezone)
    sessions = [
        row | {"seen": row["seen_at"].astimezone(zone), "started": row["started_at"].astimezone(zone)}
        for row in sessions_of(request.user.pk, request.session.session_key)
    ]
    context = {
        "likes": likes,
        "language": LANGUAGES[likes["locale"]],
        "zone": likes["timezone"] or f"the workspace's, {request.workspace.timezone}",
        "email": request.user.email,
        "sessions": sessions,
        "codes": time_codes.since(request.user.pk),
        "passkeys": passkeys.keys_of(request.user.pk),
        "tokens": tokens(request.viewer, {}),
        "name": request.viewer.name,
        "is_steward": is_steward(request.viewer),
        "member": request.viewer.member,
        "crumbs": [{"label": "My profile", "url": None}],
        "slug": workspace,
        "here": request.path,
    }
    return render(request, "access/me.jinja", context)


def settings(request: Any, workspace: str) -> HttpResponse:
    """How is this workspace set up, and who comes in?"""
    if not is_steward(request.viewer):
        raise Refused("The settings are for the workspace's steward.", status=403)
    page = overview(request.viewer, clock.today(request.workspace.timezone))
    crumbs = [{"label": "Settings", "url": None}]
    return render(
        request, "access/settings.jinja", page | {"crumbs": crumbs, "slug": workspace, "here": request.path}
    )
