"""Faults as problem documents (RFC 9457), made in one place for everything below /api/."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from pilothouse.commands import Refused
from pilothouse.entrypoints.tracing import request_id

API = "/api/"
TYPE = "application/problem+json"
_WORDS = {
    401: "Sign in, or send a token made with `pilothouse token`.",
    403: "This request was not allowed. A session must send its CSRF token in X-CSRFToken.",
    404: "There is nothing here that you can see.",
    405: "This address does not take this method.",
    413: "This is larger than is taken here.",
    500: "Something went wrong on our side. It is in the server's log.",
}


def problem(status: int, detail: str, **more: Any) -> JsonResponse:
    """A problem document."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **({"request": request_id()} if status >= 500 else {}),
        **more,
    }
    return JsonResponse(body, status=status, content_type=TYPE)


def problem_of(refused: Refused) -> JsonResponse:
    """What the gate refused, with the faults of fields and what was seen and stands there now."""
    more: dict[str, Any] = {}
    if refused.faults:
        more["faults"] = [{"field": fault.field, "message": fault.message} for fault in refused.faults]
    if refused.stale:
        more["stale"] = refused.stale
    return problem(refused.status, refused.message, **more)


def as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The same answer, as a problem document when it is a fault told in another form."""
    if response.status_code < 400 or response.headers.get("Content-Type") == TYPE:
        return response
    told = problem(
        response.status_code, _WORDS.get(response.status_code, "This request could not be answered.")
    )
    for name in ("Allow", "WWW-Authenticate", "Retry-After"):
        if name in response.headers:
            told.headers[name] = response.headers[name]
    return told


def plain(status: int) -> HttpResponse:
    """The problem document of a bare status."""
    return problem(status, _WORDS.get(status, "This request could not be answered."))
