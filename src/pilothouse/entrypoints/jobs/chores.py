"""What the worker does beside computing: it sends what was written and forgets what has run out."""

from __future__ import annotations

import logging
import time

from pilothouse.who.access.doors import attempts, post, sessions

log = logging.getLogger(__name__)
TIDY_EVERY = 3600.0
_tidied = [0.0]


def do_chores() -> None:
    """Send mail that is due; now and then clear away old sessions and failures."""
    try:
        post.send_waiting()
        if time.monotonic() - _tidied[0] > TIDY_EVERY:
            _tidied[0] = time.monotonic()
            sessions.clear_expired()
            attempts.clear_old()
    except Exception:
        log.exception("the worker's chores were not done")
