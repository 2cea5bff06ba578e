"""What is said to have happened cannot lie ahead."""

from __future__ import annotations

from pilothouse.interchange.issues.values import Tracker
from pilothouse.interchange.values import Ledger

DAY = 24 * 60


def refuse_future(tracker: Tracker, now: int | None) -> None:
    """Raise ``ReadErrors`` naming every issue that was created, begun or finished later than a day from now:
    less may be another time zone."""
    if now is None:
        return
    ledger = Ledger("row")
    for issue in tracker.issues:
        for what in ("created", "started", "finished"):
            at = getattr(issue, what)
            if at is not None and at > now + DAY:
                message = f"is said to be {what} on a day that lies ahead. Correct the date."
                ledger.fault(issue.line, issue.key or issue.title[:60], message)
    ledger.raise_faults()
