"""What the log tells of a request, what it never tells, and how a person and an operator find each other."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from pilothouse.config.logs import Json, Text, logs
from pilothouse.entrypoints.web import views
from pilothouse.who.decisions.gate import guard
from tests.entrypoints.conftest import PASSWORD, Scratch, account_for
from tests.who.decisions.conftest import World


def lines(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.fields for record in caplog.records if record.name == "pilothouse.requests"]


@pytest.fixture(autouse=True)
def everything(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "pilothouse")


def test_a_request_has_one_line_with_route_account_and_queries(
    world: World, signed_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    signed_in("tomas").get("/acme/people?token=abc123")
    (line,) = lines(caplog)
    assert (line["method"], line["route"], line["status"], line["workspace"]) == (
        "GET",
        "people",
        200,
        "acme",
    )
    assert line["account"] == str(account_for(world, "tomas").pk)
    assert line["queries"] > 0
    assert line["ms"] > 0


def test_calls_of_programs_name_their_account_too(
    world: World, signed_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    signed_in("tomas").get("/api/v1/acme/history")
    (line,) = lines(caplog)
    assert line["account"] == str(account_for(world, "tomas").pk)
    assert line["workspace"] == "acme"


def test_the_log_holds_no_password_address_or_words(
    world: World, caplog: pytest.LogCaptureFixture, scratch: Scratch
) -> None:
    account = account_for(world, "tomas")
    client = Client()
    client.post("/sign-in", {"email": account.email, "password": "a wrong password"})
    client.post("/sign-in", {"email": account.email, "password": PASSWORD})
    client.get("/acme/i/ACM-1?q=wage")
    client.get("/nothing/at/all-secret")
    written = "\n".join(Json().format(record) for record in caplog.records)
    for word in (account.email, "a wrong password", PASSWORD, "wage", "all-secret", *client.cookies.keys()):
        assert word not in written
    for morsel in client.cookies.values():
        assert morsel.value not in written


@pytest.mark.parametrize(
    "given, kept", [("proxy-7f3a.0001", True), ("short", False), ("a b" * 4, False), ("x" * 65, False)]
)
def test_the_id_a_proxy_gave_is_kept_if_it_is_one(
    world: World, given: str, kept: bool, caplog: pytest.LogCaptureFixture
) -> None:
    answer = Client().get("/healthz", headers={"X-Request-Id": given})
    assert (answer["X-Request-Id"] == given) is kept
    assert len(answer["X-Request-Id"]) >= 8


def test_who_meets_a_fault_can_quote_its_id(
    world: World, signed_in: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(*given: Any) -> None:
        raise RuntimeError("the reason, for the log alone")

    client = signed_in("tomas", raise_request_exception=False)
    monkeypatch.setattr(views.queries, "item_named", break_down)
    answer = client.get("/acme/i/ACM-1")
    page = answer.content.decode()
    assert answer.status_code == 500
    assert f"quote {answer['X-Request-Id']}" in page
    assert "the reason" not in page
    assert any("the reason" in (record.exc_text or str(record.exc_info)) for record in caplog.records)


def record(**fields: Any) -> logging.LogRecord:
    made = logging.LogRecord("pilothouse.requests", logging.INFO, "x.py", 1, "request", (), None)
    made.fields = fields
    return made


def test_lines_are_json_for_programs_and_words_for_people() -> None:
    told = json.loads(Json().format(record(route="item", account=None, ms=1.5)))
    assert (told["message"], told["level"], told["route"], told["ms"]) == ("request", "info", "item", 1.5)
    assert "account" not in told
    assert Text().format(record(route="item", ms=1.5)).endswith("request route=item ms=1.5")


@pytest.mark.parametrize("name, value", [("PILOTHOUSE_LOG", "LOUD"), ("PILOTHOUSE_LOG_FORMAT", "xml")])
def test_a_setting_that_is_none_says_what_to_write(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{name}.*write"):
        logs({name: value})


@pytest.fixture
def may_be_emptied() -> Iterator[None]:
    """Asked for first, so that the tables can be emptied after the test."""
    with guard.opened():
        yield


def test_counting_queries_leaves_the_guard_on_every_connection(
    may_be_emptied: None, transactional_db: None
) -> None:
    for _ in range(3):
        connection.close()
        Client().get("/readyz")
        assert connection.execute_wrappers.count(guard.refuse_strays) == 1
        assert len(connection.execute_wrappers) == 1
