"""Telling open pages: what changed, and what is no change, such as how far a computation is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import connection

from pilothouse.who import statements
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.models import Outbox
from pilothouse.who.people.models import Workspace


def tell(workspace: UUID, event: dict[str, Any]) -> None:
    """Put an event on the workspace's stream, at its revision."""
    post(workspace, Workspace.objects.values_list("revision", flat=True).get(pk=workspace), event)


def post(workspace: UUID, revision: int, event: dict[str, Any]) -> None:
    """Write an event down, and on PostgreSQL wake who listens, once this transaction stands."""
    with guard.opened():
        statements.insert([Outbox(workspace_id=workspace, revision=revision, event=event)])
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("NOTIFY pilothouse_outbox")
