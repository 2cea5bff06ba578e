"""One digest a day for each member, at their hour in their time zone, whoever sends it and however often."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from pilothouse.together.notices.letters import write_digest
from pilothouse.together.notices.models import Digest, Notice
from pilothouse.who import clock
from pilothouse.who.people.models import Member
from pilothouse.who.people.preferences import preferences_of_account

FIRST = timedelta(days=1)
MOST = 100


def write_due() -> int:
    """Write the digests whose hour has come; how many."""
    now = clock.now()
    here = {"deleted_at": None, "left_on": None, "account__is_active": True}
    rows = Member.everything.filter(**here).select_related("workspace", "account__preference")
    return sum(_write(member, now) for member in rows if _due(member, now))


def _due(member: Member, now: datetime) -> bool:
    assert member.account is not None
    likes = preferences_of_account(member.account)
    local = now.astimezone(ZoneInfo(likes.timezone or member.workspace.timezone))
    if not likes.digest or local.hour < likes.digest_hour:
        return False
    return not Digest.objects.filter(member=member, day=local.date()).exists()


def _write(member: Member, now: datetime) -> int:
    assert member.account is not None
    zone = preferences_of_account(member.account).timezone or member.workspace.timezone
    with transaction.atomic():
        last = Digest.objects.filter(member=member).order_by("-day").first()
        day = now.astimezone(ZoneInfo(zone)).date()
        _, mine = Digest.objects.get_or_create(member=member, day=day, defaults={"at": now})
        if not mine:
            return 0
        since = last.at if last else now - FIRST
        notices = list(
            Notice.objects.filter(member=member, read_at=None, at__gt=since).order_by("-at")[:MOST]
        )
        if notices:
            write_digest(member, notices)
    return int(bool(notices))
