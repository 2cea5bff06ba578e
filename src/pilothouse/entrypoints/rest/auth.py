"""Who calls: a token, or the session of a signed-in browser together with its CSRF token."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.utils import check_csrf

from pilothouse.entrypoints import queries
from pilothouse.entrypoints.tokens import bearer
from pilothouse.who.access.models import ApiToken
from pilothouse.who.access.queries import held_to
from pilothouse.who.rows import Viewer

BEHALF = "Pilothouse-On-Behalf-Of"
"""The header in which a service says for whom it acts: an e-mail address, a name or an id."""


def caller(request: HttpRequest) -> Any:
    """The token or the account that calls. Raises for none, or for a session without its CSRF token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = bearer(token.strip())
        if found is None:
            raise AuthenticationError
        if found.grant == "read" and request.method not in ("GET", "HEAD"):
            raise HttpError(403, "This token reads only. Make one that may change things.")
        return found
    if not request.user.is_authenticated:
        raise AuthenticationError
    if check_csrf(request) is not None:
        raise HttpError(403, "A session must send its CSRF token in the header X-CSRFToken.")
    return request.user


def viewer_in(request: Any, workspace: str) -> Viewer:
    """The caller as a member of that workspace; for others it does not exist."""
    caller = request.auth
    if not isinstance(caller, ApiToken):
        found = queries.access(caller, workspace)
        if found is None:
            raise Http404
        return found.viewer
    found = queries.access_with(caller, workspace)
    if found is None:
        raise Http404
    return held_to(found.viewer, caller, request.headers.get(BEHALF, "")[:254].strip())
