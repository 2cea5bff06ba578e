"""The API, its faults as problem documents, and its description."""

from __future__ import annotations

import logging
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser

from pilothouse import __version__
from pilothouse.commands import Refused
from pilothouse.entrypoints.problems import plain, problem, problem_of
from pilothouse.entrypoints.rest.api import router
from pilothouse.entrypoints.rest.auth import caller
from pilothouse.entrypoints.rest.openapi import described

log = logging.getLogger(__name__)
JSON = "application/json"


class API(NinjaAPI):
    """Ninja's, described from the registries as they stand when asked."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        return described(super().get_openapi_schema(*args, **kwargs))


class JsonParser(Parser):
    """Takes JSON that says it is: what a page elsewhere can have a browser send says something else."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != JSON:
            raise ValueError(request.content_type)
        return super().parse_body(request)


api = API(
    parser=JsonParser(),
    title="Pilothouse",
    version=__version__,
    auth=caller,
    docs_url=None,
    urls_namespace="api",
)
api.add_router("", router)


@api.exception_handler(Refused)
def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem_of(error)


@api.exception_handler(AuthenticationError)
def unauthorised(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = plain(401)
    response.headers["WWW-Authenticate"] = 'Bearer realm="Pilothouse"'
    return response


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return plain(404)


@api.exception_handler(HttpError)
def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code != 400:
        return problem(error.status_code, error.message)
    if request.content_type != JSON:
        told = request.content_type or "nothing"
        return problem(415, f"Send JSON, with the header Content-Type: {JSON}. This said {told}.")
    return problem(400, "The body could not be read: send JSON.")


@api.exception_handler(RequestDataTooBig)
def too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return plain(413)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    faults = [{"field": _place(fault["loc"]), "message": fault["msg"]} for fault in error.errors]
    return problem(422, "Check the named places of the request.", faults=faults)


@api.exception_handler(DatabaseError)
def away(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    log.exception("The database did not answer", exc_info=error)
    answer = problem(503, "Not saved: the database is busy or away. Send it again in a moment.")
    answer.headers["Retry-After"] = "5"
    return answer


@api.exception_handler(Exception)
def broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.exception("A request of the API failed", exc_info=error)
    return plain(500)


def _place(loc: tuple[Any, ...]) -> str:
    """Where in the request, without the names of our parameters."""
    return ".".join(str(part) for part in loc[2:]) or str(loc[-1])


def nowhere(request: HttpRequest) -> HttpResponse:
    """Every other address below the API's."""
    return plain(404)


urlpatterns = [path("", api.urls), re_path("", nowhere)]
