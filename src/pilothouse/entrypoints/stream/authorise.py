"""Who may open a stream: asked once, before it starts."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.auth import get_user
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host

from pilothouse.entrypoints import queries
from pilothouse.entrypoints.stream.presence import Person
from pilothouse.entrypoints.tokens import bearer


class Heard(NamedTuple):
    """The workspace that somebody may listen to, by id, and its revision as it is; ``who`` are the names
    under which events speak of the listener, ``person`` is how others see them: guests are not shown."""

    workspace: str
    revision: int
    who: tuple[str, ...]
    person: Person | None = None


def heard_of_stream(slug: str, headers: dict[str, str]) -> Heard | int:
    """What a member hears who asks by session or token; else the status of the refusal."""
    close_old_connections()
    try:
        if not validate_host(split_domain_port(headers.get("host", ""))[0], settings.ALLOWED_HOSTS):
            return 400
        account, token = _account(headers)
        if account is None and token is None:
            return 401
        found = queries.access_with(token, slug) if token else queries.access(account, slug)
        if found is None:
            return 404
        who = (f"account:{account.pk if account else ''}", f"member:{found.viewer.member}")
        shown = None if found.viewer.kind == "guest" else Person(str(found.viewer.member), found.viewer.name)
        return Heard(str(found.workspace.pk), found.workspace.revision, who, shown)
    finally:
        close_old_connections()


def _account(headers: dict[str, str]) -> tuple[Any, Any]:
    """The account that asks, and the token they come with, if they do."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = bearer(token.strip())
        return (found.account, found) if found else (None, None)
    request = HttpRequest()
    request.COOKIES = _cookies(headers.get("cookie", ""))
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return None, None
    SessionMiddleware(lambda _: HttpResponse()).process_request(request)
    user = get_user(request)
    return (user if user.is_authenticated else None), None


def _cookies(text: str) -> dict[str, str]:
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(text).items()}
    except CookieError:
        return {}
