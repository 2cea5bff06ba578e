"""Django's WSGI application behind an ASGI server, in a pool of threads: faster than its own ASGI handler."""

from __future__ import annotations

import asyncio
import io
import sys
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from typing import IO, Any

from django.conf import settings

from pilothouse.entrypoints.stream import limits

IN_MEMORY = 1024 * 1024
WsgiApp = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def bridge(wsgi: WsgiApp, pool: Executor) -> Any:
    """``wsgi`` as an ASGI application; requests wait for a thread of ``pool``."""

    async def app(scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        limit = limits.most(_header(scope, b"content-type"))
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as body:
            try:
                size = await asyncio.wait_for(_read(receive, body, limit), limits.BODY_WITHIN)
            except TimeoutError:
                await _say(send, 408, b"Not taken: this came too slowly. Send it again.\n")
                return
            if size > limit:
                await _say(send, 413, limits.in_words(limit))
                return
            body.seek(0)
            call = asyncio.get_running_loop().run_in_executor(pool, _call, wsgi, environ(scope, body, size))
            try:
                answer = await asyncio.wait_for(asyncio.shield(call), limits.ANSWER_WITHIN)
            except TimeoutError:
                await _say(
                    send, 503, b"This takes too long. Look whether it was done before you send it again.\n"
                )
                await call
                return
        await _answer(send, *answer)

    return app


def environ(scope: dict[str, Any], body: Any, size: int) -> dict[str, Any]:
    """The WSGI environment of an ASGI scope."""
    server = scope.get("server") or ("localhost", 80)
    found: dict[str, Any] = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode("utf-8").decode("latin1"),
        "QUERY_STRING": scope.get("query_string", b"").decode("latin1"),
        "SERVER_PROTOCOL": f"HTTP/{scope.get('http_version', '1.1')}",
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "REMOTE_ADDR": _sender(scope, settings.PROXIES),
        "CONTENT_LENGTH": str(size),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "https" if settings.SECURE else scope.get("scheme", "http"),
        "wsgi.input": body,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    for raw, value in scope["headers"]:
        name = raw.decode("latin1").upper().replace("-", "_")
        if name == "CONTENT_LENGTH":
            continue
        key = name if name == "CONTENT_TYPE" else f"HTTP_{name}"
        text = value.decode("latin1")
        joiner = "; " if name == "COOKIE" else ","
        found[key] = f"{found[key]}{joiner}{text}" if key in found else text
    return found


async def _read(receive: Any, body: IO[bytes], limit: int) -> int:
    """Take the body in and keep what is allowed; its size. More is taken off the line and dropped."""
    size, more = 0, True
    while more and size <= limits.DRAINED:
        message = await asyncio.wait_for(receive(), limits.CHUNK_WITHIN)
        if message["type"] == "http.disconnect":
            break
        chunk = message.get("body", b"")
        size += len(chunk)
        if size <= limit:
            body.write(chunk)
        more = message.get("more_body", False)
    return size


def _header(scope: dict[str, Any], name: bytes) -> str:
    return next((value.decode("latin1") for key, value in scope["headers"] if key.lower() == name), "")


def _sender(scope: dict[str, Any], proxies: int) -> str:
    """The network address that sent it: behind proxies of ours, what the first of them saw."""
    seen = [part.strip() for part in _header(scope, b"x-forwarded-for").split(",") if part.strip()]
    if proxies and len(seen) >= proxies:
        return seen[-proxies]
    return str((scope.get("client") or ("", 0))[0])


def _call(wsgi: WsgiApp, environment: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Run one request to its end; the whole answer, so that no slow reader holds the thread."""
    started: list[Any] = [500, []]

    def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        started[:] = [int(status.split(" ", 1)[0]), headers]

    answer, content = wsgi(environment, start), io.BytesIO()
    try:
        for chunk in answer:
            content.write(chunk)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    headers = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in started[1]]
    return started[0], headers, content.getvalue()


async def _say(send: Any, status: int, words: bytes) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"x-content-type-options", b"nosniff")]
    await _answer(send, status, headers, words)


async def _answer(send: Any, status: int, headers: list[tuple[bytes, bytes]], content: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": content})
