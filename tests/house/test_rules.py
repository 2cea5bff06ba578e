"""Every rule of the house passes its good examples and catches its bad ones, and the house keeps them all."""

from pathlib import PurePosixPath

import pytest

from tools.check_house import RULES, check
from tools.house.lengths import FUNCTION_MAX, lengths, measured, too_long
from tools.house.source import Rule, Source, sources

LIMITS = {"function_p50": 10, "function_p95": 40, "file_p90": 250}


def examples(kind: str) -> list[object]:
    return [
        pytest.param(rule, *example, id=f"{rule.name}-{number}")
        for rule in RULES
        for number, example in enumerate(getattr(rule, kind))
    ]


@pytest.mark.parametrize("rule,path,text", examples("good"))
def test_a_good_example_passes(rule: Rule, path: str, text: str) -> None:
    assert rule.faults(Source(PurePosixPath(path), text)) == []


@pytest.mark.parametrize("rule,path,text", examples("bad"))
def test_a_bad_example_is_caught_with_its_line(rule: Rule, path: str, text: str) -> None:
    faults = rule.faults(Source(PurePosixPath(path), text))
    assert faults
    assert all(1 <= fault.line <= len(text.splitlines()) for fault in faults)


def test_the_house_keeps_its_rules() -> None:
    assert [str(fault) for fault in check(sources())] == []


def function(lines: int) -> Source:
    body = "".join("\n    x = 1" for _ in range(lines - 1)) or " ..."
    return Source(PurePosixPath("src/pilothouse/who/a.py"), f"def long():{body}\n")


def test_a_function_over_the_limit_is_named_with_its_length() -> None:
    faults = too_long(lengths([function(FUNCTION_MAX + 1)]), dict.fromkeys(LIMITS, 999), [])
    assert [fault.message for fault in faults] == ["long has 81 lines, limit 80"]


def test_many_middling_functions_are_caught_by_the_spread() -> None:
    faults = too_long(lengths([function(45)]), LIMITS, [])
    assert any("function_p95 grew to 45, limit 40" in fault.message for fault in faults)


def test_an_exception_that_is_no_longer_needed_must_go() -> None:
    source = function(5)
    faults = too_long(lengths([source]), LIMITS, [str(source.path)])
    assert ["take it off the exceptions" in fault.message for fault in faults] == [True]


def test_percentiles_are_of_the_functions_given() -> None:
    found = lengths([function(lines) for lines in range(1, 101)])
    assert measured(found) == {"function_p50": 50, "function_p95": 95, "file_p90": 90}
