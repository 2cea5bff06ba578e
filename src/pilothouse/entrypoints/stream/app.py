"""The application of the one process: it answers ``/<workspace>/stream`` itself, all else is Django's."""

from __future__ import annotations

import asyncio
import logging
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import Executor
from typing import Any
from urllib.parse import parse_qs

from pilothouse.entrypoints.stream.authorise import Heard, heard_of_stream
from pilothouse.entrypoints.stream.hub import Hub, Queue
from pilothouse.entrypoints.stream.outbox import Event, Outbox
from pilothouse.entrypoints.stream.presence import Presence
from pilothouse.entrypoints.tracing import tracing

log = logging.getLogger("pilothouse.requests")

Scope = dict[str, Any]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

HEARTBEAT = 15.0
MOST_REPLAYED = 1000
_PATH = re.compile(r"/([-\w]+)/stream")
_EVERYTHING = '{"changed":["*"],"plan":true}'
_HEADERS = [
    (b"content-type", b"text/event-stream"),
    (b"cache-control", b"private, no-store"),
    (b"x-accel-buffering", b"no"),
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
]


def application(pages: App, hub: Hub, opened: Callable[[], Outbox], pool: Executor) -> App:
    """Streams beside ``pages``; ``pool`` asks who may listen, ``opened`` reads what was missed."""
    present = Presence(hub.pass_on)
    hub.hears = present.hear

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        match = _PATH.fullmatch(scope.get("path", "")) if scope["type"] == "http" else None
        if match is None:
            await pages(scope, receive, send)
        elif scope["method"] != "GET":
            await _refuse(send, 405)
        else:
            begun = time.perf_counter()
            with tracing(_header(scope, b"x-request-id")) as id:
                await _stream(match[1], scope, receive, _noting(send, id, match[1], begun))

    async def _stream(slug: str, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {name.decode("latin1").lower(): value.decode("latin1") for name, value in scope["headers"]}
        loop, begun = asyncio.get_running_loop(), hub.last
        found = await loop.run_in_executor(pool, heard_of_stream, slug, headers)
        if isinstance(found, int):
            await _refuse(send, found)
            return
        queue, page = hub.join(found.workspace), _asked(scope, "at")
        try:
            last = _number(headers.get("last-event-id") or _asked(scope, "last_event_id"))
            if last is None and _is_behind(scope, found):
                missed = [Event(hub.last, found.workspace, _EVERYTHING)]
            else:
                since = begun if last is None else last
                missed = await loop.run_in_executor(None, _missed, opened, found.workspace, since, hub.last)

            async def may_listen(data: str) -> bool:
                """Whether the listener still may: asked again when an event speaks of them."""
                if not any(name in data for name in found.who):
                    return True
                return isinstance(await loop.run_in_executor(pool, heard_of_stream, slug, headers), Heard)

            if found.person and page:
                present.come(found.workspace, page, queue, found.person)
            await _send_all(_lines(queue, missed, hub.last, may_listen), receive, send)
        finally:
            present.go(found.workspace, page, queue)
            hub.leave(found.workspace, queue)

    return app


def _noting(send: Send, id: str, workspace: str, begun: float) -> Send:
    """``send`` that adds the request's id, and writes the line of the log when the stream ends."""
    status = 0

    async def noting(message: Message) -> None:
        nonlocal status
        if message["type"] == "http.response.start":
            status = message["status"]
            message = {**message, "headers": [*message["headers"], (b"x-request-id", id.encode())]}
        elif not message.get("more_body"):
            ms = round((time.perf_counter() - begun) * 1000)
            fields = {"method": "GET", "route": "stream", "status": status, "ms": ms, "workspace": workspace}
            log.info("request", extra={"fields": fields})
        await send(message)

    return noting


async def _send_all(lines: AsyncIterator[str], receive: Receive, send: Send) -> None:
    """Send until the reader goes or the stream ends."""
    await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
    sending = asyncio.ensure_future(_send_lines(lines, send))
    leaving = asyncio.ensure_future(_gone(receive))
    _, waiting = await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)


async def _send_lines(lines: AsyncIterator[str], send: Send) -> None:
    async for line in lines:
        await send({"type": "http.response.body", "body": line.encode(), "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        continue


async def _lines(
    queue: Queue, missed: list[Event], newest: int, may_listen: Callable[[str], Awaitable[bool]]
) -> AsyncIterator[str]:
    """What was missed, then what comes, each once, with a sign of life in between; nothing more once the
    listener's session, token or membership has ended."""
    yield "retry: 2000\n\n"
    sent = missed[-1].id if missed else 0
    for event in missed:
        yield written(event)
    if not missed:
        yield f"id: {newest}\n\n"
    while True:
        try:
            async with asyncio.timeout(HEARTBEAT):  # wait_for would swallow that the reader has gone
                came: Event | None = await queue.get()
        except TimeoutError:
            yield ": still here\n\n"
            continue
        if came is None or not await may_listen(came.data):
            return
        if came.id == 0 or came.id > sent:
            yield written(came)


def written(event: Event) -> str:
    """An event as it goes over the wire."""
    number = f"id: {event.id}\n" if event.id else ""
    return f"{number}data: {event.data}\n\n"


def _missed(opened: Callable[[], Outbox], workspace: str, last: int, newest: int) -> list[Event]:
    """Events since the reader's last one; past a limit one that says: fetch everything anew."""
    if last >= newest:
        return []
    outbox = opened()
    try:
        events = outbox.since(last, MOST_REPLAYED + 1)
    finally:
        outbox.close()
    if len(events) > MOST_REPLAYED:
        return [Event(newest, workspace, _EVERYTHING)]
    return [event for event in events if event.workspace == workspace]


def _is_behind(scope: Scope, found: Heard) -> bool:
    """Whether the reader's page was drawn at another revision: something changed before it could listen."""
    drawn = _number(_asked(scope, "revision"))
    return drawn is not None and drawn != found.revision


def _asked(scope: Scope, name: str) -> str:
    query: dict[str, list[str]] = parse_qs(scope.get("query_string", b"").decode("latin1"))
    return query.get(name, [""])[0]


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 19 else None


def _header(scope: Scope, name: bytes) -> str:
    return next((value.decode("latin1") for key, value in scope["headers"] if key.lower() == name), "")


async def _refuse(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/plain"), *_HEADERS[1:]]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})
