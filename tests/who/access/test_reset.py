"""A new password by mail: for its owner, once, within the hour; strangers learn nothing."""

from __future__ import annotations

from typing import Any

from django.core import mail
from django.test import Client

from pilothouse.entrypoints.web import throttle
from tests.who.access.conftest import NEW, PASSWORD, Clock, account_for, letters, link_in


def ask(email: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/reset", {"email": email})


def test_the_link_leads_to_a_new_password_and_works_once(world: Any) -> None:
    account = account_for(world, "priya")
    ask(account.email.upper())
    link = link_in(letters()[0])
    assert Client().post(link, {"password": NEW})["Location"] == "/sign-in"
    assert Client().post(link, {"password": "another long one"}).status_code == 410
    right = Client().post("/sign-in", {"email": account.email, "password": NEW})
    assert right.status_code == 303
    assert "was changed" in letters()[-1].subject


def test_it_ends_every_session(world: Any, signed_in: Any) -> None:
    client = signed_in("priya")
    ask("priya@acme.example")
    Client().post(link_in(letters()[0]), {"password": NEW})
    assert client.get("/acme/people").status_code == 302


def test_the_link_expires(world: Any, monkeypatch: Any) -> None:
    from datetime import datetime, timedelta

    from django.contrib.auth.tokens import default_token_generator

    ask(account_for(world, "priya").email)
    link = link_in(letters()[0])
    later = datetime.now() + timedelta(hours=1, minutes=1)
    monkeypatch.setattr(default_token_generator, "_now", lambda: later)
    assert Client().post(link, {"password": NEW}).status_code == 410


def test_the_link_of_one_account_does_not_open_another(world: Any) -> None:
    ask(account_for(world, "priya").email)
    token = link_in(letters()[0]).rpartition("/")[2]
    maya = account_for(world, "maya")
    assert Client().post(f"/reset/{maya.pk}/{token}", {"password": NEW}).status_code == 410


def test_a_changed_password_voids_the_link(world: Any, signed_in: Any) -> None:
    client = signed_in("priya")
    ask("priya@acme.example")
    client.post("/acme/do/account.password", {"current": PASSWORD, "new": "something else again"})
    assert Client().post(link_in(letters()[0]), {"password": NEW}).status_code == 410


def test_answers_do_not_tell_who_has_an_account(world: Any) -> None:
    import re

    account = account_for(world, "priya")
    known, unknown = ask(account.email), ask("nobody@acme.example")
    blur = re.compile(r'content="[^"]*"')
    assert known.status_code == unknown.status_code == 200
    assert blur.sub("", known.content.decode()) == blur.sub("", unknown.content.decode())
    assert [letter.to for letter in letters()] == [[account.email]]


def test_a_forged_host_gets_no_link(world: Any) -> None:
    account = account_for(world, "priya")
    Client(HTTP_HOST="localhost").post("/reset", {"email": account.email})
    assert "https://house.example/reset/" in letters()[0].body
    assert "localhost" not in mail.outbox[0].body


def test_mails_to_one_address_are_few(world: Any, time: Clock) -> None:
    account = account_for(world, "priya")
    answers = [ask(account.email) for _ in range(throttle.FREE_MAILS + 2)]
    assert answers[-1].status_code == 429
    assert "Wait" in answers[-1].content.decode()
    assert len(letters()) == throttle.FREE_MAILS


def test_a_weak_password_is_refused(world: Any) -> None:
    ask(account_for(world, "priya").email)
    link = link_in(letters()[0])
    assert Client().post(link, {"password": "password123"}).status_code == 422
    assert Client().post(link, {"password": NEW}).status_code == 303


def test_a_mail_server_that_is_away_is_tried_again(world: Any, settings: Any, time: Clock) -> None:
    ask(account_for(world, "priya").email)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT, settings.EMAIL_HOST = 1, "127.0.0.1"
    assert letters() == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    time.on(minutes=3)
    assert len(letters()) == 1
