"""Setting up a workspace: its organisation, units, members and their accounts."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password
from pydantic import AfterValidator, Field

from pilothouse.commands import Command, Hint, Scope
from pilothouse.who.changes import columns, derived, in_words, refuse_ring
from pilothouse.who.fields import CalendarRef, MemberRef, Minted, Name, Prefix, Share, UnitRef
from pilothouse.who.people.models import Account, Calendar, Member, RoleHolder, Unit
from pilothouse.who.people.passwords import Password, refuse_weak
from pilothouse.who.people.week import STANDARD_WEEK
from pilothouse.who.people.zones import known_zone

Zone = Annotated[str, AfterValidator(known_zone), Hint(label="Time zone", help="Such as Europe/Berlin.")]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$"), Hint(help="Three letters, such as EUR.")]
Email = Annotated[
    str,
    Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254),
    Hint(label="E-mail address", help="Such as name@example.org."),
]
Plannable = Annotated[bool, Hint(label="Can be planned", help="The schedule may give this person work.")]


class SetUpWorkspace(Command, name="workspace.set_up", permission="system"):
    """Set up a workspace."""

    id: Minted = Field(default_factory=uuid4)
    name: Name
    timezone: Zone = "UTC"
    currency: Currency = "EUR"
    prefix: Prefix = "W"
    steward: Annotated[Name, Hint(label="Your name")]
    email: Email
    password: Password | None = None

    def apply(self, ctx: Scope) -> None:
        if ctx.find(Unit, kind="organisation").exists():
            ctx.refuse("This workspace was set up already.")
        ctx.update(ctx.workspace, name=self.name, timezone=self.timezone, currency=self.currency)
        unit = ctx.save(Unit(id=self.id, kind="organisation", name=self.name, prefix=self.prefix))
        week = derived(self.id, "calendar")
        calendar = ctx.save(Calendar(id=week, name="Standard week", week=STANDARD_WEEK))
        account = _account(ctx, self.email, self.password, derived(self.id, "account"))
        member = Member(id=derived(self.id, "steward"), account=account, name=self.steward, calendar=calendar)
        ctx.save(member)
        for role in ctx.rights.permission_roles("steward"):
            ctx.save(RoleHolder(id=derived(self.id, role), unit=unit, role=role, member=member))

    def sentence(self, ctx: Scope) -> str:
        return f"set up {self.name} with {self.steward} as its steward"


class EditWorkspace(Command, name="workspace.edit", permission="steward"):
    """Change the workspace's settings."""

    name: Name = ""
    timezone: Zone = "UTC"
    currency: Currency = "EUR"

    def apply(self, ctx: Scope) -> None:
        ctx.update(ctx.workspace, **columns(self, "name", "timezone", "currency"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of the workspace"


class AddUnit(Command, name="unit.add", permission="steward", subject="parent"):
    """Add a portfolio, product or team."""

    id: Minted = Field(default_factory=uuid4)
    kind: Literal["portfolio", "product", "team"]
    name: Name
    parent: Annotated[UnitRef, Hint(label="Part of")]
    prefix: Prefix = ""

    def apply(self, ctx: Scope) -> None:
        _free_prefix(ctx, self.prefix)
        ctx.save(
            Unit(id=self.id, kind=self.kind, name=self.name, prefix=self.prefix, parent=ctx.get(self.parent))
        )

    def sentence(self, ctx: Scope) -> str:
        return f"added the {self.kind} {self.name} to {ctx.title(self.parent)}"


class EditUnit(Command, name="unit.edit", permission="steward"):
    """Change a unit."""

    unit: UnitRef
    name: Name = ""
    parent: Annotated[UnitRef | None, Hint(label="Part of")] = None
    prefix: Prefix = ""
    rank: Annotated[int, Field(ge=1, le=999), Hint(help="1 goes first when projects compete for people.")] = 1

    def apply(self, ctx: Scope) -> None:
        unit: Unit = ctx.get(self.unit)
        changes = columns(self, "name", "parent", "prefix", "rank")
        if "parent" in changes:
            if (changes["parent"] is None) != (unit.kind == "organisation"):
                ctx.refuse(
                    "Only the organisation stands at the top, and only it has nothing above it.", "parent"
                )
            refuse_ring(ctx, unit, ctx.get(changes["parent"]) if changes["parent"] else None)
        if changes.get("prefix", unit.prefix) != unit.prefix:
            _free_prefix(ctx, changes["prefix"])
        ctx.update(unit, **changes)

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.unit)}"


class AddMember(Command, name="member.add", permission="steward"):
    """Add a member."""

    id: Minted = Field(default_factory=uuid4)
    name: Name
    kind: Literal["person", "placeholder", "service", "guest"] = "person"
    calendar: CalendarRef | None = None
    fraction: Annotated[Share, Hint(label="Share of full time")] = 1.0
    plannable: Plannable = True
    manager: MemberRef | None = None

    def apply(self, ctx: Scope) -> None:
        calendar = ctx.get(self.calendar) if self.calendar else None
        manager = ctx.get(self.manager) if self.manager else None
        plannable = self.plannable and self.kind in {"person", "placeholder"}
        member = Member(id=self.id, name=self.name, kind=self.kind, calendar=calendar, manager=manager)
        member.fraction, member.plannable = self.fraction, plannable
        ctx.save(member)

    def sentence(self, ctx: Scope) -> str:
        return f"added the {self.kind} {self.name}"


class EditMember(Command, name="member.edit", permission="steward"):
    """Change a member."""

    member: MemberRef
    name: Name = ""
    title: Annotated[str, Field(max_length=200), Hint(label="Job title")] = ""
    calendar: CalendarRef | None = None
    fraction: Annotated[Share, Hint(label="Share of full time")] = 1.0
    plannable: Plannable = True
    manager: MemberRef | None = None

    def apply(self, ctx: Scope) -> None:
        member: Member = ctx.get(self.member)
        if self.manager:
            _not_own_manager(ctx, member, ctx.get(self.manager))
        ctx.update(member, **columns(self, "name", "title", "calendar", "fraction", "plannable", "manager"))

    def sentence(self, ctx: Scope) -> str:
        return f"changed {in_words(self)} of {ctx.title(self.member)}"


class GiveAccount(Command, name="member.account", permission="steward"):
    """Let a member sign in."""

    member: MemberRef
    email: Email
    password: Password | None = None

    def apply(self, ctx: Scope) -> None:
        member: Member = ctx.get(self.member)
        if member.account_id:
            ctx.refuse(f"{member} can sign in already. They change their password themselves.", "member")
        if ctx.find(Member, account__email__iexact=self.email).exists():
            ctx.refuse("Another member here signs in with this address.", "email")
        account = _account(ctx, self.email, self.password, derived(member.pk, "account"))
        ctx.update(member, account=account, kind="person" if member.kind == "placeholder" else member.kind)

    def sentence(self, ctx: Scope) -> str:
        return f"let {ctx.title(self.member)} sign in"


def _account(ctx: Scope, email: str, password: str | None, id: UUID) -> Account:
    """The account with that address; an existing one is joined and keeps its password."""
    known = Account.objects.filter(email__iexact=email).first()
    if known is None:
        if password is not None:
            refuse_weak(ctx, password, email)
        return ctx.save(Account(id=id, email=email, password=make_password(password)))  # type: ignore[no-any-return]
    if password is not None:
        ctx.refuse("This address has an account already. Leave the password empty: theirs stays.", "password")
    return known


def _free_prefix(ctx: Scope, prefix: str) -> None:
    other = ctx.find(Unit, prefix=prefix).first() if prefix else None
    if other is not None:
        ctx.refuse(f"{other} uses the prefix {prefix} already. Choose another.", "prefix")


def _not_own_manager(ctx: Scope, member: Member, manager: Member) -> None:
    above: Member | None = manager
    while above is not None:
        if above.pk == member.pk:
            ctx.refuse(f"{manager} reports to {member} already.", "manager")
        above = above.manager
