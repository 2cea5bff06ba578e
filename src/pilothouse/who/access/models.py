"""How people and programs come in: invitations, tokens, sessions, failed attempts, letters to be sent."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar
from uuid import UUID, uuid4

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from pilothouse.who.people.models import Account, Member
from pilothouse.who.rows import Row, Viewer


class Invitation(Row):
    """A way in for one person, once. Only the hash of its link's secret is kept.

    ``roles`` are {unit, role} given on accepting; ``member`` is who it lets sign in, when they are here
    already. ``accepted_at`` says it was used; a revoked one is in the bin."""

    member = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=20, default="person")
    roles = models.JSONField(default=list)
    digest = models.CharField(max_length=64, db_index=True)
    made_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    accepted_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    private: ClassVar[bool] = True

    def __str__(self) -> str:
        return f"invitation of {self.name}"


class ApiToken(Row):
    """What a program signs in with, in one workspace, as one person or one service. Only its hash is kept.

    ``units`` are ids of those whose things it may change; empty: all. A ``service`` has no account; it acts
    on behalf of somebody, and ``made_by`` answers for what it may only suggest."""

    GRANTS = [("act", "do what they may"), ("propose", "suggest only"), ("read", "read only")]
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="tokens")
    service = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="tokens")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, db_index=True)
    grant = models.CharField(max_length=10, choices=GRANTS, default="act")
    units = models.JSONField(default=list)
    on_behalf_of = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    made_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)

    private: ClassVar[bool] = True
    untracked: ClassVar[frozenset[str]] = frozenset({"last_used"})

    def __str__(self) -> str:
        return f"token {self.name}"

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(account__members=viewer.member) | (
            Q(service__isnull=False) if viewer.kind == "person" else Q(pk__in=[])
        )


class Mechanical(models.Model):
    """What the doors note for themselves: nobody decides it, nobody undoes it, nobody reads another's."""

    mechanical: ClassVar[bool] = True
    derived: ClassVar[bool] = True

    class Meta:
        abstract = True

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(pk__in=[])


class Session(Mechanical, AbstractBaseSession):
    """A signed-in browser: whose, what it said it is, from roughly where, and when it was last seen."""

    account: models.UUIDField[UUID | None, UUID | None] = models.UUIDField(null=True, db_index=True)
    device = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=60, blank=True)
    started_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()
    seen_at: models.DateTimeField[datetime, datetime] = models.DateTimeField()


class Attempt(Mechanical):
    """Failures counted under a hashed key, and until when the next attempt waits."""

    key = models.CharField(primary_key=True, max_length=64)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()
    forgotten_at = models.DateTimeField(db_index=True)


class Letter(Mechanical):
    """A mail that waits to be sent; it is deleted once it was."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField(blank=True)
    unsubscribe = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField(db_index=True)


class TimeCodes(Mechanical):
    """The second step of an account's sign-in. ``sealed`` is the secret its codes are made of, encrypted;
    ``last_step`` the last half-minute a code was used of, so that none works twice; ``reserve`` holds the
    hashes of the recovery codes that are left."""

    account = models.OneToOneField(Account, models.CASCADE, primary_key=True, related_name="+")
    sealed = models.CharField(max_length=400)
    last_step = models.BigIntegerField(default=0)
    reserve = models.JSONField(default=list)
    since = models.DateTimeField()


class Passkey(Mechanical):
    """A key on a device of somebody's, which signs them in alone. ``handle`` is what the device calls it,
    ``credential`` its public half; both in URL-safe base 64."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    handle = models.CharField(max_length=1400, unique=True)
    credential = models.TextField()
    uses = models.PositiveBigIntegerField(default=0)
    made_at = models.DateTimeField()
    last_used = models.DateTimeField(null=True, blank=True)
