"""Signing in, being kept waiting after wrong passwords, and what strangers can learn: nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from pilothouse.entrypoints.web import throttle
from pilothouse.who import clock as house_clock
from pilothouse.who.access.models import Attempt
from tests.entrypoints.conftest import PASSWORD, account_for
from tests.who.decisions.conftest import World


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    begun, passed = house_clock.now(), [0.0]
    monkeypatch.setattr(house_clock, "now", lambda: begun + timedelta(seconds=passed[0]))
    return passed


def attempt(client: Client, email: str, password: str, **more: str) -> object:
    return client.post("/sign-in", {"email": email, "password": password, **more})


def test_the_right_password_leads_to_the_page_that_was_asked_for(world: World) -> None:
    account, client = account_for(world, "priya"), Client()
    asked = client.get("/acme/do/task.add")
    assert asked["Location"] == "/sign-in?next=/acme/do/task.add"
    response = attempt(client, account.email.upper(), PASSWORD, next="/acme/do/task.add")
    assert (response.status_code, response["Location"]) == (303, "/acme/do/task.add")
    assert client.get("/").headers["Location"] == "/acme/"


def test_nobody_is_sent_to_another_site(world: World) -> None:
    account = account_for(world, "priya")
    assert attempt(Client(), account.email, PASSWORD, next="https://elsewhere.example/")["Location"] == "/"


def test_answers_do_not_tell_who_has_an_account(world: World) -> None:
    account = account_for(world, "priya")
    wrong = attempt(Client(), account.email, "not it")
    nobody = attempt(Client(), "nobody@acme.example", "not it")
    blur = re.compile(r'value="[^"]*"|content="[^"]*"')
    assert wrong.status_code == nobody.status_code == 422
    assert blur.sub("", wrong.content.decode()) == blur.sub("", nobody.content.decode())


def test_after_five_wrong_passwords_one_waits(world: World, clock: list[float]) -> None:
    account, client = account_for(world, "priya"), Client()
    for _ in range(throttle.FREE):
        last = attempt(client, account.email, "not it")
    assert "Wait a minute" in last.content.decode()
    refused = attempt(client, account.email, PASSWORD)
    assert (refused.status_code, refused["Retry-After"]) == (429, "60")
    clock[0] += 61
    assert attempt(client, account.email, PASSWORD).status_code == 303


def test_the_wait_grows_and_is_the_same_for_addresses_without_account(
    world: World, clock: list[float]
) -> None:
    client = Client()
    for _ in range(throttle.FREE):
        attempt(client, "nobody@acme.example", "not it")
    clock[0] += 61
    attempt(client, "nobody@acme.example", "not it")
    assert attempt(client, "nobody@acme.example", "not it")["Retry-After"] == "120"


def test_another_process_knows_of_the_failures(world: World, clock: list[float]) -> None:
    for _ in range(throttle.FREE):
        attempt(Client(), "nobody@acme.example", "not it")
    assert Attempt.objects.filter(failures=throttle.FREE).exists()
    assert "nobody" not in str(list(Attempt.objects.values()))
    assert attempt(Client(), "nobody@acme.example", "not it").status_code == 429


def test_guesses_from_many_places_wait_but_not_the_browser_of_the_right_person(
    world: World, clock: list[float]
) -> None:
    account, own = account_for(world, "priya"), Client()
    attempt(own, account.email, PASSWORD)
    own.post("/sign-out")
    for place in range(throttle.FREE_AN_ACCOUNT):
        attempt(Client(REMOTE_ADDR=f"203.0.113.{place}"), account.email, "not it")
    fresh = Client(REMOTE_ADDR="198.51.100.7")
    assert attempt(fresh, account.email, PASSWORD).status_code == 429
    assert attempt(own, account.email, PASSWORD).status_code == 303


def test_no_wait_is_longer_than_a_quarter_of_an_hour(world: World, clock: list[float]) -> None:
    account, client = account_for(world, "priya"), Client()
    for _ in range(30):
        attempt(client, account.email, "not it")
        clock[0] += 901
    assert attempt(client, account.email, PASSWORD).status_code == 303


@pytest.mark.parametrize(
    "goal", ["//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)", "https:///x"]
)
def test_nobody_is_sent_elsewhere_by_any_spelling(world: World, goal: str) -> None:
    account = account_for(world, "priya")
    assert attempt(Client(), account.email, PASSWORD, next=goal)["Location"] == "/"


def test_signing_in_begins_a_session_anew(world: World) -> None:
    account, client = account_for(world, "priya"), Client()
    client.cookies["pilothouse_session"] = "chosenbysomebodyelse1234567890ab"
    attempt(client, account.email, PASSWORD)
    assert client.cookies["pilothouse_session"].value != "chosenbysomebodyelse1234567890ab"


def test_others_are_not_kept_waiting(world: World, clock: list[float]) -> None:
    account_for(world, "priya")
    maya = account_for(world, "maya")
    for _ in range(throttle.FREE):
        attempt(Client(), "priya@acme.example", "not it")
    assert attempt(Client(), maya.email, PASSWORD).status_code == 303


def test_a_form_of_another_site_is_not_taken(world: World) -> None:
    account_for(world, "priya")
    client = Client(enforce_csrf_checks=True)
    refused = attempt(client, "priya@acme.example", PASSWORD)
    assert refused.status_code == 403
    assert "reload the page" in refused.content.decode()


def test_signing_out_ends_the_session(world: World) -> None:
    client = Client()
    client.force_login(account_for(world, "priya"))
    assert "/acme/" in client.get("/you").content.decode()
    client.post("/sign-out")
    assert client.get("/acme/")["Location"].startswith("/sign-in")
