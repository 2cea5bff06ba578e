"""Passkeys (Web Authentication): a device that has asked who holds it signs them in alone."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import IntegrityError, transaction

from pilothouse.who import clock
from pilothouse.who.access.models import Passkey
from pilothouse.who.people.models import Account

if TYPE_CHECKING:
    from fido2.server import Fido2Server
    from fido2.webauthn import AttestedCredentialData

MOST = 20
"""Passkeys of one account."""


class NotAccepted(Exception):
    """What a device answered does not sign anybody in; the words say why."""


@dataclass(frozen=True)
class Site:
    """Where the browser stands: ``https://house.example``. Keys of one site work on no other."""

    origin: str

    @property
    def host(self) -> str:
        """The name keys are bound to."""
        return urlsplit(self.origin).hostname or ""

    @property
    def takes_keys(self) -> bool:
        """Browsers make keys for names, not for numbers, and on loopback or behind TLS only."""
        named = not self.host.replace(".", "").isdigit() and ":" not in self.host
        return named and (self.origin.startswith("https://") or self.host == "localhost")


def keys_of(account: UUID) -> list[dict[str, Any]]:
    """The account's passkeys, oldest first."""
    rows = Passkey.objects.filter(account=account).order_by("made_at", "id")
    return [dict(row) for row in rows.values("id", "name", "made_at", "last_used")]


def begin_adding(account: Account, name: str, site: Site) -> tuple[dict[str, Any], Any]:
    """What the browser is asked to make a key with, and what must be kept until it answers."""
    from fido2.webauthn import (
        PublicKeyCredentialUserEntity,
        ResidentKeyRequirement,
        UserVerificationRequirement,
    )

    user = PublicKeyCredentialUserEntity(id=account.pk.bytes, name=account.email, display_name=name)
    options, state = _server(site).register_begin(
        user,
        _credentials(Passkey.objects.filter(account=account)),
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return dict(options), state


def add(account: Account, name: str, site: Site, state: Any, answer: Any) -> None:
    """Keep the public half of the key that was made. Raises NotAccepted."""
    try:
        made = _server(site).register_complete(state, answer).credential_data
    except (ValueError, KeyError, TypeError) as problem:
        raise NotAccepted("The device's answer does not fit what it was asked. Try again.") from problem
    if made is None or Passkey.objects.filter(account=account).count() >= MOST:
        raise NotAccepted(f"An account has at most {MOST} passkeys. Remove one first.")
    row = Passkey(account=account, name=name, handle=_text(made.credential_id), credential=_text(bytes(made)))
    row.made_at = clock.now()
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as problem:
        raise NotAccepted("This device has a passkey here already.") from problem


def begin_entering(site: Site) -> tuple[dict[str, Any], Any]:
    """What the browser is asked to prove, and what must be kept until it answers."""
    from fido2.webauthn import UserVerificationRequirement

    options, state = _server(site).authenticate_begin(user_verification=UserVerificationRequirement.REQUIRED)
    return dict(options), state


def enter(site: Site, state: Any, answer: Any) -> Account:
    """Whose key has answered. Raises NotAccepted."""
    from fido2.webauthn import AuthenticationResponse

    try:
        told = AuthenticationResponse.from_dict(answer)
        row = Passkey.objects.select_related("account").filter(handle=_text(told.raw_id)).first()
        known = _credentials([row] if row else [])
        _server(site).authenticate_complete(state, known, told)
        uses = told.response.authenticator_data.counter
    except (ValueError, KeyError, TypeError) as problem:
        raise NotAccepted("This passkey is not known here. Sign in with your password.") from problem
    if row is None or not row.account.is_active:
        raise NotAccepted("This passkey is not known here. Sign in with your password.")
    _refuse_copies(row, uses)
    Passkey.objects.filter(pk=row.pk).update(uses=uses, last_used=clock.now())
    return row.account


def remove(account: UUID, id: str) -> bool:
    """Forget a key; whether it was there."""
    row = next((row for row in Passkey.objects.filter(account=account) if str(row.pk) == id), None)
    return row is not None and bool(row.delete()[0])


def forget_all(account: UUID) -> int:
    """Forget every key of the account; how many there were."""
    return Passkey.objects.filter(account=account).delete()[0]


def _refuse_copies(row: Passkey, uses: int) -> None:
    """A device that counts must have counted on; else its key was copied."""
    if (uses or row.uses) and uses <= row.uses:
        raise NotAccepted("This passkey seems to have been copied, so it is not accepted. Use your password.")


def _server(site: Site) -> Fido2Server:
    from fido2.server import Fido2Server
    from fido2.webauthn import PublicKeyCredentialRpEntity

    entity = PublicKeyCredentialRpEntity(id=site.host, name="Pilothouse")
    return Fido2Server(entity, verify_origin=lambda origin: origin == site.origin)


def _credentials(rows: Any) -> list[AttestedCredentialData]:
    from fido2.webauthn import AttestedCredentialData

    return [AttestedCredentialData(urlsafe_b64decode(row.credential)) for row in rows]


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode()
