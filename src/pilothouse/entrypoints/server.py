"""The embedded server: one process with pages, streams and the worker that computes forecasts."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.server.embed import Server

from pilothouse.entrypoints.stream.app import application
from pilothouse.entrypoints.stream.bridge import bridge
from pilothouse.entrypoints.stream.hub import Hub, use
from pilothouse.entrypoints.stream.limits import HEAD_WITHIN
from pilothouse.entrypoints.stream.outbox import Outbox, open_outbox

STOP_WITHIN = 1.7
TURNS = 0.001
"""Seconds after which a thread that computes lets another one on: a page waits for its turn after each of its
queries, and Python's usual five milliseconds would add up."""
Worker = Callable[[threading.Event], None]


def serve(host: str, port: int, words: str, worker: Worker | None) -> None:
    """Serve until told to stop by a signal; ``words`` are printed first.

    ``worker`` runs in a thread of its own until its event is set."""
    asyncio.run(_serve(host, port, words, worker))


async def _serve(host: str, port: int, words: str, worker: Worker | None) -> None:
    loop, stop, stopped = asyncio.get_running_loop(), asyncio.Event(), threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    pool = ThreadPoolExecutor(1, "pages")
    hub = Hub(_outbox)
    use(hub)
    hub.start(loop)
    app = application(bridge(get_wsgi_application(), pool), hub, _outbox, pool)
    server = Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        log_enabled=False,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_WITHIN, max_buffer_size=64 * 1024),
    )
    serving = asyncio.ensure_future(server.serve())
    working = threading.Thread(target=worker, args=(stopped,), name="worker", daemon=True) if worker else None
    if working is not None:
        sys.setswitchinterval(TURNS)
        working.start()
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
    ended = asyncio.ensure_future(stop.wait())
    await asyncio.wait({serving, ended}, return_when=asyncio.FIRST_COMPLETED)
    _at_the_latest(STOP_WITHIN)
    stopped.set()
    hub.stop()
    await _end(server, serving, pool)
    if working is not None:
        working.join(STOP_WITHIN / 4)


def _at_the_latest(seconds: float) -> None:
    """End the process even if a request or a computation does not: what it wrote in part is rolled back."""
    last = threading.Timer(seconds, os._exit, (0,))
    last.daemon = True
    last.start()


async def _end(server: Any, serving: asyncio.Future[Any], pool: ThreadPoolExecutor) -> None:
    """Stop taking requests; what runs gets a moment to end, and the database's log is written back."""
    if not serving.done():
        server.stop()
    with suppress(TimeoutError):
        await asyncio.wait_for(asyncio.shield(serving), STOP_WITHIN / 2)
        closed = asyncio.get_running_loop().run_in_executor(pool, connections.close_all)
        await asyncio.wait_for(closed, STOP_WITHIN / 4)
    pool.shutdown(wait=False, cancel_futures=True)


def _outbox() -> Outbox:
    return open_outbox(settings.DATABASES["default"])
