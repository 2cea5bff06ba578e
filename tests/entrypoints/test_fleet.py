"""Two servers and two workers on one PostgreSQL: heard everywhere, computed once, and no worker is missed."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection
from typing import Any

import pytest

from tests.databases import postgres_database
from tests.entrypoints.fleet import listening
from tests.postgres import free_port
from tools.drill.house import SLUG, House, Process, call, wait_for

pytestmark = pytest.mark.postgres
DATABASE = f"pilothouse_fleet_{os.getpid()}"
"""Of this process alone: a run shares its tests out among several, and each makes a house of its own."""
SOON = 1.0
"""Seconds within which a change made at one server is to be heard at another."""
COMPUTED = (
    "SELECT count(*) FROM schedule_forecast f JOIN people_workspace w ON w.plan_revision = f.plan_revision"
)
AT_WORK = (
    "SELECT count(*) FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE locktype = 'advisory'"
    f" AND objsubid = 1 AND granted AND d.datname = '{DATABASE}'"
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    server = os.environ["PILOTHOUSE_DATABASE_URL"]
    with postgres_database(server, DATABASE):
        house = House(tmp_path_factory.mktemp("fleet") / "data", f"{server.rpartition('/')[0]}/{DATABASE}")
        house.type("load-demo")
        yield house
        house.stop()


@pytest.fixture
def ports(house: House) -> Iterator[tuple[int, int]]:
    one, two = free_port(), free_port()
    house.serve(one, "one")
    house.serve(two, "two")
    yield one, two
    house.stop()


@pytest.fixture
def token(house: House) -> str:
    return house.token("priya")


def item(house: House) -> str:
    (row,) = house.ask("SELECT prefix, number FROM items_item WHERE kind = 'task' ORDER BY number LIMIT 1")
    return f"{row[0]}-{row[1]}"


def test_a_change_at_one_server_is_heard_at_the_other_at_once(
    house: House, ports: tuple[int, int], token: str
) -> None:
    one, two = ports
    with listening(two, token) as heard:
        for number in range(5):
            status, told = call(
                one, token, "commands/item.rename", {"item": item(house), "title": f"T {number}"}
            )
            assert status == 200, told
            told_at = time.monotonic()
            heard_at, event = heard.until(told["revision"])
            assert event["actor"]
            assert heard_at - told_at < SOON


def test_who_has_a_page_open_at_one_server_is_seen_at_the_other(
    house: House, ports: tuple[int, int], token: str
) -> None:
    one, two = ports
    page = f"/{SLUG}/plan"
    with listening(one, token, page) as priya:
        with listening(two, house.token("tomas"), page) as tomas:
            tomas.until_present("Priya Raman")
            priya.until_present("Tomás Ferreira")
        priya.until_present()


def ready(port: int) -> tuple[int, str]:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", "/readyz")
        answer = connection.getresponse()
        return answer.status, answer.read().decode().strip()


def test_servers_are_ready_and_say_when_no_worker_runs(house: House, ports: tuple[int, int]) -> None:
    assert ready(ports[0]) == (200, "ready, without a worker")
    worker = house.start("worker")
    wait_for(lambda: ready(ports[0]) == (200, "ready"), "the worker is not seen")
    worker.kill()
    wait_for(lambda: ready(ports[0]) == (200, "ready, without a worker"), "the worker's end is not seen")


def computed(house: House) -> Counter[int]:
    """How often each plan revision was computed, by all workers."""
    lines = [
        line for log in ("w1", "w2") for line in house.said(log) if line["message"] == "forecast computed"
    ]
    return Counter(line["revision"] for line in lines)


def is_current(house: House) -> bool:
    return bool(house.ask(COMPUTED)[0][0])


def test_two_workers_compute_each_plan_once(house: House, ports: tuple[int, int], token: str) -> None:
    house.start("worker", log="w1")
    house.start("worker", log="w2")
    for number in range(4):
        move(house, ports[number % 2], token)
        wait_for(lambda: is_current(house), "the plan is not computed")
    assert len(computed(house)) >= 3
    assert set(computed(house).values()) == {1}


def move(house: House, port: int, token: str) -> None:
    """Move the plan: another risk that may delay a task."""
    given = {"title": "The disk fails", "unit": unit(house), "probability": 0.3, "tasks": [item(house)]}
    given["delay"] = {"optimistic": 8, "likely": 16, "pessimistic": 40}
    status, told = call(port, token, "commands/risk.raise", given)
    assert status == 200, told


def unit(house: House) -> str:
    return str(house.ask("SELECT unit_id FROM schedule_project LIMIT 1")[0][0])


def frozen_at_work(house: House, worker: Process, port: int, token: str) -> bool:
    """Have the worker compute, and stop it in the middle; False when it was done before."""
    move(house, port, token)
    wait_for(lambda: house.ask(AT_WORK)[0][0], "the worker does not begin")
    os.kill(worker.pid, signal.SIGSTOP)
    if house.ask(AT_WORK)[0][0] and not is_current(house):
        return True
    os.kill(worker.pid, signal.SIGCONT)
    return False


def test_a_worker_that_dies_at_work_is_replaced_by_the_other(
    house: House, ports: tuple[int, int], token: str
) -> None:
    first = house.start("worker", log="w1")
    wait_for(lambda: is_current(house), "the plan is not computed")
    wait_for(lambda: frozen_at_work(house, first, ports[0], token), "the worker is always quicker")
    house.start("worker", log="w2")
    wait_for(lambda: ready(ports[0]) == (200, "ready"), "the other worker is not there")
    assert not is_current(house)
    first.kill()
    wait_for(lambda: is_current(house), "nobody took the work over")


def test_streams_do_without_the_orm(house: House, ports: tuple[int, int], token: str) -> None:
    """Fifty readers cost PostgreSQL no connection each."""
    sql = f"SELECT count(*) FROM pg_stat_activity WHERE datname = '{DATABASE}'"
    with ExitStack() as stack:
        readers: list[Any] = [stack.enter_context(listening(ports[0], token)) for _ in range(50)]
        _, told = call(
            ports[1], token, "commands/item.rename", {"item": item(house), "title": "Heard by all"}
        )
        assert {reader.until(told["revision"])[1]["revision"] for reader in readers} == {told["revision"]}
        assert house.ask(sql)[0][0] < 10
