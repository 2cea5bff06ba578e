"""Importing a file, for every way in: read it, say what it would do, or do it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pilothouse.commands import Fault, Outcome, Refused, parse
from pilothouse.interchange.bundle import bundle
from pilothouse.interchange.readers import read
from pilothouse.interchange.values import Imported, ReadErrors
from pilothouse.when.schedule.importing.dry_run import dry_run as look
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.models import Unit, Workspace
from pilothouse.who.rows import Viewer

COMMAND = "plan.import_file"
NOT_TAKEN = ("releases", "goals", "risks", "allocations", "history")
"""Parts of a plan document that an import does not bring in."""


@dataclass(frozen=True)
class Answer:
    """What a file holds and what became of it: ``report`` of a dry run, or the ``outcome``."""

    source: str
    counts: dict[str, int]
    losses: tuple[str, ...]
    report: dict[str, Any] | None = None
    outcome: Outcome | None = None

    def __str__(self) -> str:
        lines = [self.outcome.sentence] if self.outcome else _in_words(self.report or {})
        return "\n".join(
            [*lines, *(["Not taken over:"] if self.losses else []), *(f"- {x}" for x in self.losses)]
        )


def import_file(
    data: bytes,
    name: str,
    viewer: Viewer,
    channel: str,
    *,
    parent: str = "",
    known_as: str = "",
    prefix: str = "",
    dry_run: bool = False,
) -> Answer:
    """Import a file of any known kind.

    ``name`` is the file's; ``known_as`` ties later imports to this project (by default the plan's own name);
    ``parent`` is the unit a new project belongs to (by default the whole organisation). Raises Refused,
    with a fault for each thing that is wrong in the file."""
    imported = _read(data, name, viewer)
    fields = bundle(imported) | {"parent": parent or _organisation(viewer)}
    command = parse(
        COMMAND, fields | {"file": (known_as or imported.plan.name or name)[:200], "prefix": prefix}
    )
    answer = Answer(imported.source, dict(imported.counts), _losses(imported))
    if dry_run:
        return replace(answer, report=look(viewer, command))
    return replace(answer, outcome=submit(command, viewer, channel, title=f"Import {imported.plan.name}"))


def _read(data: bytes, name: str, viewer: Viewer) -> Imported:
    zone = Workspace.objects.values_list("timezone", flat=True).get(pk=viewer.workspace)
    try:
        return read(data, name, zone)
    except ReadErrors as errors:
        faults = tuple(Fault("file", str(fault)) for fault in errors.faults)
        raise Refused("This file cannot be imported as it is. Nothing was stored.", faults=faults) from errors


def _organisation(viewer: Viewer) -> str:
    unit = Unit.objects.seen_by(viewer).filter(kind="organisation").order_by("rank", "name").first()
    if unit is None:
        raise Refused("This workspace has no organisation yet. Set it up first.")
    return str(unit.pk)


def _losses(imported: Imported) -> tuple[str, ...]:
    left = [f"{part}: {n}" for part in NOT_TAKEN if (n := len(getattr(imported.plan, part)))]
    if len(imported.plan.projects) > 1:
        left.append(f"projects: {len(imported.plan.projects)}, kept as one")
    return (*(f"{loss.where}: {loss}" for loss in imported.losses), *left)


def _in_words(report: dict[str, Any]) -> list[str]:
    """A dry run, line by line."""
    lines = [f"{report['project']}: would be {'updated' if report['again'] else 'a new project'}"]
    for done in ("created", "updated", "unchanged"):
        counts = [f"{n} {kind}" for kind, n in report[done].items() if n]
        lines += [f"{done}: {', '.join(counts)}"] if counts else []
    if report["gone_count"]:
        lines.append(f"no longer in the file, kept: {', '.join(report['gone'])}")
    if not report["alone"]:
        lines.append("this would become a proposal: " + ", ".join(report["asks"]))
    return lines
