"""A thread that answers one request after another opens the database once."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.signals import request_finished, request_started
from django.db import DEFAULT_DB_ALIAS, connection, connections

from pilothouse.entrypoints.server import _end


def _connection_of_a_request() -> object:
    """The database's own connection, as a request finds it between the signals of Django's handler."""
    request_started.send(sender=None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    used = connection.connection
    request_finished.send(sender=None)
    return used


@pytest.mark.django_db
def test_the_next_request_finds_the_connection_open() -> None:
    with ThreadPoolExecutor(1) as pool:
        try:
            first, second = (pool.submit(_connection_of_a_request).result() for _ in range(2))
        finally:
            pool.submit(lambda: connection.close()).result()
    assert first is second


@pytest.mark.django_db
def test_the_server_closes_it_when_it_ends() -> None:
    pool = ThreadPoolExecutor(1)
    pool.submit(_connection_of_a_request).result()
    kept = pool.submit(lambda: connections[DEFAULT_DB_ALIAS]).result()
    assert kept.connection is not None

    async def end() -> None:
        served = asyncio.get_running_loop().create_future()
        served.set_result(None)
        await _end(None, served, pool)

    asyncio.run(end())
    assert kept.connection is None
