"""Telling open pages what is no change: how far a computation is."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.who.decisions import guard
from pilothouse.who.decisions.models import Outbox
from pilothouse.who.people.models import Workspace


def tell(workspace: UUID, event: dict[str, Any]) -> None:
    """Put an event on the workspace's stream, at its revision."""
    revision = Workspace.objects.values_list("revision", flat=True).get(pk=workspace)
    with guard.opened():
        Outbox.objects.create(workspace_id=workspace, revision=revision, event=event)
