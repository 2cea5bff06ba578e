"""``pilothouse do``: every command, with options from its fields, in somebody's name."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from pilothouse.entrypoints.cli.main import run
from pilothouse.who.decisions.models import Entry
from tests.entrypoints.conftest import Scratch, account_for
from tests.who.decisions.conftest import World

Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def type_in(world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Type:
    monkeypatch.setenv("PILOTHOUSE_AS", account_for(world, "tomas").email)

    def typed(*arguments: str) -> tuple[int, str, str]:
        try:
            status = run(["do", *arguments])
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return typed


def test_a_new_command_is_listed_explained_and_done(world: World, type_in: Type, scratch: Scratch) -> None:
    assert "scratch.edit  " in type_in()[1]
    assert "--people-needed" in type_in("scratch.edit", "--help")[1]
    status, out, _ = type_in("scratch.edit", "--task", "ACM-1", "--people-needed", "3", "--expedite")
    assert status == 0
    assert "Done: changed expedite, people_needed of editor." in out
    task = world.task("editor")
    assert (task.people_needed, task.expedite) == (3, True)
    assert Entry.everything.order_by("-revision").first().channel == "cli"


@pytest.mark.parametrize(
    "text,hours", [("2d,4d,8d", [16, 32, 64]), ("16h", [16, 16, 16]), ("1,2,2.5", [8, 16, 20])]
)
def test_ranges_are_written_in_days_or_hours(
    world: World, type_in: Type, scratch: Scratch, text: str, hours: list[float]
) -> None:
    assert type_in("scratch.edit", "--task", "ACM-1", "--effort", text)[0] == 0
    assert sorted(world.task("editor").effort.values()) == hours


def test_an_empty_text_empties(world: World, type_in: Type, scratch: Scratch) -> None:
    type_in("scratch.edit", "--task", "ACM-1", "--effort", "")
    assert world.task("editor").effort is None


def test_what_is_refused_says_how_to_mend_it(world: World, type_in: Type, scratch: Scratch) -> None:
    for arguments, words in (
        (["scratch.edit", "--task", "ACM-9"], "ACM-9"),
        (["scratch.edit", "--task", "ACM-1", "--effort", "soon"], "2d,4d,8d"),
        (
            ["scratch.edit", "--task", "ACM-1", "--people-needed", "x"],
            "--people-needed: Write a whole number.",
        ),
        (["scratch.edi"], "Did you mean scratch.edit?"),
        (["proposal.open"], "There is no command"),
        (["scratch.edit", "--task", "ACM-1", "--as", "nobody@x.example"], "no member"),
        (["--basket", "no-such-file.json"], "cannot be read"),
    ):
        status, _, err = type_in(*arguments)
        assert status == 2
        assert words in err


def test_suggesting_names_the_proposal(world: World, type_in: Type, scratch: Scratch) -> None:
    status, out, _ = type_in("scratch.edit", "--task", "ACM-1", "--people-needed", "3", "--suggest", "--json")
    assert status == 0
    assert json.loads(out)["proposal"] == "PR-1"


def test_a_basket_from_a_file(world: World, type_in: Type, scratch: Scratch, tmp_path: Path) -> None:
    basket = tmp_path / "basket.json"
    steps = [
        {"name": "scratch.add", "payload": {"beside": "ACM-1", "title": "Dark mode"}},
        {"name": "scratch.edit", "payload": {"task": "+1", "people_needed": 2}},
    ]
    basket.write_text(json.dumps(steps))
    status, out, _ = type_in("--basket", str(basket))
    assert status == 0
    assert "wrote down Dark mode; changed people_needed of Dark mode" in out


def test_a_file_that_is_no_basket_is_shown_one(type_in: Type, tmp_path: Path) -> None:
    for text in ("{", "7", '{"commands": [1]}'):
        (tmp_path / "bad.json").write_text(text)
        status, _, err = type_in("--basket", str(tmp_path / "bad.json"))
        assert status == 2
        assert "bad.json" in err


def test_a_file_of_this_machine_is_attached(world: World, type_in: Type, tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("words")
    status, out, _ = type_in("attachment.add", "--item", "ACM-1", "--file", str(file))
    assert status == 0
    assert "attached notes.txt to editor" in out
    status, _, err = type_in("attachment.add", "--item", "ACM-1", "--file", str(tmp_path / "none"))
    assert status == 2
    assert "cannot be read" in err


def test_one_command_is_done_to_many(world: World, type_in: Type) -> None:
    status, out, _ = type_in("item.rename", "--items", "ACM-1,ACM-99", "--title", "Both")
    assert status == 0
    assert out.startswith("1 done, 1 failed: ACM-99: ")
    assert "history.undo --group" in out


def test_decisions_are_written_as_records(
    world: World, type_in: Type, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    type_in("decision.record", "--title", "Keep one code base", "--context", "Costs")
    assert run(["documents", "decisions", "--into", str(tmp_path / "log")]) == 0
    record = (tmp_path / "log" / "0001-keep-one-code-base.md").read_text()
    assert "## Context and Problem Statement\n\nCosts" in record
    assert run(["documents", "decisions", "D-9"]) == 2
    assert "there is no D-9" in capsys.readouterr().err
