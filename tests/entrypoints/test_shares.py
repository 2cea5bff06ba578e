"""Shares are typed and shown in percent, as the language writes numbers, and kept as fractions."""

from __future__ import annotations

import pytest
from django.utils import translation

from pilothouse.commands import command_named
from pilothouse.entrypoints.forms import values
from pilothouse.entrypoints.forms.widgets import widget
from pilothouse.entrypoints.shapes import Shape, shapes_of
from tests.who.decisions.conftest import World


def share(command: str = "risk.raise", name: str = "probability") -> Shape:
    return next(shape for shape in shapes_of(command_named(command)) if shape.name == name)


@pytest.mark.parametrize(
    "language, typed, kept",
    [
        ("en", "35", 0.35),
        ("en", "12.5", 0.125),
        ("de", "12,5", 0.125),
        ("en", "7 %", 0.07),
        ("en", "7", 0.07),
    ],
)
def test_percent_is_kept_as_a_fraction(language: str, typed: str, kept: float) -> None:
    with translation.override(language):
        assert values.read(share(), typed, None) == kept


@pytest.mark.parametrize("typed", ["101", "-1", "120%"])
def test_more_than_all_and_less_than_nothing_are_asked_back(typed: str) -> None:
    with pytest.raises(ValueError, match="between 0 and 100 percent"):
        values.read(share(), typed, None)


@pytest.mark.parametrize(
    "command, name",
    [("risk.raise", "probability"), ("member.edit", "fraction"), ("allocation.set", "share")],
)
def test_a_stored_share_is_shown_in_percent(world: World, command: str, name: str) -> None:
    shape = share(command, name)
    assert values.text_of(shape, 0.29, world.sofia) == "29"
    assert values.shown(shape, 0.29, world.sofia) == "29%"
    with translation.override("de"):
        assert values.text_of(shape, 0.125, world.sofia) == "12,5"
    assert widget(shape, "29", world.sofia)["unit"] == "%"


def test_a_share_that_was_left_alone_stays_out_of_the_command(world: World) -> None:
    shape = share("member.edit", "fraction")
    assert values.read(shape, "80", values.text_of(shape, 0.8, world.sofia)) is values.UNSET
