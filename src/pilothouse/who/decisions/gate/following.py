"""Rows derived from other rows, kept in the transaction that changes those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db import transaction

from pilothouse.commands import Difference
from pilothouse.commands.lens import Replaced, followers
from pilothouse.who import statements
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.turn import turn
from pilothouse.who.people.models import Workspace


def follow(workspace: Workspace, differences: Sequence[Difference]) -> None:
    """Replace whatever is derived from what changed."""
    for follower in followers():
        for replaced in follower.follow(workspace, differences):
            _replace(workspace, replaced)


def derive_anew(workspace: Workspace) -> int:
    """Derive all of it again from the rows as they stand; how many rows came of it."""
    count = 0
    with transaction.atomic():
        for follower in followers():
            for replaced in follower.everything(workspace):
                _replace(workspace, replaced)
                count += len(replaced.rows)
    return count


def derive_all_anew() -> Iterator[tuple[str, int]]:
    """The same for every workspace, in its turn: its name, and how many rows came of it."""
    for pk in Workspace.objects.values_list("pk", flat=True):
        with turn(pk) as workspace:
            yield workspace.name, derive_anew(workspace)


def derive_missing() -> None:
    """Derive what an older version did not know to derive yet."""
    for workspace in Workspace.objects.all():
        if any(follower.missing(workspace) for follower in followers()):
            derive_anew(workspace)


def _replace(workspace: Workspace, replaced: Replaced) -> None:
    with guard.opened():
        if replaced.where is not None:
            statements.delete(replaced.model, {"workspace": workspace.pk, **replaced.where})
        statements.insert(replaced.rows)
