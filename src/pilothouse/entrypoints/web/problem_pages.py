"""Pages for what went wrong, in words: as a whole page, or as a part when the page asked for a part."""

from __future__ import annotations

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pilothouse.entrypoints.problems import API, plain
from pilothouse.entrypoints.tracing import to_quote

log = logging.getLogger(__name__)

_HEADLINES = {
    400: "This request could not be read",
    403: "This is not open to you",
    404: "There is nothing here",
    409: "This moved meanwhile",
    422: "This needs another look",
    429: "Please wait a moment",
    500: "Something went wrong on our side",
    503: "Not just now",
}
_LEDES = {
    400: "Go back, reload the page and try again.",
    403: "Go back, reload the page and send it again. If it stays so, ask who decides here.",
    404: "The address is wrong, or what was here is not open to you. Check the key, or start from the plan.",
    500: "Look whether it was done before you try again; your browser kept what you typed.",
}


def problem_page(request: HttpRequest, status: int, message: str = "", faults: Any = ()) -> HttpResponse:
    """The page of a fault."""
    headline = _HEADLINES.get(status, _HEADLINES[500])
    lede = message or _LEDES.get(status, "")
    if status == 500:
        lede = f"{lede} {to_quote()}"
    context = {"headline": headline, "lede": lede, "faults": list(faults)}
    part = bool(request.headers.get("HX-Request"))
    try:
        return render(
            request, "web/problem_part.jinja" if part else "web/problem.jinja", context, status=status
        )
    except Exception:
        log.exception("The page of a fault could not be drawn")
        return HttpResponse(f"{headline}. {lede}", status=status, content_type="text/plain; charset=utf-8")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(request, 403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, 404)


def broken(request: HttpRequest) -> HttpResponse:
    return _page(request, 500)


def csrf_missing(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without the token that proves it is ours: an old page, or another site."""
    if request.path.startswith(API):
        return plain(403)
    return problem_page(
        request, 403, "This form is too old to be taken. Go back, reload the page and send it again."
    )


def _page(request: HttpRequest, status: int) -> HttpResponse:
    return plain(status) if request.path.startswith(API) else problem_page(request, status)
