"""What-ifs go after those who write."""

from __future__ import annotations

import threading

import pytest

from pilothouse.who.decisions.gate import courtesy
from pilothouse.who.decisions.gate.courtesy import Courtesy


def test_a_what_if_stands_back_while_somebody_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "MOST", 60.0)
    monkeypatch.setattr(courtesy, "STANDS_BACK", 1e9)
    shared, done = Courtesy(), []
    with shared.trying():
        done.append("tried")

    def try_it() -> None:
        with shared.trying():
            done.append("tried again")

    with shared.writing():
        other = threading.Thread(target=try_it)
        other.start()
        done.append("written")
    other.join()
    assert done == ["tried", "written", "tried again"]


def test_a_writer_never_waits_for_a_what_if() -> None:
    shared, done = Courtesy(), []
    with shared.trying(), shared.writing():
        done.append("written")
    assert done == ["written"]


def test_a_what_if_inside_another_is_let_through(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "MOST", 0.0)
    shared = Courtesy()
    with shared.trying(), shared.trying():
        pass
    with shared.trying():
        pass
