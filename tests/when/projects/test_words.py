"""Words of the interface fit projects outside software, too."""

from __future__ import annotations

import re

from pilothouse.commands import all_commands, labelled
from pilothouse.commands.fields import hint_of
from pilothouse.who.decisions.rights.presets import preset

OF_ONE_TRADE = re.compile(
    r"\b(sprints?|deploy\w*|pull requests?|code ?base|repositor\w+|developers?)\b", re.I
)


def test_no_form_speaks_of_one_trade() -> None:
    said = {
        f"{name}.{field}": f"{command.meta.title} {labelled(command, field)} {hint_of(command, field).help}"
        for name, command in all_commands().items()
        if command.__module__.startswith("pilothouse.")
        for field in command.model_fields
    }
    assert {where: words for where, words in said.items() if OF_ONE_TRADE.search(words)} == {}


def test_no_decision_is_called_by_the_word_of_one_trade() -> None:
    names = preset("seed-default")["families"]
    assert {family: name for family, name in names.items() if OF_ONE_TRADE.search(name)} == {}
