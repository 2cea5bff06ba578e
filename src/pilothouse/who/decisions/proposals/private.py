"""What is told to few: where somebody decides a family, and private fields of what waits in a proposal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pilothouse.commands import command_named
from pilothouse.commands.fields import hint_of
from pilothouse.commands.lens import Size
from pilothouse.who.decisions.models import ChangeSet, Option
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Workspace
from pilothouse.who.rows import Viewer


def units_decided(viewer: Viewer, family: str) -> frozenset[UUID]:
    """Ids of the units in which the viewer decides that family today."""
    rights = Rights(Workspace.objects.get(pk=viewer.workspace))
    here = rights.standing.units.items()
    return frozenset(
        pk for pk, unit in here if str(viewer.member) in rights.judge(family, unit, Size()).deciders
    )


def told_commands(viewer: Viewer, change: ChangeSet, option: Option) -> list[dict[str, Any]]:
    """The commands of a proposal as ``{name, payload}``, without what history leaves out.

    Private fields are there for its author and for those asked to decide their family."""
    return [
        {**stored, "payload": _told(stored, private=_may_know(viewer, change, option, stored["name"]))}
        for stored in option.commands
    ]


def _told(stored: dict[str, Any], *, private: bool) -> dict[str, Any]:
    command = command_named(stored["name"])
    hints = {name: hint_of(command, name) for name in stored["payload"]}
    return {
        name: value
        for name, value in stored["payload"].items()
        if not hints[name].bulk and (private or not hints[name].private)
    }


def _may_know(viewer: Viewer, change: ChangeSet, option: Option, command: str) -> bool:
    family = command_named(command).meta.family
    asked = {
        member
        for verdict in option.verdict.get("verdicts", [])
        if verdict["family"] == family
        for key in verdict["keys"]
        if key["asked_as"] == "decide"
        for member in key["members"]
    }
    return viewer.member is not None and (change.author_id == viewer.member or str(viewer.member) in asked)
