"""What is locked can be installed by everyone: names, versions and hashes, no addresses."""

import json
import re
import tomllib

import pytest

from tools.house.source import ROOT

PYTHON_LOCKS = ["requirements.txt", "requirements-dev.txt", "tools/bootstrap.txt"]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: str) -> set[str]:
    return {normal(name) for name in re.findall(r"(?m)^([\w.-]+)==", (ROOT / file).read_text())}


def wanted(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[\[<>=!~; ]", requirement)[0]) for requirement in requirements}


@pytest.mark.parametrize("file", PYTHON_LOCKS)
def test_a_python_lock_has_hashes_and_no_address(file: str) -> None:
    text = (ROOT / file).read_text()
    assert "://" not in text
    assert not re.search(r"--(index-url|extra-index-url|find-links|trusted-host)", text)
    pins = re.findall(r"(?m)^[\w.-]+==[^\n]*(?:\n    [^\n]*)*", text)
    assert pins
    assert all("--hash=sha256:" in pin for pin in pins)


def test_the_npm_lock_has_hashes_and_no_address() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    third_party = {name: package for name, package in packages.items() if name and not package.get("link")}
    assert [name for name, package in third_party.items() if "resolved" in package] == []
    assert [name for name, package in third_party.items() if "integrity" not in package] == []


def test_everything_asked_for_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {
        name: [r for r in group if isinstance(r, str)] for name, group in project["dependency-groups"].items()
    }
    runtime = wanted(project["project"]["dependencies"]) | wanted(groups["build"])
    assert runtime <= locked("requirements.txt"), "run `make lock`"
    assert runtime | wanted(groups["dev"]) <= locked("requirements-dev.txt"), "run `make lock`"


def test_developing_installs_the_same_versions_as_running() -> None:
    pins = set(re.findall(r"(?m)^[\w.-]+==\S+", (ROOT / "requirements.txt").read_text()))
    assert pins <= set(re.findall(r"(?m)^[\w.-]+==\S+", (ROOT / "requirements-dev.txt").read_text()))
