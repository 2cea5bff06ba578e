"""A thread that answers one request after another opens the database once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.signals import request_finished, request_started
from django.db import connection


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
