"""Whoever watches the program learns whether it can work, and nothing about what is in it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client

from pilothouse.entrypoints.jobs import alive
from pilothouse.entrypoints.web import health
from tests.conftest import POSTGRES
from tools.drill.house import wait_for

WITHOUT = (200, "ready, without a worker\n") if POSTGRES else (503, "not ready: no worker\n")


def ready() -> tuple[int, str]:
    answer = Client().get("/readyz")
    return answer.status_code, answer.content.decode()


def test_the_process_answers_strangers(db: Any) -> None:
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_it_is_ready_while_a_worker_lives_and_not_after(db: Any) -> None:
    assert ready() == WITHOUT
    with alive.working():
        wait_for(alive.is_alive, "the worker is not seen", 20)
        assert ready() == (200, "ready\n")
    wait_for(lambda: not alive.is_alive(), "the worker's end is not seen", 20)
    assert ready() == WITHOUT


def test_two_workers_may_live_at_once(db: Any) -> None:
    with alive.working(), alive.working():
        wait_for(alive.is_alive, "the workers are not seen", 20)
    wait_for(lambda: not alive.is_alive(), "their end is not seen", 20)


def test_a_database_that_is_away_is_told_without_its_address(
    db: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*given: Any) -> None:
        raise DatabaseError("connection to 10.0.0.7 refused for user pilothouse")

    monkeypatch.setattr(health, "MigrationExecutor", away)
    assert ready() == (503, "the database does not answer\n")


def test_tables_of_another_version_are_told_with_the_remedy(db: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health.MigrationExecutor, "migration_plan", lambda *given: ["one"])
    assert ready() == (503, "run: pilothouse setup-database\n")
