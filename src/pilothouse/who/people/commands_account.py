"""What somebody does to their own account, and what a steward does about a member's."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from django.contrib.auth.hashers import check_password, make_password

from pilothouse.commands import Command, Hint, Scope
from pilothouse.who import clock
from pilothouse.who.fields import MemberRef
from pilothouse.who.people.commands import Email
from pilothouse.who.people.models import Account, Member, Membership, RoleHolder
from pilothouse.who.people.passwords import Password, refuse_weak


class ChangePassword(Command, name="account.password", permission="anyone"):
    """Change your password."""

    current: Annotated[str, Hint(label="Current password", secret=True)]
    new: Annotated[Password, Hint(label="New password", secret=True)]

    def apply(self, ctx: Scope) -> None:
        account = Account.objects.filter(members=ctx.actor.member).first()
        if account is None or not check_password(self.current, account.password):
            ctx.refuse("This is not your current password.", "current")
        refuse_weak(ctx, self.new, account.email, ctx.actor.name, "new")
        ctx.update(account, password=make_password(self.new))
        _void_tokens(ctx, account)
        _close_streams(ctx, account)

    def sentence(self, ctx: Scope) -> str:
        return "changed their password"


class ResetPassword(Command, name="account.reset", permission="system"):
    """Choose a new password by a link from the mail."""

    new: Password

    def apply(self, ctx: Scope) -> None:
        account = Account.objects.get(members=ctx.actor.member)
        refuse_weak(ctx, self.new, account.email, ctx.actor.name, "new")
        ctx.update(account, password=make_password(self.new), signed_out_at=ctx.now)
        _void_tokens(ctx, account)
        _close_streams(ctx, account)

    def sentence(self, ctx: Scope) -> str:
        return "chose a new password by mail"


class ChangeAddress(Command, name="account.address", permission="system"):
    """Sign in with another e-mail address, once it is confirmed."""

    email: Email

    def apply(self, ctx: Scope) -> None:
        account = Account.objects.get(members=ctx.actor.member)
        if Account.objects.filter(email__iexact=self.email).exclude(pk=account.pk).exists():
            ctx.refuse("Another account uses this address.", "email")
        ctx.update(account, email=self.email)

    def sentence(self, ctx: Scope) -> str:
        return "changed their e-mail address"


class RenameMyself(Command, name="account.name", permission="anyone"):
    """Change your name."""

    name: Annotated[str, Hint(help="As others read it.")]

    @classmethod
    def stands(cls, viewer: Any) -> dict[str, Any]:
        member = Member.objects.seen_by(viewer).filter(pk=viewer.member).first()
        return {"name": member.name if member else ""}

    def apply(self, ctx: Scope) -> None:
        member = ctx.find(Member, pk=ctx.actor.member).first()
        if member is None or member.account_id is None:
            ctx.refuse("You do not sign in here.")
        if not self.name or len(self.name) > 200:
            ctx.refuse("Write a name of at most 200 characters.", "name")
        ctx.update(member, name=self.name)

    def sentence(self, ctx: Scope) -> str:
        return f"is called {self.name} now"


class SignOutOthers(Command, name="account.sign_out", permission="anyone"):
    """End all your sessions, on every device."""

    def apply(self, ctx: Scope) -> None:
        account = Account.objects.filter(members=ctx.actor.member).first()
        if account is None:
            ctx.refuse("You do not sign in, so there is no session to end.")
        ctx.update(account, signed_out_at=ctx.now)
        _close_streams(ctx, account)

    def sentence(self, ctx: Scope) -> str:
        return "ended their sessions"


class SignOutMember(Command, name="member.sign_out", permission="steward"):
    """End a member's sessions."""

    member: MemberRef
    example: ClassVar[dict[str, Any]] = {"member": "Sam"}

    def apply(self, ctx: Scope) -> None:
        member: Member = ctx.get(self.member)
        if member.account is None:
            ctx.refuse(f"{member} does not sign in.", "member")
        ctx.update(member.account, signed_out_at=ctx.now)
        _close_streams(ctx, member.account)

    def sentence(self, ctx: Scope) -> str:
        return f"ended the sessions of {ctx.title(self.member)}"


class Leave(Command, name="member.leave", permission="steward"):
    """Close somebody's way in. What they did stays in history under their name."""

    member: MemberRef

    def apply(self, ctx: Scope) -> None:
        member: Member = ctx.get(self.member)
        today = clock.today(ctx.workspace.timezone)
        if member.left_on:
            ctx.refuse(f"{member} left on {member.left_on.isoformat()} already.", "member")
        self._somebody_stays(ctx, member)
        for holder in ctx.find(RoleHolder, member=member):
            ctx.delete(holder)
        for membership in ctx.find(Membership, member=member):
            ctx.delete(membership)
        ctx.update(member, left_on=today, plannable=False)
        if member.account is not None:
            _close_streams(ctx, member.account)

    def sentence(self, ctx: Scope) -> str:
        return f"closed the way in of {ctx.title(self.member)}"

    def _somebody_stays(self, ctx: Scope, member: Member) -> None:
        roles = ctx.rights.permission_roles("steward")
        held = ctx.find(RoleHolder, role__in=roles, unit__kind="organisation", end=None)
        if held.filter(member=member).exists() and not held.exclude(member=member).exists():
            ctx.refuse(
                f"Somebody must stay who can set things up. Give this role to another person before {member} "
                "leaves.",
                "member",
            )


class Return(Command, name="member.return", permission="steward"):
    """Let somebody who left come in again. Roles are given anew."""

    member: MemberRef
    example: ClassVar[dict[str, Any]] = {"member": "Lena"}

    def apply(self, ctx: Scope) -> None:
        member: Member = ctx.get(self.member)
        if member.left_on is None:
            ctx.refuse(f"{member} has not left.", "member")
        ctx.update(member, left_on=None)

    def sentence(self, ctx: Scope) -> str:
        return f"let {ctx.title(self.member)} come in again"


def _void_tokens(ctx: Scope, account: Account) -> None:
    """A new password voids what programs come in with, in every workspace."""
    from pilothouse.who.access.models import ApiToken

    for token in ApiToken.everything.filter(account=account, deleted_at=None):
        ctx.delete(token)


def _close_streams(ctx: Scope, account: Account) -> None:
    """Once it stands, open pages of the account ask again whether they may listen on."""
    from pilothouse.who.access.doors.sessions import tell_streams

    ctx.after_commit(lambda: tell_streams(account.pk))
