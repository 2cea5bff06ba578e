"""The first moments of a workspace: its row, what it is called and reckons in, its steward, its matrix."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.text import slugify

from pilothouse.commands import Fault, Refused, parse
from pilothouse.who.decisions.gate import guard
from pilothouse.who.decisions.gate.submit import carry_out, carry_out_many
from pilothouse.who.decisions.rights.presets import known_presets
from pilothouse.who.people.models import Account, Member, Workspace, viewer_of
from pilothouse.who.people.passwords import faults_of

TAKEN = frozenset(
    {"api", "static", "sign-in", "sign-out", "you", "join", "reset", "set-up", "address", "mail"}
)
"""First parts of addresses that are pages already."""


@dataclass(frozen=True)
class Founding:
    """What whoever makes a workspace says. Without ``password`` they choose one by a link."""

    name: str
    slug: str
    timezone: str
    currency: str
    prefix: str
    preset: str
    steward: str
    email: str
    password: str | None = None


def found(told: Founding) -> Member:
    """Make the workspace; its steward. Raises Refused, and then nothing is kept."""
    _refuse_unusable(told)
    with transaction.atomic():
        with guard.opened():
            workspace = Workspace.objects.create(slug=told.slug, name=told.name, preset=told.preset)
        given = {"name": told.name, "timezone": told.timezone, "currency": told.currency}
        given |= {"prefix": told.prefix, "steward": told.steward, "email": told.email}
        unit = str(uuid4())
        carry_out(parse("workspace.set_up", {"id": unit, **given, "password": told.password}), workspace)
        steward: Member = Member.everything.select_related("account").get(workspace=workspace)
        matrix = parse("rights.set_up", {"id": str(uuid4()), "unit": unit, "preset": told.preset})
        carry_out_many([matrix], workspace, "system", viewer_of(steward))
    return steward


def _refuse_unusable(told: Founding) -> None:
    faults = []
    if slugify(told.slug) != told.slug or not told.slug or len(told.slug) > 50 or told.slug in TAKEN:
        words = "Write small letters, figures and hyphens, such as ledgerline."
        taken = f"{told.slug} is the address of a page. Choose another."
        faults.append(Fault("slug", taken if told.slug in TAKEN else words))
    elif Workspace.objects.filter(slug=told.slug).exists():
        faults.append(Fault("slug", "There is a workspace at this address. Choose another."))
    if told.preset not in known_presets():
        faults.append(Fault("preset", f"Choose one of: {', '.join(known_presets())}."))
    known = Account.objects.filter(email__iexact=told.email).exists()
    if told.password is not None and not known:
        faults += [Fault("password", words) for words in faults_of(told.password, told.email, told.steward)]
    if faults:
        raise Refused(faults[0].message, faults=tuple(faults))
