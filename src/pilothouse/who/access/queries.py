"""Reading invitations, tokens and accounts at the door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import Q

from pilothouse.commands import Refused
from pilothouse.who import clock
from pilothouse.who.access.models import ApiToken, Invitation
from pilothouse.who.access.secrets import digest_of
from pilothouse.who.decisions.rights.presets import preset
from pilothouse.who.decisions.rights.verdicts import Rights
from pilothouse.who.people.models import Account, Member, Workspace
from pilothouse.who.people.queries import Filters, Rows, unit_names, units_below, workspace_of
from pilothouse.who.rows import Viewer


@dataclass(frozen=True)
class Invited:
    """An invitation as its bearer sees it. ``state``: open, used, expired or void."""

    id: str
    state: str
    name: str
    email: str
    kind: str
    workspace: Workspace
    by: str


def is_steward(viewer: Viewer) -> bool:
    """Whether the viewer may set up the workspace."""
    rights = Rights(workspace_of(viewer))
    return rights.holds(viewer.member, rights.permission_roles("steward"), None)


def invitations(viewer: Viewer, filters: Filters) -> Rows:
    """Invitations that nobody has accepted yet, newest first; for those who may invite."""
    if not is_steward(viewer):
        return []
    rows = Invitation.objects.seen_by(viewer).filter(accepted_at=None).select_related("made_by")
    places, roles = unit_names(viewer), preset(workspace_of(viewer).preset)["roles"]
    now = clock.now()
    return [
        {
            "id": str(row.pk),
            "key": "",
            "title": row.name,
            "email": row.email,
            "kind": row.kind,
            "roles": [_promise(given, roles, places) for given in row.roles],
            "by": row.made_by.name if row.made_by else "Pilothouse",
            "expires_at": row.expires_at.isoformat(),
            "expired": row.expires_at <= now,
        }
        for row in rows.order_by("-made_at", "id")
    ]


def _promise(given: dict[str, str], roles: dict[str, str], places: dict[Any, str]) -> str:
    where = {str(id): name for id, name in places.items()}
    return f"{roles.get(given['role'], given['role'])}, {where.get(given['unit'], '')}"


def tokens(viewer: Viewer, filters: Filters) -> Rows:
    """The viewer's own tokens, newest first."""
    rows = ApiToken.objects.seen_by(viewer).filter(account__isnull=False).order_by("-made_at", "id")
    places = unit_names(viewer)
    return [_token(row, places) for row in rows]


def all_tokens(viewer: Viewer) -> Rows:
    """Every token of the workspace with whose it is, for those who set it up; never what it is."""
    if not is_steward(viewer):
        return []
    here = {"workspace": viewer.workspace, "deleted_at": None}
    members = Member.everything.filter(**here).values_list("pk", "account_id", "name")
    names = {key: name for pk, account, name in members for key in (pk, account) if key}
    rows, places = ApiToken.everything.filter(**here).order_by("-made_at", "id"), unit_names(viewer)
    return [
        _token(row, places)
        | {
            "owner": names.get(row.service_id or row.account_id, ""),
            "service": row.service_id is not None,
            "behalf": names.get(row.on_behalf_of_id, ""),
        }
        for row in rows
    ]


def services(viewer: Viewer) -> Rows:
    """Services of the workspace that are still there, by name."""
    rows = Member.objects.seen_by(viewer).filter(kind="service", left_on=None).order_by("name", "id")
    return [{"id": str(row.pk), "title": row.name} for row in rows]


def _token(row: ApiToken, places: Mapping[Any, str]) -> dict[str, Any]:
    return {
        "id": str(row.pk),
        "key": "",
        "title": row.name,
        "grant": row.grant,
        "may": row.get_grant_display(),
        "units": [name for id, name in places.items() if str(id) in row.units],
        "made_at": row.made_at.isoformat(),
        "expires_at": row.expires_at.isoformat(),
        "expired": row.expires_at <= clock.now(),
        "last_used": row.last_used.isoformat() if row.last_used else None,
    }


def token_with(secret: str) -> ApiToken | None:
    """The token with that secret and its workspace, while it holds and its person still comes in."""
    rows = ApiToken.everything.filter(digest=digest_of(secret), deleted_at=None)
    found: ApiToken | None = next(iter(rows.select_related("workspace", "account", "service")[:1]), None)
    return found if found and found.expires_at > clock.now() and _comes_in(found) else None


def _comes_in(token: ApiToken) -> bool:
    if token.account is not None:
        return token.account.is_active
    return token.service is not None and not token.service.deleted_at and not token.service.left_on


def held_to(viewer: Viewer, token: ApiToken, behalf: str = "") -> Viewer:
    """The viewer as one who comes in with that token: with its grant, its units and on whose behalf.

    Raises Refused when it names somebody it cannot act for."""
    keeper = token.made_by_id if token.service_id else viewer.member
    on = _person(viewer, token, behalf) if behalf else token.on_behalf_of_id
    units = tuple(UUID(id) for id in token.units)
    reach = units_below(viewer.workspace, units) if units else ()
    return replace(viewer, grant=token.grant, units=units, reach=reach, behalf=on, keeper=keeper)


def _person(viewer: Viewer, token: ApiToken, text: str) -> UUID:
    """The person a service says it acts for."""
    if not token.service_id:
        raise Refused("This token acts as a person. Only a service acts on behalf of somebody.", status=403)
    named = Q(pk=text) if _is_id(text) else Member.named(text)
    rows = Member.objects.seen_by(viewer).filter(named, kind="person", left_on=None)
    found = list(rows.values_list("pk", flat=True)[:2])
    if len(found) != 1:
        raise Refused(f"On behalf of whom? Nobody here is {text!r} alone; send their e-mail address.")
    id: UUID = found[0]
    return id


def invited_with(secret: str) -> Invited | None:
    """What the bearer of that link is invited to; None for a link that never was, or that was replaced."""
    rows = Invitation.everything.filter(digest=digest_of(secret))
    row = rows.select_related("workspace", "made_by").first()
    if row is None:
        return None
    by = row.made_by.name if row.made_by else "Pilothouse"
    return Invited(str(row.pk), _state(row), row.name, row.email, row.kind, row.workspace, by)


def _state(row: Invitation) -> str:
    if row.deleted_at is not None:
        return "void"
    if row.accepted_at is not None:
        return "used"
    return "expired" if row.expires_at <= clock.now() else "open"


def is_member(account: Any, workspace: Workspace) -> bool:
    """Whether the account comes in there already."""
    here = {"workspace": workspace, "deleted_at": None, "left_on": None}
    return bool(Member.everything.filter(account=account.pk, **here).exists())


def home_of_account(account: Account) -> tuple[Workspace, Viewer] | None:
    """A workspace of the account, and who it is there: where changes to the account itself are recorded."""
    from pilothouse.who.people.models import viewer_of

    rows = Member.everything.filter(account=account.pk, deleted_at=None, left_on=None)
    member = rows.select_related("workspace").order_by("workspace__name", "id").first()
    return (member.workspace, viewer_of(member)) if member else None


def resettable(email: str) -> Account | None:
    """The account that a new password may be chosen for: it is active and comes in somewhere."""
    account = Account.objects.filter(email__iexact=email, is_active=True).first()
    return account if account is not None and home_of_account(account) is not None else None


def address_is_free(email: str) -> bool:
    """Whether no account uses that address."""
    return not Account.objects.filter(email__iexact=email).exists()


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
