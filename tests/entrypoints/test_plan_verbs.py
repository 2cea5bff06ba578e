"""The verbs on plans: what they print, how they end, and that bad input never ends in a traceback."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pilothouse.entrypoints.cli.main import VERBS, run

PLANS = Path(__file__).parent.parent / "plans"
REDESIGN = str(PLANS / "redesign.json")


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> Any:
    """What a verb printed, as JSON."""
    return lambda: json.loads(capsys.readouterr().out)


def changed(tmp_path: Path, **parts: Any) -> str:
    plan = json.loads(Path(REDESIGN).read_text()) | parts
    path = tmp_path / "changed.json"
    path.write_text(json.dumps(plan))
    return str(path)


def test_help_names_every_verb(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed and verb.help in printed for name, verb in VERBS.items())


def test_plan_verbs_load_no_django_and_help_loads_next_to_nothing() -> None:
    script = (
        "import sys; from pilothouse.entrypoints.cli.main import run; run(['--help']);"
        "assert not {'typer', 'rich', 'numpy'} & set(sys.modules);"
        f"run(['schedule', {REDESIGN!r}]); assert 'numpy' in sys.modules;"
        "assert 'django' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", script], check=True, capture_output=True)


def test_each_verb_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("schedule", "check", "forecast", "impact", "explain", "convert"):
        assert run([name, "--help"]) == 0
        assert f"pilothouse {name}" in capsys.readouterr().out


def test_a_schedule_that_was_printed_passes_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["schedule", REDESIGN, "--json"]) == 0
    document = capsys.readouterr().out
    value = json.loads(document)
    assert value["format"] == "pilothouse-schedule/1"
    assert value["finish"] == "2026-01-08T17:00+01:00"
    assert value["tasks"][1] == {
        "id": "api",
        "start": "2026-01-06T09:00+01:00",
        "finish": "2026-01-08T13:00+01:00",
        "people": ["ana"],
        "critical": True,
        "total_float_hours": 0.0,
    }
    path = tmp_path / "schedule.json"
    path.write_text(document)
    assert run(["check", REDESIGN, str(path)]) == 0
    path.write_text(document.replace("2026-01-08T13:00", "2026-01-07T13:00"))
    capsys.readouterr()
    assert run(["check", REDESIGN, str(path)]) == 3
    assert "api: has 9.60 h of working time for 16.00 h of work (work)" in capsys.readouterr().out


def test_dates_are_printed_as_people_say_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schedule", REDESIGN]) == 0
    assert "Thu 8 Jan 2026 17:00" in capsys.readouterr().out


def test_what_nobody_can_do_is_named_and_the_rest_is_scheduled(tmp_path: Path, out: Any) -> None:
    tasks = [
        {"id": "a", "effort_hours": 3, "skill": "magic"},
        {"id": "b", "effort_hours": 3, "skill": "design"},
    ]
    path = changed(tmp_path, tasks=tasks, milestones=[], releases=[], goals=[], risks=[])
    assert run(["schedule", path, "--json"]) == 3
    value = out()
    assert value["status"] == "partial"
    assert [task["id"] for task in value["tasks"]] == ["b"]
    assert value["unscheduled"][0]["id"] == "a"
    assert "magic" in value["unscheduled"][0]["reason"]


def test_the_same_seed_gives_the_same_forecast(out: Any) -> None:
    arguments = ["forecast", REDESIGN, "--runs", "200", "--seed", "7", "--json"]
    assert run(arguments) == 0
    first = out()
    assert run(arguments) == 0
    assert out() == first
    assert (first["format"], first["runs"], first["seed"]) == ("pilothouse-forecast/1", 200, 7)
    assert list(first["finish"]) == ["p5", "p10", "p25", "p50", "p75", "p85", "p90", "p95"]
    assert {"id", "start_p50", "p50", "p85", "criticality"} <= set(first["tasks"][0])
    assert first["finish"]["p50"].endswith("+01:00")


def test_impact_carries_both_hashes(tmp_path: Path, out: Any) -> None:
    after = changed(tmp_path, risks=[])
    assert run(["impact", REDESIGN, after, "--runs", "100", "--json"]) == 0
    value = out()
    assert value["before_hash"] != value["after_hash"]
    assert any(line["kind"] == "plan" and line["measure"] == "p85" for line in value["changes"])


def test_impact_of_a_plan_that_cannot_be_done_ends_with_three(tmp_path: Path, out: Any) -> None:
    after = changed(tmp_path, people=[])
    assert run(["impact", REDESIGN, after, "--runs", "100", "--json"]) == 3
    assert out()["changes"][0]["after"] is not None


def test_explain_names_what_is_waited_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["explain", REDESIGN, "try"]) == 0
    assert "Totals API" in capsys.readouterr().out
    assert run(["explain", REDESIGN, "tri"]) == 2
    assert 'did you mean "try"?' in capsys.readouterr().err


def test_a_plan_comes_back_from_ms_project_xml(tmp_path: Path, out: Any) -> None:
    assert run(["convert", REDESIGN, str(tmp_path / "plan.xml")]) == 0
    assert run(["convert", str(tmp_path / "plan.xml"), "-"]) == 0
    names = [task["name"] for task in out()["tasks"]]
    assert names == ["Sketches", "Totals API", "Try it with users"]


def test_a_plan_is_read_from_standard_input(monkeypatch: pytest.MonkeyPatch, out: Any) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(Path(REDESIGN).read_bytes())))
    assert run(["schedule", "-", "--json"]) == 0
    assert out()["status"] == "optimal"


def test_twelve_faults_are_twelve_lines(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schedule", str(PLANS / "twelve-faults.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 12


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"{",
        b"[1]",
        b"\xff\xfe<\x00",
        b"<Project>",
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Project>&b;</Project>",
        b"<html></html>",
        b"PK\x03\x04",
        b"\x1f\x8b\x08garbage",
        b'{"format": "pilothouse-plan/1"}',
    ],
)
@pytest.mark.parametrize("verb", ["schedule", "convert", "impact"])
def test_bad_input_ends_with_a_word_on_standard_error(
    verb: str, content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "bad"
    path.write_bytes(content)
    arguments = {"schedule": [], "convert": ["-"], "impact": [REDESIGN]}
    assert run([verb, str(path), *arguments[verb]]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith(str(path))
    assert "Traceback" not in printed.err


@pytest.mark.parametrize(
    "content, way_out",
    [
        (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600), "choose File, Save As, XML format"),
        (b"MPX,Microsoft Project,4.0", "choose File, Save As, XML format"),
        (b"PK\x03\x04\x14\x00", "Unpack it"),
        ("{}".encode("utf-16"), "save the file as UTF-8"),
    ],
)
def test_files_of_other_programs_are_refused_with_the_way_out(
    content: bytes, way_out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "plan.bin"
    path.write_bytes(content)
    assert run(["schedule", str(path)]) == 2
    assert way_out in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["schedul", REDESIGN],
        ["schedule"],
        ["schedule", REDESIGN, "--nonsense"],
        ["schedule", "nowhere.json"],
        ["schedule", str(PLANS)],
        ["forecast", REDESIGN, "--runs", "0"],
        ["check", REDESIGN, REDESIGN],
        ["check", "-", "-"],
        ["convert", REDESIGN, "nowhere/else/plan.json"],
    ],
)
def test_wrong_use_is_told_and_ends_with_two(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(arguments) == 2
    assert capsys.readouterr().err
