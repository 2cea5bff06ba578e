"""One line in the log for every request, without what only its sender may know: no address, no words sent."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import DisallowedHost
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase

from pilothouse.entrypoints.tracing import HEADER, tracing

log = logging.getLogger("pilothouse.requests")
Answer = Callable[[HttpRequest], HttpResponseBase]
QUIET = {"healthz", "readyz"}
MOST = 100


class RequestLog:
    """Gives every request its id and tells what became of it. A route's name stands for its address, which
    may hold the token of an invitation or what somebody searched for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with tracing(request.headers.get(HEADER, "")) as id, _counting() as asked:
            begun = time.perf_counter()
            response = self._answer(request)
            response.headers[HEADER] = id
            fields = told(request, response, (time.perf_counter() - begun) * 1000, asked.count)
            log.log(_level(request, response, fields["route"]), "request", extra={"fields": fields})
        return response

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            return _not_here(request)
        return self.get_response(request)


@contextmanager
def _counting() -> Iterator[_Asked]:
    """Django's own ``execute_wrapper`` takes the last one off again: here that may be the guard, which is put
    on when the connection is made, inside."""
    asked = _Asked()
    connection.execute_wrappers.insert(0, asked)
    try:
        yield asked
    finally:
        connection.execute_wrappers.remove(asked)


class _Asked:
    """Counts what the database is asked."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.count += 1
        return execute(*given)


def told(request: Any, response: HttpResponseBase, ms: float, queries: int) -> dict[str, Any]:
    """The fields of the line."""
    match = request.resolver_match
    account = getattr(request, "_cached_user", None) or getattr(request, "auth", None)
    account = getattr(account, "account", None) or account
    return {
        "method": request.method if request.method in _METHODS else "other",
        "route": (match.view_name or match.route) if match else _unrouted(request),
        "status": response.status_code,
        "ms": round(ms, 1),
        "queries": queries,
        "workspace": match.kwargs.get("workspace") if match else None,
        "account": str(pk) if (pk := getattr(account, "pk", None)) else None,
    }


_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def _unrouted(request: HttpRequest) -> str:
    return "static" if request.path.startswith("/static/") else "none"


def _level(request: HttpRequest, response: HttpResponseBase, route: str) -> int:
    if response.status_code >= 500:
        return logging.ERROR
    return logging.DEBUG if route in QUIET or route == "static" else logging.INFO


def _not_here(request: HttpRequest) -> HttpResponse:
    """A name this server was not told it has: a forged one, or one that its operator forgot."""
    name = "".join(c for c in request.META.get("HTTP_HOST", "") if c.isprintable())[:MOST]
    return HttpResponse(
        f"This server does not answer to the name {name!r}. If it should, add that name to PILOTHOUSE_HOSTS, "
        "for example PILOTHOUSE_HOSTS=plan.example.org,127.0.0.1, and start it again.\n",
        status=400,
        content_type="text/plain; charset=utf-8",
    )
