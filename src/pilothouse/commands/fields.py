"""Field types of commands: references, ranges, and hints for the derived form."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from typing import Annotated, Any, Self, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator

PERCENT = "%"
HOURS_PER_DAY = 8.0
"""A person-day, the unit people read and write effort in."""


@dataclass(frozen=True)
class RefTo:
    """Marks a string field as a reference to a row of ``kind`` ("room.model").

    In a command it may be an id, a key (``LED-112``), a name the kind understands, or ``+1`` for what the
    first command of a basket creates. ``where`` narrows what a form offers, as a filter of the kind's list:
    "plannable=1"."""

    kind: str
    where: str = ""


Ref = RefTo


@dataclass(frozen=True)
class Hint:
    """How the derived form shows a field. ``unit`` stands behind it: a share of 0 to 1 with the unit "%" is
    written and shown in percent. ``secret`` values never enter a stored payload; ``choices`` names
    the registered kind whose rows a text field chooses from; ``bulk`` stays out of history, as it is kept
    elsewhere; ``private`` stays out of history and, while it waits in a proposal, is told to its author and
    to those asked to decide it; ``file`` is a list of files, each as the token its upload gave;
    ``minted`` is a secret made where none was given and told once, in this form: "/join/{}";
    ``today`` fills in the present day."""

    label: str = ""
    help: str = ""
    rows: int = 0
    hidden: bool = False
    unit: str = ""
    secret: bool = False
    choices: str = ""
    bulk: bool = False
    private: bool = False
    file: bool = False
    minted: str = ""
    today: bool = False


class Span(BaseModel):
    """A range of hours: optimistic, likely, pessimistic, in this order and not negative."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    optimistic: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
    likely: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]
    pessimistic: Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.optimistic <= self.likely <= self.pessimistic:
            raise ValueError(
                f"the three estimates must rise: optimistic {self.optimistic:g}, "
                f"likely {self.likely:g}, pessimistic {self.pessimistic:g}"
            )
        return self

    def in_days(self) -> str:
        """As people read it: "2–4 d", one figure when all agree."""
        low, high = self.optimistic / HOURS_PER_DAY, self.pessimistic / HOURS_PER_DAY
        return f"{low:g} d" if low == high else f"{low:.3g}\N{EN DASH}{high:.3g} d"


Days = Annotated[Span, Hint(unit="days")]
"""A range written and shown in person-days, kept in hours."""


@cache
def refs_of(model: type[BaseModel]) -> dict[str, RefTo]:
    """The reference fields of a command, in order; lists of references included."""
    found = {}
    for name, field in model.model_fields.items():
        marks = [*field.metadata, *_nested(field.annotation)]
        ref = next((mark for mark in marks if isinstance(mark, RefTo)), None)
        if ref is not None:
            found[name] = ref
    return found


def takes_several(model: type[BaseModel], name: str) -> bool:
    """Whether a field is a list."""
    annotation = model.model_fields[name].annotation
    return any(get_origin(one) is list for one in (annotation, *get_args(annotation)))


@cache
def hint_of(model: type[BaseModel], name: str) -> Hint:
    """The hint of a field, an empty one if it has none; what an outer hint leaves open, an inner one says."""
    field = model.model_fields[name]
    said: dict[str, Any] = {}
    for mark in (*_nested(field.annotation), *field.metadata):
        if isinstance(mark, Hint):
            said |= {k: v for k, v in asdict(mark).items() if v}
    return Hint(**said)


def holds_secret(command: BaseModel) -> bool:
    """Whether a secret was given: such a command is carried out at once or not at all."""
    return any(hint_of(type(command), name).secret for name in command.model_fields_set)


def labelled(model: type[BaseModel], name: str) -> str:
    """What a person calls the field."""
    return hint_of(model, name).label or name.replace("_", " ").capitalize()


def _nested(annotation: Any) -> list[Any]:
    """Marks inside ``X | None`` and ``list[X]``."""
    marks: list[Any] = []
    for argument in get_args(annotation):
        if get_origin(argument) is Annotated:
            marks += argument.__metadata__
        marks += _nested(argument)
    return marks
