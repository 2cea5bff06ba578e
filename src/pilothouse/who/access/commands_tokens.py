"""Letting programs in by token: as a person, or as a service with a name of its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal
from uuid import uuid4

from pydantic import Field

from pilothouse.commands import Command, Hint, RefTo, Scope
from pilothouse.commands.base import Permission
from pilothouse.who.access.models import ApiToken
from pilothouse.who.access.secrets import TokenSecret, digest_of
from pilothouse.who.fields import MemberRef, Minted, Name, UnitRef
from pilothouse.who.people.models import Account

TokenRef = Annotated[str, RefTo("access.apitoken")]
Days = Annotated[int, Field(ge=1, le=366), Hint(label="Valid for", unit="days")]
Grant = Annotated[
    Literal["act", "propose", "read"],
    Hint(label="May", help="act: change things; propose: suggest, and somebody decides; read: no change."),
]
Units = Annotated[
    list[UnitRef] | None,
    Hint(label="Only things of", help="Nothing chosen: everywhere. Reading is not narrowed."),
]
SECRET = "a-token-that-nobody-could-ever-guess"


class CreateToken(Command, name="token.create", permission="anyone"):
    """Make a token for a program that acts as you."""

    id: Minted = Field(default_factory=uuid4)
    name: Annotated[Name, Hint(help="What it is for, such as: nightly export.")]
    days: Days = 90
    grant: Grant = "act"
    units: Units = None
    secret: TokenSecret
    example: ClassVar[dict[str, Any]] = {"name": "Export", "grant": "propose", "secret": SECRET}

    def apply(self, ctx: Scope) -> None:
        account = Account.objects.filter(members=ctx.actor.member).first()
        if account is None:
            ctx.refuse("You do not sign in, so no program can act as you.")
        ctx.save(_token(ctx, self, account=account))

    def sentence(self, ctx: Scope) -> str:
        return f"made the token {self.name}"


class CreateServiceToken(Command, name="service.token", permission="steward"):
    """Make a token for a service.

    What it does stands in history under its own name, and on whose behalf it did it."""

    id: Minted = Field(default_factory=uuid4)
    service: Annotated[MemberRef, Hint(label="Service", help="A member of the kind service.")]
    name: Annotated[Name, Hint(help="What it is for, such as: Nightly report.")]
    days: Days = 90
    grant: Grant = "propose"
    units: Units = None
    on_behalf_of: Annotated[
        MemberRef | None, Hint(label="On behalf of", help="Unless a request says on whose.")
    ] = None
    secret: TokenSecret
    example: ClassVar[dict[str, Any]] = {"service": "Robot", "name": "Deploys", "secret": SECRET}

    def apply(self, ctx: Scope) -> None:
        service = ctx.get(self.service)
        if service.kind != "service":
            ctx.refuse(
                f"{service} is no service. People make tokens for themselves on their profile.", "service"
            )
        if service.left_on is not None:
            ctx.refuse(f"{service} has been ended. Add a new one.", "service")
        behalf = ctx.get(self.on_behalf_of) if self.on_behalf_of else None
        if behalf is not None and behalf.kind != "person":
            ctx.refuse("Name a person on whose behalf it acts.", "on_behalf_of")
        ctx.save(_token(ctx, self, service=service, on_behalf_of=behalf))

    def sentence(self, ctx: Scope) -> str:
        return f"made the token {self.name} of {ctx.title(self.service)}"


class RevokeToken(Command, name="token.revoke", permission="anyone"):
    """Revoke a token."""

    token: TokenRef

    def needs(self, ctx: Scope) -> Permission | None:
        return "steward" if ctx.get(self.token).service_id else "anyone"

    def apply(self, ctx: Scope) -> None:
        from pilothouse.who.access.doors import sessions

        row: ApiToken = ctx.get(self.token)
        ctx.delete(row)
        if row.account_id is not None:
            ctx.after_commit(lambda: sessions.tell_streams(row.account_id))

    def sentence(self, ctx: Scope) -> str:
        return f"revoked the {ctx.title(self.token)}"


def _token(ctx: Scope, said: CreateToken | CreateServiceToken, **whose: Any) -> ApiToken:
    row = ApiToken(id=said.id, name=said.name, grant=said.grant, made_by_id=ctx.actor.member, **whose)
    row.units = sorted(str(ctx.get(unit).pk) for unit in said.units or ())
    row.digest, row.made_at = digest_of(said.secret), ctx.now
    row.expires_at = ctx.now + timedelta(days=said.days)
    return row
