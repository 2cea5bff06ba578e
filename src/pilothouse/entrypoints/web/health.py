"""For whoever watches the program: it lives, and it can work."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from pilothouse.entrypoints.jobs.alive import is_alive


def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has the tables of this version, and somebody computes dates."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
        worked = is_alive()
    except DatabaseError:
        return _told(503, "the database does not answer")
    if missing:
        return _told(503, "run: pilothouse setup-database")
    if not worked:
        # Where workers are other processes, pages serve on without one: taking all of them out mends nothing.
        embedded = connection.vendor == "sqlite"
        return _told(
            503 if embedded else 200, "not ready: no worker" if embedded else "ready, without a worker"
        )
    return _told(200, "ready")


def _told(status: int, words: str) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain")
