"""The one door of imports for web, REST and command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from pilothouse.commands import Refused
from pilothouse.entrypoints.importing import import_file
from pilothouse.when.schedule.models import Project

from .conftest import World

FIXTURES = Path(__file__).parents[2] / "interchange" / "fixtures"


def test_a_dry_run_says_what_comes_in_and_what_is_lost(world: World) -> None:
    answer = import_file(
        (FIXTURES / "site.xml").read_bytes(), "site.xml", world.viewer("priya"), "cli", dry_run=True
    )
    assert answer.report is not None
    assert "would be a new project" in str(answer)
    assert answer.losses
    assert Project.everything.count() == 1


def test_an_import_beyond_one_s_right_becomes_a_proposal(world: World) -> None:
    answer = import_file((FIXTURES / "site.xml").read_bytes(), "site.xml", world.viewer("ana"), "cli")
    assert answer.outcome is not None
    assert answer.outcome.status == "proposed"
    assert Project.everything.count() == 1


def test_every_fault_of_a_file_is_told(world: World) -> None:
    data = (FIXTURES / "twelve_faults.xml").read_bytes()
    with pytest.raises(Refused) as refused:
        import_file(data, "twelve_faults.xml", world.viewer("priya"), "cli")
    assert len(refused.value.faults) == 12
    assert all("line" in fault.message for fault in refused.value.faults)
