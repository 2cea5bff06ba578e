"""Files that were damaged anyhow: each is read, or refused with faults in words, in bounded memory.

What is read can be written down again and given dates, or its ring of links is named."""

from __future__ import annotations

import copy
import gzip
import json
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pilothouse.engine import CycleError, Plan, read_plan, schedule, write_plan
from pilothouse.interchange.readers import read
from pilothouse.interchange.values import Fault, ReadErrors

from .project_xml import FIXTURES, NAMESPACE

XML = (FIXTURES / "site.xml").read_bytes()
DOCUMENT = (Path(__file__).parents[1] / "plans" / "redesign.json").read_bytes()
FILES = [XML, DOCUMENT]
EXAMPLES = 80
MOST_MEMORY = 48 << 20
ODD_WORDS = (
    *(
        "",
        " ",
        "-1",
        "0",
        "NaN",
        "Infinity",
        "-0",
        "1e400",
        "9" * 400,
        "0x10",
        "1,5",
        "½",
        "\ud800",
        "\u202e",
    ),
    *("2147483648", "18446744073709551616", "9999-12-31T23:59:59", "0000-00-00", "2026-02-30T25:61:00"),
    *("PT9999999999H0M0S", "PT-1H", "P1Y", "true", "&lt;script&gt;", "]]>", "a" * 5000, "null", "\x00"),
)
ODD_VALUES: tuple[Any, ...] = (
    *(
        None,
        True,
        False,
        0,
        -1,
        0.5,
        1e308,
        -1e308,
        10**40,
        2**63,
        float("nan"),
        float("inf"),
        [],
        {},
        [[]],
        "",
    ),
    *(
        "NaN",
        "9999-12-31",
        "0001-01-01",
        "2026-02-30",
        "sketch",
        "api",
        "editor",
        "x" * 5000,
        "\ud800",
        "Moon/Base",
    ),
    *({"optimistic": 9, "likely": 1, "pessimistic": 0}, [{"task": "api"}], [None], {"": ""}),
)
CODES = ("utf-8", "utf-16", "utf-16-le", "utf-32", "latin-1", "cp1252", "utf-7", "cp037", "koi8-r")

fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
seeds = st.integers(0, 2**32 - 1)


def survives(data: bytes) -> None:
    """The file is read, or refused with faults that say where and what."""
    tracemalloc.start()
    try:
        _judge(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < MOST_MEMORY, f"{peak >> 20} MB for a file of {len(data)} bytes"


def _judge(data: bytes) -> None:
    found = _found(data)
    if isinstance(found, Plan):
        assert read_plan(write_plan(found)) == found
        with suppress(CycleError):
            schedule(found)
        return
    assert found
    for fault in found:
        assert len(fault.message.split()) > 2, fault
        assert "Traceback" not in fault.message


def _found(data: bytes) -> Plan | tuple[Fault, ...]:
    try:
        return read(data, "plan").plan
    except ReadErrors as errors:
        return errors.faults


@pytest.mark.parametrize("data", FILES, ids=["xml", "document"])
def test_what_is_damaged_here_is_read_when_it_is_whole(data: bytes) -> None:
    assert read(data).plan.tasks


@pytest.mark.timeout(120)
@given(
    st.sampled_from(FILES), st.lists(st.tuples(seeds, st.integers(0, 255)), max_size=6), seeds, st.booleans()
)
@example(XML, [], 0, False)
@example(DOCUMENT, [(0, 0)], len(DOCUMENT), True)
@fuzzed
def test_changed_bytes_and_cut_ends(
    data: bytes, changes: list[tuple[int, int]], end: int, packed: bool
) -> None:
    damaged = bytearray(gzip.compress(data, 1) if packed else data)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    survives(bytes(damaged[: len(damaged) - end % 3 * (end % len(damaged))]))


@pytest.mark.timeout(120)
@given(st.sampled_from(FILES), seeds, st.integers(1, 400), st.integers(0, 3))
@fuzzed
def test_parts_that_stand_twice_or_elsewhere(data: bytes, place: int, length: int, times: int) -> None:
    start = place % len(data)
    part = data[start : start + length]
    survives(data[:start] + part * times + data[start:])


@pytest.mark.timeout(120)
@given(st.sampled_from(FILES), st.sampled_from(CODES), st.sampled_from(CODES), st.booleans())
@fuzzed
def test_one_encoding_declared_and_another_used(data: bytes, said: str, used: str, marked: bool) -> None:
    text = data.decode().replace('encoding="UTF-8"', f'encoding="{said}"')
    mark = b"\xef\xbb\xbf" if marked else b""
    survives(mark + text.encode(used, "replace"))


@pytest.mark.timeout(120)
@given(seeds)
@fuzzed
def test_elements_with_other_content(seed: int) -> None:
    survives(_other_xml(Random(seed)))


@pytest.mark.timeout(120)
@given(seeds)
@fuzzed
def test_documents_with_other_values(seed: int) -> None:
    survives(_other_document(Random(seed)))


@pytest.mark.timeout(120)
@given(
    st.sampled_from(ODD_WORDS),
    st.sampled_from(["l", "x", "amp", "#0", "#xD800", "#1114112", "#99999999999"]),
    seeds,
)
@fuzzed
def test_entities_and_declarations(word: str, name: str, place: int) -> None:
    doctype = f'<!DOCTYPE Project [<!ENTITY {name.strip("#")} "{word}">]>' if place % 2 else ""
    text = XML.decode().replace("<Title>New site", f"<Title>&{name};{word}")
    survives(text.replace("<Project", doctype + "<Project", 1).encode("utf-8", "surrogatepass"))


def _other_xml(random: Random) -> bytes:
    """Some elements of the file emptied, doubled, moved, or with a word that no such element has."""
    ElementTree.register_namespace("", NAMESPACE)
    root = ElementTree.fromstring(XML)
    for _ in range(random.randint(1, 4)):
        every = list(root.iter())
        one, other = random.choice(every), random.choice(every)
        what = random.randrange(5)
        if what == 0:
            one.text = random.choice([word for word in ODD_WORDS if _in_xml(word)])
        elif what == 1:
            one.clear()
        elif what == 2:
            one.append(copy.deepcopy(other))
        elif what == 3:
            one.tag = other.tag
        else:
            one.text, other.text = other.text, one.text
    return ElementTree.tostring(root, encoding="utf-8")


def _in_xml(word: str) -> bool:
    return not any(sign in word for sign in "\ud800\x00")


def _other_document(random: Random) -> bytes:
    """Some values of the document replaced, dropped, doubled or exchanged for another part of it."""
    document = json.loads(DOCUMENT)
    for _ in range(random.randint(1, 4)):
        places = list(_places(document))
        holder, key = random.choice(places)
        other, there = random.choice(places)
        what = random.randrange(7)
        if what == 0:
            del holder[key]
        elif what == 1:
            holder[key] = [holder[key], copy.deepcopy(holder[key])]
        elif what < 4:
            holder[key] = copy.deepcopy(other[there])
        else:
            holder[key] = random.choice(ODD_VALUES)
    return json.dumps(document).encode()


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (holder, key) in a document."""
    for key in list(value) if isinstance(value, dict) else range(len(value)):
        yield value, key
        if isinstance(value[key], dict | list):
            yield from _places(value[key])
