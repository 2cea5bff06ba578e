"""The small workspace, browsers without scripts, mail as it was written, and a clock one can turn."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from pilothouse.who import clock
from pilothouse.who.access.doors import post
from tests.entrypoints.conftest import PASSWORD as PASSWORD
from tests.entrypoints.conftest import account_for as account_for
from tests.entrypoints.conftest import other as other
from tests.entrypoints.conftest import signed_in as signed_in
from tests.entrypoints.conftest import world as world

NEW = "nine blue herons wade"


class Clock:
    """What time it is, until it is turned on."""

    def __init__(self) -> None:
        self.now = clock.now()

    def on(self, **span: float) -> None:
        self.now = self.now + timedelta(**span)

    def read(self) -> datetime:
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Clock:
    turned = Clock()
    monkeypatch.setattr(clock, "now", turned.read)
    return turned


@pytest.fixture(autouse=True)
def letter_box(settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = "https://house.example"


def letters() -> list[Any]:
    """Send what waits; all mail so far."""
    post.send_waiting()
    return list(mail.outbox)


def link_in(letter: Any) -> str:
    """The path of the link in a mail, which must lead to our own address."""
    found = re.search(r"https://house\.example(/\S+)", letter.body)
    assert found, letter.body
    return found[1]


def told_once(response: Any) -> str:
    """The path of the link a page shows."""
    found = re.search(r'value="http://testserver(/join/[\w-]+)"', response.content.decode())
    assert found, response.content.decode()[-3000:]
    return found[1]


def stranger() -> Client:
    return Client()
