"""Who calls: a token, or the session of a signed-in browser together with its CSRF token."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from ninja.errors import AuthenticationError, HttpError
from ninja.utils import check_csrf

from pilothouse.entrypoints import queries
from pilothouse.entrypoints.tokens import bearer
from pilothouse.who.rows import Viewer


def caller(request: HttpRequest) -> Any:
    """The account that calls. Raises for none, or for a session without its CSRF token."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        found = bearer(token.strip())
        if found is None:
            raise AuthenticationError
        if found.reads_only and request.method not in ("GET", "HEAD"):
            raise HttpError(403, "This token reads only. Make one that may change things.")
        found.account.token = found
        return found.account
    if not request.user.is_authenticated:
        raise AuthenticationError
    if check_csrf(request) is not None:
        raise HttpError(403, "A session must send its CSRF token in the header X-CSRFToken.")
    return request.user


def viewer_in(request: Any, workspace: str) -> Viewer:
    """The caller as a member of that workspace; for others it does not exist."""
    found = queries.access(request.auth, workspace)
    token = getattr(request.auth, "token", None)
    if found is None or (token is not None and token.workspace_id != found.workspace.pk):
        raise Http404
    return found.viewer
