"""The limits in the budgets never go above what the house allows, and tightening only lowers them."""

import tomllib
from pathlib import Path

import pytest

from tools import check_house

HOUSE = {"function_p50": 10, "function_p95": 40, "file_p90": 250}


def test_the_limits_are_at_most_the_house_s() -> None:
    limits = tomllib.loads(check_house.BUDGETS.read_text())["lengths"]
    assert set(limits) == set(HOUSE)
    assert all(limits[name] <= most for name, most in HOUSE.items())


def test_tightening_lowers_and_never_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    budgets = tmp_path / "budgets.toml"
    budgets.write_text("# kept\n[lengths]\nfunction_p95 = 40\nfile_p90 = 100\n")
    monkeypatch.setattr(check_house, "BUDGETS", budgets)
    check_house.tighten({"function_p95": 31, "file_p90": 240})
    assert budgets.read_text() == "# kept\n[lengths]\nfunction_p95 = 31\nfile_p90 = 100\n"
