"""A project that came without a prefix gets one made of its name."""

from __future__ import annotations

from typing import Any

import pytest

from pilothouse.when.schedule.prefixes import prefix_for
from pilothouse.who.decisions.gate.submit import carry_out
from pilothouse.who.items.models import Item
from pilothouse.who.people.models import Unit

from .conftest import World
from .test_importing import imports, site


class Units:
    """A scope in which those prefixes are taken."""

    def __init__(self, *taken: str) -> None:
        self.taken = taken

    def find(self, model: type, prefix__startswith: str) -> Any:
        return self

    def values_list(self, *names: str, **options: Any) -> Any:
        return self

    def distinct(self) -> tuple[str, ...]:
        return self.taken


@pytest.mark.parametrize(
    "name, prefix",
    [
        ("Redesign", "RED"),
        ("Invoice redesign", "IR"),
        ("The office of the future", "OF"),
        ("2027 site move", "SM"),
        ("Übersicht", "UBE"),
        ("Go", "GO"),
        ("項目", "PRJ"),
        ("one two three four five", "OTTF"),
    ],
)
def test_it_is_made_of_the_name(name: str, prefix: str) -> None:
    assert prefix_for(Units(), name) == prefix  # type: ignore[arg-type]


def test_a_taken_one_is_numbered() -> None:
    assert prefix_for(Units("IR"), "Invoice redesign") == "IR2"  # type: ignore[arg-type]
    assert prefix_for(Units("IR", "IR2"), "Invoice redesign") == "IR3"  # type: ignore[arg-type]
    assert prefix_for(Units("IRX"), "Invoice redesign") == "IR"  # type: ignore[arg-type]


def test_an_imported_project_has_keys_of_its_own(world: World) -> None:
    carry_out(imports(world, site()), world.workspace)
    unit = Unit.everything.exclude(prefix="ACM").get(kind="project", prefix__gt="")
    assert set(Item.everything.filter(unit=unit, kind="task").values_list("prefix", flat=True)) == {
        unit.prefix
    }
