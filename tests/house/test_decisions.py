"""A dependency earns its place: each has a paragraph in docs/decisions."""

import json
import re
import tomllib

from tools.house.source import ROOT


def recorded() -> set[str]:
    """Names in backquotes in the headings of the records."""
    headings = [
        line
        for record in (ROOT / "docs" / "decisions").glob("*.md")
        for line in record.read_text().splitlines()
        if line.startswith("#")
    ]
    return {name for heading in headings for name in re.findall(r"`([^`]+)`", heading)}


def test_every_python_dependency_has_its_paragraph() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    requirements = list(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        requirements += [requirement for requirement in group if isinstance(requirement, str)]
    names = {re.split(r"[\[<>=!~; ]", requirement)[0] for requirement in requirements}
    assert sorted(names - recorded()) == []


def test_every_front_end_dependency_has_its_paragraph() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    names = {*package.get("dependencies", {}), *package.get("devDependencies", {})}
    assert sorted(names - recorded()) == []
