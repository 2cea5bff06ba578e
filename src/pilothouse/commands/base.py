"""The command: one class that holds a change whole.

A command says its typed fields, the decision family it belongs to or the plain permission it needs, what it
does and its sentence for history. Form, endpoint, CLI verb, history line and proposal are derived from it.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, NoReturn, Protocol, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, field_validator

from pilothouse.commands import registry
from pilothouse.commands.difference import Difference
from pilothouse.commands.fields import refs_of, takes_several

Permission = Literal["member", "own work", "role holder", "steward", "anyone", "system"]
OnClosed = Literal["refused", "reopens", "goes on"]


@dataclass(frozen=True)
class Meta:
    """What the registry knows of a command beside its fields."""

    name: str
    family: str | None
    permission: Permission | None
    title: str
    subject: str | None


class Scope(Protocol):
    """What ``apply`` and ``sentence`` may use: the only door to rows while a command runs."""

    @property
    def actor(self) -> Any: ...
    @property
    def author(self) -> Any: ...
    @property
    def workspace(self) -> Any: ...
    @property
    def now(self) -> Any: ...
    @property
    def rights(self) -> Any: ...

    undoes: Any
    command: Any

    def get(self, ref: str) -> Any:
        """The row a reference of this command was resolved to, as the actor may see it."""

    def find(self, model: type, /, **where: Any) -> Any:
        """Other rows of this workspace that the change must look at."""

    def highest(self, model: type, column: str, **alike: Any) -> Any:
        """The highest value of a column among such rows of this workspace; none: None."""

    def pointed_to(self, model: type, column: str, row: Any) -> bool:
        """Whether a row of the model points to that one."""

    def row(self, model: type, id: UUID) -> Any:
        """A row of this workspace by its id; none: None."""

    def save(self, row: Any) -> Any: ...
    def update(self, row: Any, /, **values: Any) -> Any: ...
    def delete(self, row: Any) -> None: ...
    def title(self, ref: str | None) -> str: ...
    def refuse(self, message: str, field: str = "") -> NoReturn: ...
    def perform(self, commands: list[Command], *, mandate: UUID, on_behalf_of: UUID) -> list[Difference]: ...
    def remove_for_undo(self, row: Any) -> None: ...
    def after_commit(self, call: Any) -> None: ...


def _about(command: type[BaseModel]) -> str | None:
    """What a command is about unless it says so: its first reference to a single row."""
    return next((name for name in refs_of(command) if not takes_several(command, name)), None)


class Command(BaseModel):
    """Base of all commands. Subclasses give ``name`` and exactly one of ``family`` and ``permission``.

    ``subject`` names the reference field the change is about (the first one by default): its unit is where
    the right is looked up. Fields that were not given stay out of ``given()``, so that leaving
    a value alone differs from emptying it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)
    meta: ClassVar[Meta]
    resets_size: ClassVar[bool] = False
    """Whether this change is a fresh start for what decisions made alone add up to (a baseline)."""
    logged: ClassVar[bool] = False
    """Whether the decision log has it however small it is."""
    makes_many: ClassVar[bool] = False
    """Whether it writes so many rows that it should not be applied twice to be measured."""
    suggests: ClassVar[bool] = False
    """Whether it puts other commands before those who decide, and changes nothing itself."""
    on_closed: ClassVar[OnClosed] = "refused"
    """What becomes of it where all is closed: ``reopens`` must leave it open, ``goes on`` changes nothing."""
    closes: ClassVar[bool] = False
    """Whether what it is about may be closed from then on."""
    other_families: ClassVar[tuple[str, ...]] = ()
    """Families it may belong to instead, by what it is about."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Takes the class keywords that ``__pydantic_init_subclass__`` reads once the fields are known."""
        super().__init_subclass__()

    @classmethod
    def __pydantic_init_subclass__(
        cls,
        *,
        name: str = "",
        family: str | None = None,
        permission: Permission | None = None,
        subject: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        if not name:
            return
        if (family is None) == (permission is None):
            raise TypeError(f"{cls.__name__}: give exactly one of family and permission")
        title = (inspect.getdoc(cls) or "").partition("\n")[0].rstrip(".")
        if not title:
            raise TypeError(f"{cls.__name__}: write a docstring, its first line becomes the button")
        cls.meta = Meta(name, family, permission, title, subject or _about(cls))
        registry.register(cls)

    @field_validator("*", mode="before")
    @classmethod
    def _storable(cls, value: Any) -> Any:
        """PostgreSQL keeps no text with a zero character, so none comes in anywhere."""
        texts = value if isinstance(value, list | tuple) else (value,)
        if any(isinstance(text, str) and "\0" in text for text in texts):
            raise ValueError("This holds a character that cannot be stored (code zero). Leave it out.")
        return value

    def given(self) -> dict[str, Any]:
        """The fields the author set, references to the subject left out."""
        return {
            k: getattr(self, k) for k in self.model_fields_set if k not in {self.meta.subject, "id", "why"}
        }

    def payload(self) -> dict[str, Any]:
        """The stored form: only what was given, JSON values, always with the id it mints."""
        given = self.model_dump(mode="json", exclude_unset=True)
        return given | {k: str(v) for k, v in self.minted().items()}

    def minted(self) -> dict[str, UUID]:
        """Ids this command gives to what it creates."""
        return {k: v for k in type(self).model_fields if isinstance(v := getattr(self, k), UUID)}

    def resolved(self, **references: str | list[str]) -> Self:
        """This command with its references replaced by the ids they were resolved to."""
        return self.model_copy(update=references)

    @classmethod
    def stands(cls, viewer: Any) -> dict[str, Any] | None:
        """What stands there now by field, for a command about its author and no row they name."""
        return None

    def stands_for(self, viewer: Any) -> list[Command]:
        """The commands done in its place; itself, unless it names others that are kept elsewhere."""
        return [self]

    def families(self, ctx: Scope) -> tuple[str, ...]:
        """The decision families this change belongs to; none for a plain permission."""
        return (self.meta.family,) if self.meta.family else ()

    def needs(self, ctx: Scope) -> Permission | None:
        """The plain permission this change needs; that of its class unless what it is about says more."""
        return self.meta.permission

    def unit_of_decision(self, ctx: Scope) -> Any:
        """The unit whose right this is; None leaves it to the subject."""
        return None

    def workers(self, subject: Any) -> Collection[UUID]:
        """Members whose own work this is: those on its subject."""
        return tuple(getattr(subject, "team_ids", lambda: ())())

    def apply(self, ctx: Scope) -> None:
        """Make the change, writing only through ``ctx``."""
        raise TypeError(f"{type(self).__name__} does not say what it does")

    def sentence(self, ctx: Scope) -> str:
        """What was done, in the past tense, to follow the actor's name."""
        raise TypeError(f"{type(self).__name__} has no sentence for history")
