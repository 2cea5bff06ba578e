"""What holds for every answer: headers, who is looking, and faults told as pages people can act on."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone, translation

from pilothouse.commands import Refused
from pilothouse.entrypoints import queries
from pilothouse.entrypoints.problems import API, as_problem, problem
from pilothouse.entrypoints.tracing import to_quote
from pilothouse.entrypoints.web.problem_pages import problem_page
from pilothouse.who import clock
from pilothouse.who.access.doors.sessions import note_seen
from pilothouse.who.once import reading, recall, tell

Answer = Callable[[HttpRequest], HttpResponseBase]
log = logging.getLogger(__name__)

POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)
ONLY_TLS = "max-age=31536000"
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Headers that keep other sites and injected scripts out; what is not an asset is kept by no cache."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if settings.SECURE:
            response.headers.setdefault("Strict-Transport-Security", ONLY_TLS)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class CompressedPages(GZipMiddleware):
    """Compresses pages, whose length it varies so that it tells nothing of secrets in them; assets are built
    compressed and streams are left alone."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The page compressed, if the browser takes it so."""
        if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        compressed: HttpResponseBase = super().process_response(request, response)
        return compressed


class Membership:
    """Addresses below a workspace are for its members: ``request.viewer`` and ``request.workspace``.

    For anybody else the workspace does not exist."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        try:
            with reading():
                return self.get_response(request)
        finally:
            timezone.deactivate()

    def process_view(
        self, request: Any, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Look up the membership before the view runs."""
        slug = kwargs.get("workspace")
        if slug is None or request.path.startswith(API):
            return None
        if not request.user.is_authenticated:
            return _sign_in_first(request)
        found = queries.access(request.user, slug)
        if found is None:
            raise Http404
        request.viewer, request.workspace = found.viewer, found.workspace
        request.preferences = found.preferences
        if found.preferences.locale:
            translation.activate(found.preferences.locale)
            request.LANGUAGE_CODE = found.preferences.locale
        note_seen(request)
        if request.method in ("GET", "HEAD"):
            recall(found.viewer, (found.workspace.revision, clock.today(found.workspace.timezone)))
            tell(queries.workspace_of, found.viewer, answer=found.workspace)
        timezone.activate(found.workspace.timezone)
        return None


class RefusalPages:
    """Turns what the gate refuses, and a database that does not answer, into pages or problem documents."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        return as_problem(request, response) if request.path.startswith(API) else response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for what went wrong; None leaves it to Django."""
        if isinstance(error, Refused):
            faults = [f"{fault.message}" for fault in error.faults if fault.message != error.message]
            return _told(request, error.status, error.message, faults)
        if isinstance(error, DatabaseError):
            log.exception("The database did not answer")
            return _told(
                request,
                503,
                "Not saved: the database is busy or away. What you sent is kept in your browser's "
                f"form; go back and send it again in a moment. {to_quote()}",
                [],
            )
        return None


def _told(request: HttpRequest, status: int, message: str, faults: list[str]) -> HttpResponse:
    if request.path.startswith(API):
        return problem(status, message)
    return problem_page(request, status, message, faults)


def _sign_in_first(request: Any) -> HttpResponseBase:
    response = redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
    if request.headers.get("HX-Request"):
        return HttpResponse(status=401, headers={"HX-Redirect": response["Location"]})
    return response
