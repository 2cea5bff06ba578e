"""Rules of what a text may hold, whatever its language."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

from tools.house.rules import Found, calls, imports
from tools.house.source import Rule, Source

# Put together from parts, so that this file keeps its own rules.
UNFINISHED = re.compile(r"\b(" + "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)) + r")\b")
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("registry", "npmjs"),
        ("npmmirror", "com"),
        ("registry", "yarnpkg"),
        ("deb", "debian", "org"),
        ("crates", "io"),
    )
]
REGISTRY = re.compile("|".join(re.escape(host) for host in HOSTS))
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(" + "|".join(("wo" + "rk", "ro" + "ot")) + r")/\w")
CONFLICT = re.compile(r"^(?:<{7}|>{7}) ")
LOCKS = {"package-lock.json", "requirements.txt", "requirements-dev.txt", "bootstrap.txt"}


def _lines(source: Source, pattern: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(source.text.splitlines(), start=1):
        if found := pattern.search(line):
            yield number, found.group()


def _unfinished(source: Source) -> Found:
    if source.is_python:
        lines = source.text
        for token in tokenize.generate_tokens(io.StringIO(lines).readline):
            if token.type == tokenize.COMMENT and (found := UNFINISHED.search(token.string)):
                yield token.start[0], f"{found.group()}: finish it, or open an issue and say nothing here"
    else:
        for line, word in _lines(source, UNFINISHED):
            yield line, f"{word}: finish it, or open an issue and say nothing here"


NOTHING_UNFINISHED = Rule(
    "nothing-unfinished",
    "A note to do it later is read by nobody; an issue is.",
    lambda s: s.path.suffix in {".py", ".ts", ".js", ".css", ".html", ".jinja", ".sh"},
    _unfinished,
    good=(("src/pilothouse/who/rows.py", "word = 'to do'  # the state of a task"),),
    bad=(
        ("src/pilothouse/who/rows.py", "x = 1  # TO" + "DO: count"),
        ("src/pilothouse/ui/src/a.ts", "// FIX" + "ME"),
    ),
)


def _hosts(source: Source) -> Found:
    for line, host in _lines(source, REGISTRY):
        yield line, f"{host}: name packages, not where they are fetched from"
    if source.path.name in LOCKS:
        for line, url in _lines(source, re.compile(r"https?://(?!opencollective|github\.com/sponsors)\S+")):
            if '"url"' not in source.text.splitlines()[line - 1]:
                yield line, f"{url}: a lock file holds names, versions and hashes, no address"


NO_REGISTRY = Rule(
    "no-registry",
    "Everybody installs through the registry their machine is set up for.",
    lambda s: True,
    _hosts,
    good=(
        ("requirements.txt", "numpy==2.4.6 \\\n    --hash=sha256:00"),
        ("package-lock.json", '{"funding": {"url": "https://opencollective.com/x"}}'),
    ),
    bad=(
        ("requirements.txt", "--index-url https://mirror.example/simple"),
        ("package-lock.json", '{"resolved": "https://mirror.example/lit.tgz"}'),
        ("docs/install.md", "see " + HOSTS[0]),
    ),
)


def _machine_paths(source: Source) -> Found:
    for line, path in _lines(source, MACHINE_PATH):
        yield line, f"{path}…: a path of one machine; say it from the root of the repository"


NO_MACHINE_PATHS = Rule(
    "no-machine-paths",
    "The repository lies somewhere else on every machine.",
    lambda s: s.path.name not in LOCKS,
    _machine_paths,
    good=(("docs/a.md", "see ../shared/data and how/work/, or ~/.local"),),
    bad=(("docs/a.md", "see /wo" + "rk/main/docs"),),
)


def _sleeps(source: Source) -> Found:
    for line, name in imports(source):
        if name == "time.sleep":
            yield line, "sleep in a test: wait for what should happen, with a deadline"
    for call, func in calls(source):
        if func.attr == "wait_for_timeout" or (
            func.attr == "sleep" and isinstance(func.value, ast.Name) and func.value.id in {"time", "asyncio"}
        ):
            yield call.lineno, f"{func.attr} in a test: wait for what should happen, with a deadline"


NO_SLEEP = Rule(
    "no-sleep",
    "A test that sleeps is slow on a good day and fails on a bad one.",
    lambda s: s.is_python and s.path.parts[0] == "tests",
    _sleeps,
    good=(("tests/browser/test_a.py", "page.get_by_text('Saved').wait_for()"),),
    bad=(
        ("tests/a.py", "import time\ntime.sleep(1)"),
        ("tests/a.py", "from time import sleep"),
        ("tests/browser/test_a.py", "page.wait_for_timeout(500)"),
    ),
)

NO_CONFLICT_MARKS = Rule(
    "no-conflict-marks",
    "What a merge could not join is joined by a person, or people see both halves.",
    lambda s: True,
    lambda s: ((line, "a merge left this: join the two halves") for line, _ in _lines(s, CONFLICT)),
    good=(("docs/scheduling.md", "a << b"),),
    bad=(("src/pilothouse/ui/templates/ui/base.jinja", "<p>\n" + "<" * 7 + " HEAD\n"),),
)

TEXT_RULES = (NO_CONFLICT_MARKS, NOTHING_UNFINISHED, NO_REGISTRY, NO_MACHINE_PATHS, NO_SLEEP)
