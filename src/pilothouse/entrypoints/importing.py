"""Importing a file, for every way in: read it, say what it would do, or do it."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping as Table
from dataclasses import dataclass, field, replace
from typing import Any

from pilothouse.commands import Command, Fault, Outcome, Refused, parse
from pilothouse.interchange.bundle import bundle
from pilothouse.interchange.issues.mapping import Mapping, Offer
from pilothouse.interchange.readers import read, source_of
from pilothouse.interchange.table.reader import MappingNeeded
from pilothouse.interchange.values import Imported, ReadErrors
from pilothouse.when.schedule.importing.dry_run import dry_run as look
from pilothouse.when.schedule.importing.remembered import is_free, matches, remembered
from pilothouse.who import clock
from pilothouse.who.decisions.gate.submit import submit
from pilothouse.who.people.models import Unit, Workspace
from pilothouse.who.rows import Viewer

COMMAND = "plan.import_file"
NOT_TAKEN = ("releases", "goals", "risks", "allocations", "history")
"""Parts of a plan document that an import does not bring in."""
NOT_READ = "This file cannot be imported as it is. Nothing was stored."


class NeedsMapping(Refused):
    """A table that does not say which column is what: with ``offer`` somebody can."""

    def __init__(self, error: MappingNeeded) -> None:
        self.offer = Offer(Mapping(columns=error.roles), error.shape, error.samples)
        super().__init__(NOT_READ, faults=tuple(Fault("file", str(fault)) for fault in error.faults))


@dataclass(frozen=True)
class Answer:
    """What a file holds and what became of it: ``report`` of a dry run, or the ``outcome``.

    ``offer`` is what may be mapped otherwise, ``people`` whom the file names and which member each is."""

    source: str
    counts: dict[str, int]
    losses: tuple[str, ...]
    offer: Offer | None = None
    people: list[dict[str, Any]] = field(default_factory=list)
    report: dict[str, Any] | None = None
    outcome: Outcome | None = None

    def __str__(self) -> str:
        lines = [self.outcome.sentence] if self.outcome else _in_words(self.report or {})
        return "\n".join(
            [*lines, *(["Not taken over:"] if self.losses else []), *(f"- {x}" for x in self.losses)]
        )

    def to_json(self) -> dict[str, Any]:
        """As the API tells it."""
        told = {
            "source": self.source,
            "counts": self.counts,
            "not_taken_over": list(self.losses),
            "mapping": self.offer.mapping.to_json() if self.offer else None,
            "people": self.people,
            "report": self.report,
        }
        return {name: value for name, value in told.items() if value is not None}


def import_file(
    data: bytes,
    name: str,
    viewer: Viewer,
    channel: str,
    *,
    parent: str = "",
    known_as: str = "",
    prefix: str = "",
    mapping: Table[str, Any] | None = None,
    dry_run: bool = False,
) -> Answer:
    """Import a file of any known kind.

    ``name`` is the file's; ``known_as`` ties later imports to this project (by default the plan's own name);
    ``parent`` is the unit a new project belongs to (by default the whole organisation); ``mapping`` is how a
    tracker or table is read (by default as the last one of its source). Raises Refused, with a fault for each
    thing that is wrong in the file."""
    imported = _read(data, name, viewer, mapping)
    command = _command(imported, viewer, known_as or imported.plan.name or name, prefix, parent)
    answer = Answer(imported.source, dict(imported.counts), _losses(imported), imported.offer)
    if dry_run:
        mapped = imported.offer.mapping.people if imported.offer else {}
        people = matches(viewer, imported.users, mapped)
        return replace(answer, people=people, report=look(viewer, command))
    return replace(answer, outcome=submit(command, viewer, channel, title=f"Import {imported.plan.name}"))


def parsed_mapping(text: str) -> dict[str, Any]:
    """A mapping as somebody wrote it in JSON. Raises Refused for anything else."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"The mapping is not JSON: {error}.") from error
    if not isinstance(said, dict):
        raise Refused('The mapping must be an object, such as {"columns": {"Summary": "title"}}.')
    return said


def _command(imported: Imported, viewer: Viewer, known_as: str, prefix: str, parent: str) -> Command:
    if not prefix and imported.prefix and is_free(viewer, imported.prefix):
        prefix = imported.prefix
    place = {"parent": parent or _organisation(viewer), "file": known_as[:200], "prefix": prefix}
    return parse(COMMAND, bundle(imported) | place)


def _read(data: bytes, name: str, viewer: Viewer, mapping: Table[str, Any] | None) -> Imported:
    zone = Workspace.objects.values_list("timezone", flat=True).get(pk=viewer.workspace)
    now = int(max(clock.now().timestamp(), time.time()) // 60)
    try:
        said = remembered(viewer, *source_of(data, name)) if mapping is None else mapping
        return read(data, name, zone, mapping=Mapping.of(said), now=now)
    except MappingNeeded as error:
        raise NeedsMapping(error) from error
    except ReadErrors as errors:
        faults = tuple(Fault("file", str(fault)) for fault in errors.faults)
        raise Refused(NOT_READ, faults=faults) from errors


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
