"""A device signs its person in alone; what is not exactly its answer signs nobody in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from pilothouse.who.access.doors import time_codes
from pilothouse.who.access.models import Passkey
from tests.who.access.conftest import PASSWORD, Clock, account_for, letters
from tests.who.access.device import PRESENT, Device
from tests.who.access.test_second_step import turned_on

ORIGIN = "http://localhost"


def browser() -> Client:
    return Client(SERVER_NAME="localhost")


def device(**kinds: Any) -> Device:
    return Device(**{"origin": ORIGIN, "host": "localhost", **kinds})


def send(client: Client, url: str, data: Any = None) -> Any:
    return client.post(url, data or {}, content_type="application/json")


@pytest.fixture
def priya(world: Any) -> Any:
    return account_for(world, "priya")


def add(account: Any, key: Device, password: str = PASSWORD) -> Any:
    client = browser()
    client.force_login(account)
    asked = client.post("/you/passkeys/options", {"name": "My phone", "password": password})
    return (
        send(client, "/you/passkeys", {"answer": key.make(asked.json())})
        if asked.status_code == 200
        else asked
    )


def come_in(
    key: Device, change: Callable[[dict[str, Any]], None] = lambda answer: None
) -> tuple[Client, Any]:
    client = browser()
    answer = key.prove(send(client, "/sign-in/passkey/options").json())
    change(answer)
    return client, send(client, "/sign-in/passkey?next=/acme/people", {"answer": answer})


def test_a_device_signs_in_alone_even_where_a_code_is_asked_for(world: Any, priya: Any, time: Clock) -> None:
    key = device()
    turned_on(priya, time)
    assert add(priya, key).json() == {"next": "/you"}
    client, answer = come_in(key)
    assert answer.json() == {"next": "/acme/people"}
    assert client.get("/acme/people").status_code == 200
    page = client.get("/acme/me").content.decode()
    assert "My phone" in page
    assert "last used" in page
    assert "A passkey was added" in [letter.subject for letter in letters()]


def test_adding_asks_for_the_password(priya: Any) -> None:
    answer = add(priya, device(), "something else")
    assert answer.status_code == 422
    assert "not your current password" in answer.json()["message"]
    assert not Passkey.objects.exists()


def test_a_device_that_asked_nobody_who_holds_it_is_not_accepted(priya: Any) -> None:
    assert add(priya, device(flags=PRESENT)).status_code == 422
    key = device()
    add(priya, key)
    key.flags = PRESENT
    assert come_in(key)[1].status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "http://elsewhere.example"},
        {"host": "elsewhere.example"},
        {"id": b"nobody knows this"},
    ],
)
def test_what_another_site_or_device_made_is_not_accepted(priya: Any, wrong: dict[str, Any]) -> None:
    key = device()
    add(priya, key)
    for name, value in wrong.items():
        setattr(key, name, value)
    client, answer = come_in(key)
    assert answer.status_code == 422
    assert "not known here" in answer.json()["message"]
    assert client.get("/acme/people").status_code == 302


def test_a_forged_signature_is_not_accepted(priya: Any) -> None:
    key = device()
    add(priya, key)
    key.key = Device().key
    assert come_in(key)[1].status_code == 422


def test_an_answer_works_once(priya: Any) -> None:
    key = device(counts=False)
    add(priya, key)
    client = browser()
    answer = key.prove(send(client, "/sign-in/passkey/options").json())
    assert send(client, "/sign-in/passkey", {"answer": answer}).status_code == 200
    client.post("/sign-out")
    assert send(client, "/sign-in/passkey", {"answer": answer}).status_code == 422


def test_a_copied_key_falls_behind_and_is_not_accepted(priya: Any) -> None:
    key = device()
    add(priya, key)
    assert come_in(key)[1].status_code == 200
    key.uses = 0
    _client, answer = come_in(key)
    assert answer.status_code == 422
    assert "copied" in answer.json()["message"]


def test_one_device_is_added_once_and_can_be_removed_by_its_person_alone(world: Any, priya: Any) -> None:
    key = device()
    add(priya, key)
    assert "already" in add(priya, key).json()["message"]
    row = Passkey.objects.get()
    stranger = browser()
    stranger.force_login(account_for(world, "maya"))
    stranger.post("/you/passkeys/remove", {"passkey": str(row.pk)})
    stranger.post("/you/passkeys/remove", {"passkey": "no such thing"})
    assert Passkey.objects.exists()
    client = browser()
    client.force_login(priya)
    client.post("/you/passkeys/remove", {"passkey": str(row.pk)})
    assert come_in(key)[1].status_code == 422


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{", b'{"answer": 1}', b'{"answer": {"id": "x"}}', b"\xff" * 99]
)
def test_nonsense_is_told_so(priya: Any, body: bytes) -> None:
    client = browser()
    send(client, "/sign-in/passkey/options")
    answer = client.post("/sign-in/passkey", body, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["message"]


def test_an_address_of_digits_takes_no_keys(priya: Any) -> None:
    numbered = Client(SERVER_NAME="127.0.0.1")
    assert "data-passkey" not in numbered.get("/sign-in").content.decode()
    assert "data-passkey" in browser().get("/sign-in").content.decode()
    answer = send(numbered, "/sign-in/passkey/options")
    assert answer.status_code == 409
    assert "host name" in answer.json()["message"]


def test_a_closed_account_stays_closed(priya: Any) -> None:
    from pilothouse.who.decisions.gate import guard

    key = device()
    add(priya, key)
    with guard.opened():
        type(priya).objects.filter(pk=priya.pk).update(is_active=False)
    assert come_in(key)[1].status_code == 422
    assert time_codes.since(priya.pk) is None
