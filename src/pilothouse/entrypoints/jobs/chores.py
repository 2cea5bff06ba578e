"""What the worker does beside computing: it sends what was written and forgets what has run out."""

from __future__ import annotations

import logging
import time

from django.db import connection

from pilothouse.commands import parse
from pilothouse.entrypoints.jobs.gaps import leave_out_gaps
from pilothouse.how.delivery.impediments.escalating import escalate_due
from pilothouse.how.delivery.recurring.due import anything_due
from pilothouse.together.notices.doors import digests, telling
from pilothouse.when.risks.escalating import escalate_issues
from pilothouse.who.access.doors import attempts, post, sessions
from pilothouse.who.decisions.gate.once_only import forget_answers
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.items.restoring import anything_over, known_files
from pilothouse.who.items.store import sweep
from pilothouse.who.people.holidays_due import extend_holidays
from pilothouse.who.people.models import Workspace

log = logging.getLogger(__name__)
TIDY_EVERY = 3600.0
DIGESTS_EVERY = 60.0
_tidied = [-TIDY_EVERY, -DIGESTS_EVERY]


def empty_bins() -> None:
    """Let go of what lay in a bin too long, and of files that nothing names any more."""
    for workspace in Workspace.objects.all():
        if anything_over(workspace):
            carry_out(parse("bin.purge", {}), workspace)
    sweep(known_files())


def make_recurring() -> None:
    """Make the tasks of recurring work whose time has come."""
    for workspace in Workspace.objects.all():
        if anything_due(workspace):
            carry_out(parse("recurring.extend", {}), workspace)


def look_at_sizes() -> None:
    """Have SQLite look again at how many rows there are of what, also in tables that a migration made anew.

    Without it a key among many items is looked for by the wrong index; PostgreSQL does this by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
            leave_out_gaps(cursor)


def do_chores() -> None:
    """Send mail that is due and pass on what is overdue; now and then clear away what is old."""
    try:
        telling.catch_up()
        if time.monotonic() - _tidied[1] > DIGESTS_EVERY:
            _tidied[1] = time.monotonic()
            digests.write_due()
            escalate_due()
            escalate_issues()
        post.send_waiting()
        if time.monotonic() - _tidied[0] > TIDY_EVERY:
            _tidied[0] = time.monotonic()
            sessions.clear_expired()
            attempts.clear_old()
            empty_bins()
            make_recurring()
            extend_holidays()
            forget_answers()
            look_at_sizes()
    except Exception:
        log.exception("the worker's chores were not done")
