"""Noting when a token was last used."""

from __future__ import annotations

from datetime import timedelta

from pilothouse.who import clock
from pilothouse.who.access.models import ApiToken
from pilothouse.who.decisions.gate import guard

NOTED_EVERY = timedelta(hours=1)


def note_used(token: ApiToken) -> None:
    """Note, now and then, that a program came in with it."""
    now = clock.now()
    if token.last_used is None or token.last_used < now - NOTED_EVERY:
        with guard.opened():
            ApiToken.everything.filter(pk=token.pk).update(last_used=now)
