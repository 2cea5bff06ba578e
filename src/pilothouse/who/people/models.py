"""Workspaces, accounts, members, units, roles, skills, calendars, leave, shares and rates."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from pilothouse.commands.lens import units_decided
from pilothouse.who.rows import Row, Viewer


class Workspace(models.Model):
    """One organisation's house. ``revision`` grows with every applied change, ``plan_revision`` with those
    that move the plan, ``rights_revision`` with those that may change who decides."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    timezone = models.CharField(max_length=64, default="UTC")
    currency = models.CharField(max_length=3, default="EUR")
    preset = models.CharField(max_length=40, default="seed-default")
    revision = models.PositiveBigIntegerField(default=0)
    plan_revision = models.PositiveBigIntegerField(default=0)
    rights_revision = models.PositiveBigIntegerField(default=0)
    last_decision = models.PositiveIntegerField(default=0)

    untracked: ClassVar[frozenset[str]] = frozenset(
        {"revision", "plan_revision", "rights_revision", "last_decision"}
    )

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(pk=viewer.workspace)


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email__iexact=username)


class Account(AbstractBaseUser):
    """Somebody who signs in. What they may do follows from their membership in a workspace.

    A new password, and a new ``signed_out_at``, end every session begun before."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True)
    is_active = models.BooleanField(default=True)
    signed_out_at = models.DateTimeField(null=True, blank=True)
    last_login = None

    objects = AccountManager()
    untracked: ClassVar[frozenset[str]] = frozenset({"password"})
    USERNAME_FIELD = "email"

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(members__id=viewer.member)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        moment = self.signed_out_at.isoformat() if self.signed_out_at else ""
        return salted_hmac(
            "pilothouse.session", f"{self.password}{moment}", secret=secret, algorithm="sha256"
        ).hexdigest()


class Preference(models.Model):
    """How somebody likes to work, in every workspace; ``desk`` has for each workspace the order and the
    hidden ones of its blocks. What is empty follows the browser, the workspace or the product."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    account = models.OneToOneField(Account, models.PROTECT, related_name="preference")
    theme = models.CharField(max_length=10, blank=True)
    density = models.CharField(max_length=10, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    keys = models.BooleanField(default=True)
    digest = models.BooleanField(default=True)
    digest_hour = models.PositiveSmallIntegerField(default=8)
    instant = models.BooleanField(default=True)
    desk = models.JSONField(default=dict)

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q(account__members__id=viewer.member)


class Unit(Row):
    """Where roles, rights and scope of authority are held: organisation, portfolio, product, project, team.

    ``scope_baseline`` is the accepted baseline of a project: from then its scope is under change control."""

    KINDS = [
        (kind, kind.capitalize()) for kind in ("organisation", "portfolio", "product", "project", "team")
    ]
    kind = models.CharField(max_length=20, choices=KINDS)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    name = models.CharField(max_length=200)
    prefix = models.CharField(max_length=10, blank=True)
    rank = models.PositiveIntegerField(default=1)
    scope_baseline = models.UUIDField(null=True, blank=True)
    last_number = models.PositiveIntegerField(default=0)

    untracked: ClassVar[frozenset[str]] = frozenset({"last_number"})

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)

    @classmethod
    def in_reach(cls, viewer: Viewer) -> Q:
        """Which units there are is told to all: what is refused is refused by name."""
        return Q()

    def unit_of_decision(self) -> Unit:
        return self

    def member_ids(self) -> tuple[UUID, ...]:
        """What a form that changes ``members`` shows as chosen."""
        rows = Membership.everything.filter(unit=self.pk, deleted_at=None, member__deleted_at=None)
        return tuple(rows.order_by("member__name").values_list("member_id", flat=True))


class Calendar(Row):
    """A working week: for each weekday a list of ["09:00", "17:00"] intervals.

    Its public holidays are those of ``country`` (two letters) and ``region`` until the end of that year.
    """

    name = models.CharField(max_length=200)
    week = models.JSONField(default=dict)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=20, blank=True)
    holidays_until = models.PositiveSmallIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)


class CalendarDay(Row):
    """A day that differs from the week; no hours: a day off. ``public``: it came with the country."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="days")
    date = models.DateField()
    hours = models.JSONField(default=list)
    name = models.CharField(max_length=200, blank=True)
    public = models.BooleanField(default=False)

    class Meta(Row.Meta):
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="one_day_once")]


class Member(Row):
    """A person, placeholder, service or guest in a workspace; from ``left_on`` on they come in no more."""

    KINDS = [(kind, kind.capitalize()) for kind in ("person", "placeholder", "service", "guest")]
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="members")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=KINDS, default="person")
    manager = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="reports")
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")
    fraction = models.FloatField(default=1.0)
    plannable = models.BooleanField(default=False)
    title = models.CharField(max_length=200, blank=True)
    left_on = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q() if viewer.kind != "guest" else Q(pk=viewer.member)

    @classmethod
    def named(cls, text: str) -> Q | None:
        name = text.removeprefix("@")
        return Q(name__iexact=name) | Q(account__email__iexact=name)

    @property
    def initials(self) -> str:
        """Two letters for the avatar."""
        words = self.name.split()
        return "".join(word[0] for word in (words[0], words[-1]) if word).upper() if words else "?"


class RoleHolder(Row):
    """Who holds a role in a unit, from when and until when (end day exclusive)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holders")
    role = models.CharField(max_length=60)
    member = models.ForeignKey(Member, models.PROTECT, related_name="roles")
    start = models.DateField(null=True, blank=True)
    end = models.DateField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.member}, {self.role.replace('_', ' ')} of {self.unit}"


class Membership(Row):
    """Who belongs to a unit."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="memberships")
    member = models.ForeignKey(Member, models.PROTECT, related_name="memberships")

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return Q() if viewer.kind != "guest" else Q(member=viewer.member)


class Allocation(Row):
    """The share of a member's week given to a project, the end day exclusive."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="allocations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="allocations")
    share = models.FloatField()
    start = models.DateField()
    end = models.DateField()

    def __str__(self) -> str:
        return f"{self.share:.0%} of {self.member} for {self.unit} from {self.start.isoformat()}"


class Skill(Row):
    """Something people can do."""

    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)


class MemberSkill(Row):
    """How well a member can do it, from 0 to 5."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="skills")
    skill = models.ForeignKey(Skill, models.PROTECT, related_name="holders")
    level = models.PositiveSmallIntegerField(default=3)
    last_used = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)


class Pool(Row):
    """A renewable resource such as a laboratory: that many at any moment of its calendar."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="pools")
    name = models.CharField(max_length=200)
    capacity = models.PositiveIntegerField(default=1)
    calendar = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return self.name

    @classmethod
    def named(cls, text: str) -> Q | None:
        return Q(name__iexact=text)


class TimeOff(Row):
    """Days a member is away, the end day exclusive."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="time_off")
    start = models.DateField()
    end = models.DateField()
    kind = models.CharField(max_length=40, default="leave")

    def __str__(self) -> str:
        return f"{self.kind} of {self.member} from {self.start.isoformat()}"


class Rate(Row):
    """What an hour of a member costs, from a day on: for the member, and those who decide what they cost."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="rates")
    per_hour = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="EUR")
    start = models.DateField(null=True, blank=True)

    private: ClassVar[bool] = True
    FAMILY: ClassVar[str] = "rates.set"

    @classmethod
    def visible(cls, viewer: Viewer) -> Q:
        return super().visible(viewer) & Q(member__in=members_decided(viewer, cls.FAMILY) | {viewer.member})


def home_units(workspace: UUID) -> dict[UUID, UUID]:
    """For each member the unit whose leads decide about them: of those they belong to the first by name.

    Whoever belongs to none is the whole organisation's."""
    rows = Membership.everything.filter(workspace=workspace, deleted_at=None, unit__deleted_at=None)
    return dict(rows.order_by("-unit__name", "-unit_id").values_list("member_id", "unit_id"))


def members_decided(viewer: Viewer, family: str) -> set[UUID]:
    """Ids of the members about whom the viewer decides that family."""
    units = units_decided(viewer, family)
    if not units:
        return set()
    here = {"workspace": viewer.workspace, "deleted_at": None}
    whole = Unit.everything.filter(**here, kind="organisation").values_list("pk", flat=True).first()
    homes = home_units(viewer.workspace)
    members = Member.everything.filter(**here).values_list("pk", flat=True)
    return {pk for pk in members if homes.get(pk, whole) in units}


def viewer_of(member: Member) -> Viewer:
    """The member as one who reads."""
    return Viewer(member.pk, member.workspace_id, member.name, member.kind)


__all__: list[Any] = [
    "Account",
    "Allocation",
    "Calendar",
    "CalendarDay",
    "Member",
    "MemberSkill",
    "Membership",
    "Pool",
    "Preference",
    "Rate",
    "RoleHolder",
    "Skill",
    "TimeOff",
    "Unit",
    "Workspace",
    "home_units",
    "members_decided",
    "viewer_of",
]
