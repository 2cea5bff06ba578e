"""A device that makes and uses passkeys, in memory: what a browser would hand over."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from hashlib import sha256
from secrets import token_bytes
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor
from fido2.cose import ES256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def raw(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Device:
    """One key for one site; it counts how often it was used, unless told not to."""

    origin: str = "https://house.example"
    host: str = "house.example"
    flags: int = PRESENT | VERIFIED
    counts: bool = True
    uses: int = 0
    id: bytes = field(default_factory=lambda: token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer what a page asks when a key shall be made."""
        client = self._client("webauthn.create", options)
        public = cbor.encode(dict(ES256.from_cryptography_key(self.key.public_key())))
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        told = cbor.encode(
            {"fmt": "none", "attStmt": {}, "authData": self._state(self.flags | ATTESTED) + attested}
        )
        return self._answer({"clientDataJSON": b64(client), "attestationObject": b64(told)})

    def prove(self, options: dict[str, Any]) -> dict[str, Any]:
        """Answer what a page asks when somebody comes in."""
        self.uses += self.counts
        client, state = self._client("webauthn.get", options), self._state(self.flags)
        signature = self.key.sign(state + sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"clientDataJSON": client, "authenticatorData": state, "signature": signature}
        return self._answer({name: b64(value) for name, value in parts.items()})

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        challenge = options["publicKey"]["challenge"]
        return json.dumps({"type": kind, "challenge": challenge, "origin": self.origin}).encode()

    def _state(self, flags: int) -> bytes:
        return sha256(self.host.encode()).digest() + bytes([flags]) + self.uses.to_bytes(4, "big")

    def _answer(self, response: dict[str, str]) -> dict[str, Any]:
        return {"id": b64(self.id), "rawId": b64(self.id), "type": "public-key", "response": response}
