"""The worker: it looks what is out of date and computes it, whoever moved it.

It is told nothing that it could miss: the state of the database alone says what is to be done. Several
workers may run; on PostgreSQL one at a time computes a workspace, elsewhere the second stores nothing.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from uuid import UUID

from django.db import close_old_connections, connection

from pilothouse.commands import Refused
from pilothouse.engine.forecast import Cancelled
from pilothouse.engine.precedence import CycleError
from pilothouse.entrypoints.jobs.alive import working
from pilothouse.entrypoints.jobs.chores import do_chores
from pilothouse.when.schedule.recompute import recompute_now
from pilothouse.when.schedule.upkeep import estimated, reprice_open, see_to_people, settle_due
from pilothouse.when.schedule.weighing import weigh_risks
from pilothouse.who import clock
from pilothouse.who.decisions.scenarios.branching import compute_waiting, waiting
from pilothouse.who.people.models import Workspace

log = logging.getLogger(__name__)

POLL = 1.0
DEBOUNCE = 0.3
LOOK = 0.2
"""Seconds: between looks at the database; the quiet after a change before computing starts; between looks,
while computing, whether the plan moved on."""

State = tuple[int, date]
_woken = threading.Event()


def wake() -> None:
    """Have the worker of this process look at once."""
    _woken.set()


def run_worker(stop: threading.Event) -> None:
    """Keep all workspaces computed until ``stop`` is set, which is seen within a second."""
    worker = Worker(stop)
    with working():
        while not stop.is_set():
            close_old_connections()
            worker.look()
            do_chores()
            _woken.wait(POLL)
            _woken.clear()
    connection.close()


class Worker:
    """Knows, for each workspace, at which plan revision and day it was last seen to.

    A proposal whose refinement failed is ``given_up`` until the plan moves; deciding it still computes it."""

    def __init__(self, stop: threading.Event) -> None:
        self.stop = stop
        self.done: dict[UUID, State] = {}
        self.given_up: set[UUID] = set()

    def look(self) -> None:
        """Compute what is out of date, once round all workspaces."""
        for workspace in Workspace.objects.all():
            if self.stop.is_set():
                return
            try:
                self._see_to(workspace)
            except Cancelled:
                log.debug("the plan of %s moved while it was computed", workspace.slug)
            except Exception:
                log.exception("could not compute the plan of %s", workspace.slug)
                self.done[workspace.pk] = _state(workspace.pk)
                self.given_up |= _waiting(workspace.pk)

    def _see_to(self, workspace: Workspace) -> None:
        state = _state(workspace.pk)
        moved = self.done.get(workspace.pk) != state
        if moved or _waiting(workspace.pk) - self.given_up:
            state = self._quiet(workspace.pk, state) if moved else state
            with _alone(workspace.pk) as mine:
                if not mine:
                    return
                self._compute(workspace, state)
                self.done[workspace.pk] = state
        see_to_people(workspace)
        settle_due(workspace)

    def _compute(self, workspace: Workspace, state: State) -> None:
        begun = time.perf_counter()
        try:
            if recompute_now(workspace, _Moved(workspace.pk, state, self.stop)):
                _told(workspace, state, time.perf_counter() - begun)
        except CycleError as ring:
            log.warning("the plan of %s has no dates: %s", workspace.slug, ring)
        try:
            reprice_open(workspace, _Moved(workspace.pk, state, self.stop))
        except Refused as refused:
            log.warning("a proposal of %s could not be computed: %s", workspace.slug, refused.message)
        compute_waiting(workspace, _Moved(workspace.pk, state, self.stop))
        try:
            weigh_risks(workspace, _Moved(workspace.pk, state, self.stop))
        except CycleError as ring:
            log.debug("the risks of %s weigh nothing without dates: %s", workspace.slug, ring)

    def _quiet(self, workspace: UUID, state: State) -> State:
        """Wait until the plan stands still for a moment."""
        while not self.stop.wait(DEBOUNCE):
            now = _state(workspace)
            if now == state:
                return state
            state = now
        return state


class _Moved:
    """Whether the plan moved on, or the worker is to stop; asks the database now and then."""

    def __init__(self, workspace: UUID, state: State, stop: threading.Event) -> None:
        self.workspace, self.state, self.stop = workspace, state, stop
        self.next_look = time.monotonic() + LOOK

    def __call__(self) -> bool:
        if self.stop.is_set():
            return True
        if time.monotonic() < self.next_look:
            return False
        self.next_look = time.monotonic() + LOOK
        return _state(self.workspace) != self.state


def _waiting(workspace: UUID) -> set[UUID]:
    """Ids of proposals and scenarios that are to be computed though the plan stands still."""
    return estimated(workspace) | waiting(workspace)


def _told(workspace: Workspace, state: State, seconds: float) -> None:
    fields = {"workspace": workspace.slug, "revision": state[0], "ms": round(seconds * 1000)}
    log.info("forecast computed", extra={"fields": fields})


def _state(workspace: UUID) -> State:
    revision, zone = Workspace.objects.values_list("plan_revision", "timezone").get(pk=workspace)
    return revision, clock.today(zone)


@contextmanager
def _alone(workspace: UUID) -> Iterator[bool]:
    """Whether no other process computes that workspace, for as long as the block runs."""
    if connection.vendor != "postgresql":
        yield True
        return
    key = workspace.int & 0x7FFFFFFFFFFFFFFF
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
