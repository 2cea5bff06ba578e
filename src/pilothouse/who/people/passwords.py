"""What a new password must be: long enough, not a common one, not one's own name or address."""

from __future__ import annotations

from typing import Annotated

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from pydantic import Field

from pilothouse.commands import Hint, Scope
from pilothouse.who.people.models import Account

Password = Annotated[
    str,
    Field(min_length=10, max_length=200),
    Hint(secret=True, help="At least 10 characters, and none that many people use."),
]


def faults_of(password: str, email: str, name: str = "") -> list[str]:
    """What is wrong with a new password, in words that say what to do; none when it is fine."""
    person = Account(email=email)
    person.name = name  # type: ignore[attr-defined]
    try:
        validate_password(password, person)
    except ValidationError as error:
        return list(error.messages)
    return []


def refuse_weak(ctx: Scope, password: str, email: str, name: str = "", field: str = "password") -> None:
    """Refuse a password that others would guess."""
    for fault in faults_of(password, email, name):
        ctx.refuse(fault, field)
