"""Who may ask, how much they may send and how slowly: strangers cannot hold the server up or pose as it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from pilothouse.entrypoints.stream import limits
from pilothouse.entrypoints.stream.bridge import bridge, environ
from tests.who.decisions.conftest import World

MB = 1024 * 1024
TYPES = {
    "application/x-www-form-urlencoded": 1,
    "text/plain": 1,
    "": 1,
    "application/json; charset=utf-8": 16,
    "multipart/form-data; boundary=x": 80,
}


def ask(parts: list[Any], content_type: str, answer: Any = None) -> tuple[int, bytes, int]:
    """Send a body in parts through the bridge: status, answer, and how much the application was given."""
    given: list[int] = []
    sent: list[dict[str, Any]] = []
    left = list(parts)

    def application(environment: dict[str, Any], start: Any) -> list[bytes]:
        given.append(len(environment["wsgi.input"].read()))
        start("200 OK", [])
        return [b"taken"]

    async def receive() -> dict[str, Any]:
        if not left:
            await asyncio.Event().wait()
        part = left.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(left) or answer == "slow"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"content-type", content_type.encode())],
    }
    with ThreadPoolExecutor(1) as pool:
        asyncio.run(bridge(application, pool)(scope, receive, send))
    return sent[0]["status"], sent[1]["body"], sum(given)


@pytest.mark.parametrize("content_type, most", TYPES.items())
def test_each_kind_of_body_has_its_limit(content_type: str, most: int) -> None:
    part = b" " * MB
    assert ask([part] * most, content_type) == (200, b"taken", most * MB)
    status, words, given = ask([part] * most + [b" "], content_type)
    assert (status, given) == (413, 0)
    assert f"{most} MB".encode() in words


def test_a_body_that_stops_on_the_way_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "CHUNK_WITHIN", 0.01)
    status, words, given = ask([b"half"], "text/plain", "slow")
    assert (status, given) == (408, 0)
    assert b"too slowly" in words


def sender(proxies: int, forwarded: str, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(settings, "PROXIES", proxies)
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"method": "GET", "path": "/", "headers": headers, "client": ("10.0.0.1", 1)}
    return str(environ(scope, None, 0)["REMOTE_ADDR"])


@pytest.mark.parametrize(
    "proxies, forwarded, seen",
    [
        (0, "1.2.3.4", "10.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.2", "1.2.3.4"),
        (1, "", "10.0.0.1"),
    ],
)
def test_a_sender_is_who_our_own_proxies_saw(
    proxies: int, forwarded: str, seen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sender(proxies, forwarded, monkeypatch) == seen


@pytest.mark.parametrize("path", ["/sign-in", "/healthz", "/static/nothing.js", "/api/v1/openapi.json"])
def test_a_name_that_is_not_ours_is_refused_with_the_setting_to_change(world: World, path: str) -> None:
    answer = Client().get(path, headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "'evil.example'" in answer.content.decode()
    assert "PILOTHOUSE_HOSTS" in answer.content.decode()


def test_cookies_are_for_this_site_alone(world: World) -> None:
    cookie = Client().get("/sign-in").cookies["pilothouse_csrf"]
    assert cookie["samesite"] == "Lax"
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_SAMESITE == "Lax"


def test_behind_tls_browsers_are_kept_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Strict-Transport-Security" not in Client().get("/sign-in").headers
    for name in ("SECURE", "CSRF_COOKIE_SECURE", "SESSION_COOKIE_SECURE"):
        monkeypatch.setattr(settings, name, True)
    answer = Client().get("/sign-in", secure=True)
    assert "max-age=" in answer["Strict-Transport-Security"]
    assert answer.cookies["pilothouse_csrf"]["secure"]
    assert environ({"method": "GET", "path": "/", "headers": []}, None, 0)["wsgi.url_scheme"] == "https"
