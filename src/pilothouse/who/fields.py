"""Field types that commands of several rooms share."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import Field

from pilothouse.commands import Hint, RefTo
from pilothouse.commands.fields import PERCENT

Minted = Annotated[UUID, Hint(hidden=True)]
"""The id of what a command creates: ``id: Minted = Field(default_factory=uuid4)``."""

Title = Annotated[str, Field(min_length=1, max_length=500)]
Name = Annotated[str, Field(min_length=1, max_length=200)]
Text = Annotated[str, Field(max_length=20_000), Hint(rows=4)]
Level = Annotated[int, Field(ge=0, le=5), Hint(help="From 0, none, to 5, teaches others.")]
Share = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False), Hint(unit=PERCENT)]
Figure = Annotated[float, Field(ge=-1e15, le=1e15, allow_inf_nan=False)]
Prefix = Annotated[
    str,
    Field(pattern="^([A-Z][A-Z0-9]{0,9})?$"),
    Hint(help="What keys begin with, such as LED: capital letters and digits."),
]

ItemRef = Annotated[str, RefTo("items.item")]
UnitRef = Annotated[str, RefTo("people.unit")]
MemberRef = Annotated[str, RefTo("people.member")]
WorkerRef = Annotated[str, RefTo("people.member", where="plannable=1")]
SkillRef = Annotated[str, RefTo("people.skill")]
CalendarRef = Annotated[str, RefTo("people.calendar")]
PoolRef = Annotated[str, RefTo("people.pool")]
