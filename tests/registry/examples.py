"""An example of every command, from the types of its fields and the world it acts in.

A command says in ``example`` what cannot be derived: fields that must fit together, rows by their name."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from pilothouse.commands import Command, RefTo, refs_of
from pilothouse.commands.fields import hint_of
from tests.registry.world import World, a_file

TEXTS = (
    *("Something quite new", "08:00-12:00", "Europe/Berlin", "CHF", "NEW", "new@example.org", "fine"),
    "Something",
)
LARGER = {"optimistic": 8, "likely": 24, "pessimistic": 80}
PLAN = {
    "format": "pilothouse-plan/1",
    "project": {"name": "Imported", "start": "2027-01-04", "timezone": "Europe/Berlin"},
    "calendars": [{"id": "std", "week": {"mon": [["09:00", "17:00"]]}}],
    "tasks": [{"id": "t1", "name": "Write", "effort_hours": 8}],
}
VALUES: dict[Any, tuple[Any, ...]] = {
    str: TEXTS,
    int: (2, 3, 1, 0),
    float: (2.0, 0.5, 1.0, 0.0),
    Decimal: ("90",),
    bool: (True, False),
    date: ("2027-03-01",),
    datetime: ("2027-03-01T09:00:00+00:00",),
}


def example_of(command: type[Command], world: World) -> dict[str, Any]:
    """A payload that this world takes: what the command's ``example`` says, and required fields derived;
    without one all its fields are filled. Names in place of references stand for rows of the world."""
    said = {**getattr(command, "example", {}), **_special(command, world)}
    refs, kinds = refs_of(command), set()
    payload: dict[str, Any] = {}
    for name, info in command.model_fields.items():
        ref = refs.get(name)
        if name in said:
            payload[name] = _named(world, ref, said[name])
        elif name in world.secrets and hint_of(command, name).secret:
            payload[name] = world.secrets[name]
        elif info.is_required() or not (said or hint_of(command, name).hidden or (ref and ref.kind in kinds)):
            value = _derived(command, name, info, ref, world)
            payload |= {} if value is None else {name: value}
        kinds |= {ref.kind} if ref else set()
    return payload


def _special(command: type[Command], world: World) -> dict[str, Any]:
    """What decisions refer to exists only once somebody decided something."""
    return {
        "history.undo": {"group": world.last_group},
        "scenario.close": {"scenario": world.id_of("decisions.scenario")},
        "proposal.withdraw": {"proposal": "PR-2"},
        "proposal.explain": {"proposal": "PR-2", "why": "It costs less"},
        "plan.import_file": {"file": "plan.json", "source": "plan", "document": PLAN, "prefix": "IMP"},
        "attachment.add": {"file": [a_file()]},
        "rights.set_up": {"preset": "gitlab"},
    }.get(command.meta.name, {})


def _named(world: World, ref: RefTo | None, value: Any) -> Any:
    if ref is None or value is None:
        return value
    return (
        [world.id_of(ref.kind, v) for v in value] if isinstance(value, list) else world.id_of(ref.kind, value)
    )


def _derived(command: type[Command], name: str, info: FieldInfo, ref: RefTo | None, world: World) -> Any:
    bare = _bare(info.annotation)
    if ref is not None:
        one = world.usual.get(f"{ref.kind} {name}") or world.id_of(ref.kind)
        return [one] if get_origin(bare) is list else one
    if get_origin(bare) is list:
        return None
    found = next((v for v in _candidates(bare) if v != info.default and _fits(info, v)), None)
    if found is None and info.is_required():
        raise AssertionError(
            f"{command.__name__}.{name}: no example value can be derived for {bare}. "
            f"Give the command `example: ClassVar[dict[str, Any]] = {{{name!r}: ...}}`."
        )
    return found


def _candidates(bare: Any) -> tuple[Any, ...]:
    if get_origin(bare) is Literal:
        return tuple(reversed(get_args(bare)))
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return (LARGER,)
    return () if bare is UUID else VALUES.get(bare, ())


def _fits(info: FieldInfo, value: Any) -> bool:
    try:
        TypeAdapter(
            Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation
        ).validate_python(value)
    except ValidationError:
        return False
    return True


def _bare(annotation: Any) -> Any:
    if get_origin(annotation) is Annotated:
        return _bare(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return _bare(next(one for one in get_args(annotation) if one is not NoneType))
    return annotation
