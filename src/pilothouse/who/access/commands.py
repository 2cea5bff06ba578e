"""Letting people in by invitation."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from pydantic import Field

from pilothouse.commands import Command, Fault, Hint, RefTo, Refused, Scope
from pilothouse.who.access.letters import invite
from pilothouse.who.access.models import Invitation
from pilothouse.who.access.secrets import LinkSecret, digest_of
from pilothouse.who.changes import derived
from pilothouse.who.fields import MemberRef, Minted, Name, UnitRef
from pilothouse.who.people.commands import Email, Zone
from pilothouse.who.people.models import Account, Calendar, Member, Preference, RoleHolder, Unit
from pilothouse.who.people.passwords import Password, refuse_weak

InvitationRef = Annotated[str, RefTo("access.invitation")]
Role = Annotated[str, Hint(choices="role", help="A role of this workspace, by its name.")]
VALID_FOR = timedelta(days=14)


class Invite(Command, name="invitation.send", permission="steward"):
    """Invite somebody.

    With an e-mail address the link is mailed; it is also told once, to be handed over in another way."""

    id: Minted = Field(default_factory=uuid4)
    name: Name
    email: Annotated[Email | None, Hint(help="Empty: hand the link over yourself.")] = None
    kind: Annotated[
        Literal["person", "guest"], Hint(label="As", help="Guests see what is shared with them, no more.")
    ] = "person"
    role: Annotated[Role, Hint(help="More can be given afterwards.")] = ""
    unit: Annotated[UnitRef | None, Hint(label="In", help="Empty: the whole organisation.")] = None
    member: Annotated[
        MemberRef | None, Hint(label="Who is here already", help="Somebody planned who shall sign in now.")
    ] = None
    secret: LinkSecret
    example: ClassVar[dict[str, Any]] = {
        "name": "Nils",
        "email": "nils@example.org",
        "role": "engineer",
        "secret": "a-link-that-nobody-could-ever-guess",
    }

    def unit_of_decision(self, ctx: Scope) -> Any:
        return ctx.find(Unit, kind="organisation").first()

    def apply(self, ctx: Scope) -> None:
        member = ctx.get(self.member) if self.member else None
        if member is not None and member.account_id:
            ctx.refuse(f"{member} signs in already.", "member")
        if self.email and ctx.find(Member, account__email__iexact=self.email, left_on=None).exists():
            ctx.refuse("Somebody here signs in with this address already.", "email")
        if self.kind == "guest" and self.role:
            ctx.refuse("A guest holds no role. Leave it empty, or invite a person.", "role")
        row = Invitation(
            id=self.id, member=member, name=self.name, email=self.email or "", kind=self.kind,
            roles=[self._role(ctx)] if self.role else [], digest=digest_of(self.secret),
            made_by_id=ctx.actor.member, made_at=ctx.now, expires_at=ctx.now + VALID_FOR,
        )  # fmt: skip
        ctx.save(row)
        invite(ctx, row, self.secret)

    def sentence(self, ctx: Scope) -> str:
        return f"invited {self.name}" + (" as a guest" if self.kind == "guest" else "")

    def _role(self, ctx: Scope) -> dict[str, str]:
        unit = ctx.get(self.unit) if self.unit else ctx.find(Unit, kind="organisation").first()
        return {"unit": str(unit.pk), "role": _known_role(ctx, self.role)}


class PromiseRole(Command, name="invitation.role", permission="steward"):
    """Give another role to somebody who is invited."""

    invitation: InvitationRef
    role: Role
    unit: Annotated[UnitRef, Hint(label="In")]
    example: ClassVar[dict[str, Any]] = {"role": "designer"}

    def apply(self, ctx: Scope) -> None:
        row = _open(ctx, self.invitation)
        if row.kind == "guest":
            ctx.refuse("A guest holds no role.", "role")
        new = {"unit": str(ctx.get(self.unit).pk), "role": _known_role(ctx, self.role)}
        if new in row.roles:
            ctx.refuse(f"{row.name} is promised this role already.", "role")
        ctx.update(row, roles=[*row.roles, new])

    def sentence(self, ctx: Scope) -> str:
        name = ctx.rights.role_names()[_known_role(ctx, self.role)]
        return f"will make {ctx.get(self.invitation).name} {name} of {ctx.title(self.unit)}"


class InviteAgain(Command, name="invitation.renew", permission="steward"):
    """Make a new link, good for 14 days; the one before is void."""

    invitation: InvitationRef
    secret: LinkSecret
    example: ClassVar[dict[str, Any]] = {"secret": "another-link-that-nobody-could-ever-guess"}

    def apply(self, ctx: Scope) -> None:
        row = _open(ctx, self.invitation)
        ctx.update(row, digest=digest_of(self.secret), expires_at=ctx.now + VALID_FOR)
        invite(ctx, row, self.secret)

    def sentence(self, ctx: Scope) -> str:
        return f"invited {ctx.get(self.invitation).name} again"


class RevokeInvitation(Command, name="invitation.revoke", permission="steward"):
    """Revoke an invitation."""

    invitation: InvitationRef

    def apply(self, ctx: Scope) -> None:
        ctx.delete(_open(ctx, self.invitation))

    def sentence(self, ctx: Scope) -> str:
        return f"revoked the {ctx.title(self.invitation)}"


class AcceptInvitation(Command, name="invitation.accept", permission="system"):
    """Come in by an invitation: with an account of one's own, or with a new one."""

    invitation: InvitationRef
    name: Name
    email: Email
    password: Password | None = None
    account: str = ""
    timezone: Zone = "UTC"

    def apply(self, ctx: Scope) -> None:
        row = _open(ctx, self.invitation)
        if row.expires_at <= ctx.now:
            ctx.refuse("This invitation has expired. Ask for a new link.")
        account = self._account(ctx, row)
        member = self._member(ctx, row, account)
        for given in row.roles:
            self._give(ctx, row, member, given)
        ctx.update(row, accepted_at=ctx.now, accepted_by=member)

    def sentence(self, ctx: Scope) -> str:
        return f"came in as {self.name}"

    def _account(self, ctx: Scope, row: Invitation) -> Account:
        if self.account:
            return Account.objects.get(pk=self.account, is_active=True)
        if Account.objects.filter(email__iexact=self.email).exists():
            ctx.refuse("There is an account with this address. Sign in with it first.", "email")
        if not self.password:
            ctx.refuse("Choose a password.", "password")
        refuse_weak(ctx, self.password, self.email, self.name)
        account = Account(
            id=derived(row.pk, "account"), email=self.email, password=make_password(self.password)
        )
        ctx.save(account)
        zone = self.timezone if self.timezone != ctx.workspace.timezone else ""
        ctx.save(Preference(id=derived(account.pk, "preference"), account=account, timezone=zone))
        return account

    def _member(self, ctx: Scope, row: Invitation, account: Account) -> Member:
        known = ctx.find(Member, account=account).first()
        if known is not None and (known.left_on is None or row.member_id):
            ctx.refuse("You are a member of this workspace already.")
        if known is not None:
            return ctx.update(known, left_on=None, kind=row.kind)  # type: ignore[no-any-return]
        if row.member is not None:
            if row.member.account_id:
                ctx.refuse(f"{row.member} signs in already.")
            return ctx.update(row.member, account=account, kind=row.kind)  # type: ignore[no-any-return]
        calendar = ctx.find(Calendar).order_by("name", "id").first()
        member = Member(
            id=derived(row.pk, "member"), account=account, name=self.name, kind=row.kind, calendar=calendar
        )
        return ctx.save(member)  # type: ignore[no-any-return]

    def _give(self, ctx: Scope, row: Invitation, member: Member, given: dict[str, str]) -> None:
        unit = ctx.find(Unit, pk=given["unit"]).first()
        if unit is not None:
            id = derived(row.pk, given["unit"], given["role"])
            ctx.save(RoleHolder(id=id, unit=unit, role=given["role"], member=member))


def _open(ctx: Scope, ref: str) -> Invitation:
    row: Invitation = ctx.get(ref)
    if row.accepted_at is not None:
        ctx.refuse(f"{row.name} has come in with this invitation already.", "invitation")
    return row


def _known_role(ctx: Scope, text: str) -> str:
    """The role's own name, from it or from what people call it."""
    names: dict[str, str] = ctx.rights.role_names()
    found = next((r for r, name in names.items() if text.casefold() in (r, name.casefold())), None)
    if found is None:
        message = f"There is no role {text!r}. Choose one of: {', '.join(names.values())}."
        raise Refused(message, faults=(Fault("role", message),))
    return found
