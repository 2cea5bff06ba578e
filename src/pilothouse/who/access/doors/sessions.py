"""Sessions as rows one can list and end. ``SessionStore`` makes this module Django's session engine.

They run out by the clock on the wall, as cookies do: a story that stops the clock signs nobody out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from pilothouse.who import clock
from pilothouse.who.access.doors.devices import coarse, device_of
from pilothouse.who.access.models import Session
from pilothouse.who.access.secrets import digest_of
from pilothouse.who.decisions.gate import outbox
from pilothouse.who.people.models import Account, Member

SEEN_EVERY = timedelta(minutes=5)
_DEVICE, _PLACE, _SEEN = "_device", "_place", "_seen"


class SessionStore(DatabaseStore):
    """Django's database sessions, with whose they are."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row: Session = super().create_model_instance(data)  # type: ignore[assignment]
        now = clock.now()
        row.account = UUID(data[SESSION_KEY]) if SESSION_KEY in data else None
        row.device, row.place = data.get(_DEVICE, ""), data.get(_PLACE, "")
        row.started_at = datetime.fromisoformat(data["_started"]) if "_started" in data else now
        row.seen_at = now
        return row


def note_device(request: Any) -> None:
    """Remember what signed in, and from roughly where."""
    request.session[_DEVICE] = device_of(request.headers.get("User-Agent", ""))
    request.session[_PLACE] = coarse(request.META.get("REMOTE_ADDR", ""))
    request.session["_started"] = clock.now().isoformat()
    request.session[_SEEN] = clock.now().isoformat()


def note_seen(request: Any) -> None:
    """Note now and then that a session is in use."""
    seen, now = request.session.get(_SEEN), clock.now()
    if seen is None or datetime.fromisoformat(seen) < now - SEEN_EVERY:
        request.session[_SEEN] = now.isoformat()


def sessions_of(account: UUID, current: str | None) -> list[dict[str, Any]]:
    """Sessions that still hold, the current one first, then as they were last used."""
    store = SessionStore()
    valid = Account.objects.get(pk=account).get_session_auth_hash()
    rows = Session.objects.filter(account=account, expire_date__gt=timezone.now()).order_by("-seen_at")
    found = [
        {
            "id": digest_of(row.session_key)[:32],
            "device": row.device or "Unknown browser",
            "place": row.place,
            "started_at": row.started_at,
            "seen_at": row.seen_at,
            "current": row.session_key == current,
        }
        for row in rows
        if store.decode(row.session_data).get(HASH_SESSION_KEY) == valid
    ]
    return sorted(found, key=lambda row: not row["current"])


def end_one(account: UUID, id: str) -> bool:
    """End the session that the list calls ``id``; whether there was one."""
    keys = [k for k in _keys(account) if digest_of(k)[:32] == id]
    _end(account, keys)
    return bool(keys)


def end_all(account: UUID, but: str | None = None) -> int:
    """End all sessions of an account, or all but one; how many."""
    keys = [key for key in _keys(account) if key != but]
    _end(account, keys)
    return len(keys)


def tell_streams(account: UUID) -> None:
    """Have every open stream of that account ask again whether it may go on."""
    workspaces = Member.everything.filter(account=account).values_list("workspace", flat=True)
    for workspace in set(workspaces):
        outbox.tell(workspace, {"changed": [f"account:{account}"]})


def _keys(account: UUID) -> Iterable[str]:
    return list(Session.objects.filter(account=account).values_list("session_key", flat=True))


def _end(account: UUID, keys: Iterable[str]) -> None:
    Session.objects.filter(session_key__in=keys).delete()
    tell_streams(account)


def clear_expired() -> None:
    """Forget sessions that ended by themselves."""
    Session.objects.filter(expire_date__lt=timezone.now()).delete()
