"""Issues as readers of trackers return them: complete, so that nothing is lost before it is said to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pilothouse.interchange.values import Loss

Stage = Literal["open", "started", "done", "dropped"]
STAGES: tuple[Stage, ...] = ("open", "started", "done", "dropped")
LinkKind = Literal["blocks", "blocked by", "relates", "duplicates"]


@dataclass(frozen=True, slots=True)
class User:
    """Somebody a tracker names: by an id of its own, with the address if the file tells it."""

    id: str
    name: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class IssueLink:
    """What this issue is to the ``other``: an id or key; ``named`` as the tracker names the kind."""

    kind: LinkKind
    other: str
    named: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment."""

    id: str
    author: str
    at: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Worked:
    """Hours somebody logged."""

    id: str
    author: str
    at: int | None
    hours: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of an issue's history: who changed which field, when, from what to what."""

    at: int
    author: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Sprint:
    """A time box of a team."""

    id: str
    name: str
    start: int | None = None
    finish: int | None = None
    goal: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """What issues are shipped in: a fix version, a GitHub milestone."""

    id: str
    name: str
    due: int | None = None
    done: bool = False


@dataclass(slots=True)
class Issue:
    """One issue. Moments are UTC minutes, work is hours; ``line`` is where it stands in the file.

    ``id`` is what never changes in the source, ``key`` what people call it. ``parent`` and links name either.
    ``stage`` is filled where the source says it; else the mapping says it of the ``state``."""

    id: str
    key: str
    title: str
    line: int = 0
    description: str = ""
    type: str = ""
    state: str = ""
    stage: Stage | None = None
    priority: str = ""
    resolution: str = ""
    rank: str = ""
    project: str = ""
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    reporter: str = ""
    parent: str = ""
    estimate: float | None = None
    remaining: float | None = None
    spent: float | None = None
    points: float | None = None
    created: int | None = None
    updated: int | None = None
    started: int | None = None
    finished: int | None = None
    due: int | None = None
    links: tuple[IssueLink, ...] = ()
    sprints: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    worked: tuple[Worked, ...] = ()
    history: tuple[Step, ...] = ()
    custom: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tracker:
    """All that was read of one file. ``roles`` are what each column of a table holds, with
    ``samples`` of them; ``shape`` tells tables apart.

    ``prefix`` is what keys of the source begin with, if all begin alike."""

    source: str
    name: str
    issues: tuple[Issue, ...]
    users: Mapping[str, User] = field(default_factory=dict)
    sprints: Mapping[str, Sprint] = field(default_factory=dict)
    versions: Mapping[str, Version] = field(default_factory=dict)
    losses: tuple[Loss, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    samples: Mapping[str, str] = field(default_factory=dict)
    shape: str = ""
    prefix: str = ""
