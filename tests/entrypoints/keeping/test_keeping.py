"""What was kept comes back row for row and file for file; what cannot be used leaves everything as it was."""

from __future__ import annotations

import fcntl
import json
import shutil
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import POSTGRES
from tests.entrypoints.keeping.houses import House

pytestmark = pytest.mark.skipif(POSTGRES, reason="these houses are embedded; PostgreSQL has its own file")

DAY = "2027-05-03"
PRIYA = "priya@ledgerline.example"
CHANGE = ("leave.record", "--member", PRIYA, "--first", DAY, "--last", DAY, "--as", PRIYA)


def files(house: House) -> dict[str, bytes]:
    kept = [*house.data.rglob("attachments/**/*"), house.data / "secret-key"]
    return {str(path.relative_to(house.data)): path.read_bytes() for path in kept if path.is_file()}


@pytest.mark.parametrize("kind", ["backup", "export"])
def test_what_was_kept_comes_back(
    told: House, empty: House, kind: str, request: pytest.FixtureRequest
) -> None:
    empty.must("restore", request.getfixturevalue(kind))
    assert empty.rows() == told.rows()
    assert files(empty) == files(told)
    assert (empty.data / "secret-key").stat().st_mode & 0o077 == 0


def test_work_goes_on_in_a_restored_house(backup: Path, empty: House) -> None:
    empty.must("restore", backup)
    before = empty.rows()["decisions_entry"]
    empty.must("do", *CHANGE)
    assert len(empty.rows()["decisions_entry"]) == len(before) + 1


def test_a_house_that_is_lived_in_is_not_overwritten(backup: Path, told: House, tmp_path: Path) -> None:
    house = House(tmp_path / "lived-in")
    shutil.copytree(told.data, house.data)
    house.must("do", *CHANGE)
    mine = house.rows()
    status, _, err = house.type("restore", backup)
    assert status == 2
    assert "--replace" in err
    assert house.rows() == mine
    house.must("restore", backup, "--replace")
    assert house.rows() == told.rows()
    aside = House(next(house.data.glob("replaced-*")))
    assert aside.rows() == mine
    assert files(aside) == files(told)


def rewritten(archive: Path, goal: Path, change: Callable[[dict[str, Any]], None]) -> Path:
    """The archive with another manifest."""
    with tarfile.open(archive) as old, tarfile.open(goal, "w:gz") as new:
        for member in old:
            content = old.extractfile(member)
            if member.name != "manifest.json":
                new.addfile(member, content)
        manifest = json.loads(old.extractfile("manifest.json").read())  # type: ignore[union-attr]
        change(manifest)
        path = goal.with_suffix(".json")
        path.write_text(json.dumps(manifest))
        new.add(path, "manifest.json")
    return goal


def test_an_archive_of_a_newer_version_is_refused_in_words(
    backup: Path, empty: House, tmp_path: Path
) -> None:
    newer = rewritten(
        backup, tmp_path / "newer.tar.gz", lambda told: told["migrations"].append("people.9999_later")
    )
    status, _, err = empty.type("restore", newer)
    assert status == 2
    assert "newer Pilothouse" in err
    assert "people.9999_later" in err
    assert not (empty.data / "pilothouse.sqlite3").exists()


def lose_a_row(told: dict[str, Any]) -> None:
    told["counts"]["people_member"] += 1


def other_sum(told: dict[str, Any]) -> None:
    told["files"]["files/attachments/ab/abcd"] = "0" * 64


@pytest.mark.parametrize("kind", ["backup", "export"])
@pytest.mark.parametrize("change, words", [(lose_a_row, "people_member"), (other_sum, "attachments/ab/abcd")])
def test_an_archive_that_is_not_whole_is_refused_and_changes_nothing(
    kind: str,
    change: Callable[[dict[str, Any]], None],
    words: str,
    empty: House,
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    bad = rewritten(request.getfixturevalue(kind), tmp_path / "bad.tar.gz", change)
    status, _, err = empty.type("restore", bad)
    assert status == 2
    assert words in err
    assert sorted(path.name for path in empty.data.iterdir()) in (
        ["running.lock", "secret-key"],
        ["pilothouse.sqlite3", "running.lock", "secret-key"],
    )


def test_half_an_archive_is_refused(backup: Path, empty: House, tmp_path: Path) -> None:
    half = tmp_path / "half.tar.gz"
    half.write_bytes(backup.read_bytes()[: backup.stat().st_size // 2])
    status, _, err = empty.type("restore", half)
    assert status == 2
    assert "cannot be unpacked" in err


def test_an_archive_may_not_write_elsewhere(empty: House, tmp_path: Path) -> None:
    bad = tmp_path / "bad.tar.gz"
    (tmp_path / "innocent").write_text("x")
    with tarfile.open(bad, "w:gz") as archive:
        archive.add(tmp_path / "innocent", "files/../../outside")
    status, _, err = empty.type("restore", bad)
    assert status == 2
    assert "nothing that belongs" in err
    assert not (tmp_path / "outside").exists()


def test_only_the_newest_are_left_when_asked(told: House, tmp_path: Path) -> None:
    house = House(tmp_path / "kept")
    shutil.copytree(told.data, house.data)
    for hour in (7, 8, 9):
        assert house.type("backup", "--keep", "2", PILOTHOUSE_NOW=f"2027-03-10T0{hour}:00:00+00:00")[0] == 0
    names = sorted(path.name for path in (house.data / "backups").iterdir())
    assert names == ["pilothouse-20270310-080000.tar.gz", "pilothouse-20270310-090000.tar.gz"]


def test_nothing_is_restored_under_a_running_server(backup: Path, told: House, tmp_path: Path) -> None:
    house = House(tmp_path / "served")
    shutil.copytree(told.data, house.data)
    with (house.data / "running.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_SH)
        status, _, err = house.type("restore", backup, "--replace")
    assert status == 2
    assert "stop it, then restore" in err
    assert house.rows() == told.rows()
