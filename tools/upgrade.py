"""Upgrade from every version that was ever tagged: ``python -m tools.upgrade`` builds each and migrates it.

A tag's own program makes its database and tells the story in it; this version migrates that and must find
every row again, a sound history, and a gate that works. Migrations that a tag holds are never edited.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.drill.house import House
from tools.house.source import ROOT

MIGRATIONS = "src/pilothouse/*/*/migrations/*.py"
RUN = "import sys; from pilothouse.entrypoints.cli.main import main; main(sys.argv[1:])"


def git(*words: str) -> str:
    return subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True).stdout


def tags() -> list[str]:
    """Every version that people may have, oldest first."""
    return git("tag", "--list", "v*", "--sort=creatordate").split()


def edited_migrations(tag: str, root: Path = ROOT) -> list[str]:
    """Migrations of that version that are not there any more as they were."""
    paths = [p for p in git("ls-tree", "-r", "--name-only", tag).splitlines() if Path(p).match(MIGRATIONS)]
    return [
        p for p in paths if not (root / p).exists() or (root / p).read_text() != git("show", f"{tag}:{p}")
    ]


@contextmanager
def checked_out(tag: str, folder: Path) -> Iterator[Path]:
    """The files of a version, for the length of the block."""
    place = folder / tag
    git("worktree", "add", "--detach", str(place), tag)
    try:
        yield place
    finally:
        git("worktree", "remove", "--force", str(place))


def told_by(tag: str, house: House, folder: Path) -> None:
    """Have a version make its database and tell its story."""
    with checked_out(tag, folder) as place:
        env = {**house.environment(), "PYTHONPATH": str(place / "src")}
        subprocess.run([sys.executable, "-c", RUN, "load-demo"], env=env, check=True, capture_output=True)


def ids(house: House) -> dict[str, set[str]]:
    """The ids of the rows of each table that has them."""
    tables = [name for (name,) in house.ask("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return {
        name: {str(id) for (id,) in house.ask(f'SELECT id FROM "{name}"')}
        for name in tables
        if has_id(house, name)
    }


def has_id(house: House, table: str) -> bool:
    return any(row[1] == "id" for row in house.ask(f'PRAGMA table_info("{table}")'))


def lost(house: House) -> list[str]:
    """Migrate a house to this version; the tables that lost rows by it, and what the doctor calls ill."""
    before = ids(house)
    house.type("setup-database")
    after = ids(house)
    gone = [name for name, rows in before.items() if name in after and rows - after[name]]
    return [*gone, *ill(house)]


def ill(house: House) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", RUN, "doctor"],
        env=house.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    return [line for line in done.stdout.splitlines() if line.startswith("failure")]


def main() -> int:
    found: list[str] = []
    for tag in tags():
        found += [f"{tag}: {path} was edited since" for path in edited_migrations(tag)]
        with tempfile.TemporaryDirectory(prefix="pilothouse-upgrade-") as name:
            house = House(Path(name) / "data")
            told_by(tag, house, Path(name))
            found += [f"{tag}: {fault}" for fault in lost(house)]
    print("\n".join([*found, f"{len(tags())} versions, {len(found)} faults"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
