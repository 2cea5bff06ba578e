"""Assets are found by name, and what is missing says how to mend it."""

import json
from pathlib import Path

import pytest

from pilothouse.ui import assets


@pytest.fixture
def dist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built folder of our own."""
    monkeypatch.setattr(assets, "DIST", tmp_path)
    return tmp_path


def test_an_asset_has_the_address_of_its_hashed_file(dist: Path) -> None:
    (dist / "manifest.json").write_text(json.dumps({"src/main.ts": {"file": "main-abc123de.js"}}))
    assert assets.asset("main") == "/static/dist/main-abc123de.js"


def test_a_file_of_a_package_is_found_by_its_own_name(dist: Path) -> None:
    key = "../../../node_modules/inter/files/inter-latin-opsz-normal.woff2"
    (dist / "manifest.json").write_text(json.dumps({key: {"file": "inter-1.woff2"}}))
    assert assets.asset("font") == "/static/dist/inter-1.woff2"


def test_without_a_build_the_error_names_the_command(dist: Path) -> None:
    with pytest.raises(assets.AssetsMissing, match="make assets"):
        assets.asset("main")


def test_an_unknown_asset_is_named(dist: Path) -> None:
    (dist / "manifest.json").write_text("{}")
    with pytest.raises(assets.AssetsMissing, match="'chart'"):
        assets.asset("chart")


def test_the_sprite_holds_every_icon_once() -> None:
    sprite = assets.sprite()
    names = sorted(path.stem for path in (assets.UI / "icons").glob("*.svg"))
    assert [name for name in names if sprite.count(f'id="i-{name}"') != 1] == []
    assert "xmlns" not in sprite


@pytest.mark.parametrize(
    "action, read, aria",
    [
        ("suggest", "S", "s"),
        ("go.plan", "G then P", "g p"),
        ("palette", "Ctrl K", "Control+k"),
        ("keys", "?", "?"),
    ],
)
def test_hints_on_buttons_come_from_the_registry_of_keys(action: str, read: str, aria: str) -> None:
    assert assets.key_for(action) == read
    assert assets.key_for(action, aria=True) == aria


def test_a_hint_for_an_unknown_action_says_where_to_add_it() -> None:
    with pytest.raises(KeyError, match=r"ui/keys\.json"):
        assets.key_for("fly")
