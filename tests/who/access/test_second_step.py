"""A code after the password: asked for, taken once, replaced by recovery codes, ended with the password."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from pyotp import TOTP

from pilothouse.entrypoints.cli.main import BadInput
from pilothouse.entrypoints.cli.recovering import recover
from pilothouse.who.access.doors import time_codes
from pilothouse.who.access.models import TimeCodes
from tests.who.access.conftest import PASSWORD, Clock, account_for, letters

OTHER = "KRSXG5CTMVRXEZLUKRSXG5CTMVRXEZLU"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def priya(world: Any) -> Any:
    return account_for(world, "priya")


def code_at(time: Clock, secret: str = SECRET) -> str:
    return TOTP(secret).at(time.now)


def password_given(account: Any) -> tuple[Client, Any]:
    client = Client()
    answer = client.post("/sign-in", {"email": account.email, "password": PASSWORD, "next": "/acme/people"})
    return client, answer


def is_in(client: Client) -> bool:
    return client.get("/acme/people").status_code == 200


def turned_on(account: Any, time: Clock) -> list[str]:
    """Recovery codes of an account that is asked for codes; the code of this half-minute is used up."""
    told = time_codes.turn_on(account.pk, SECRET, code_at(time))
    assert told is not None
    time.on(seconds=60)
    return told


def test_a_published_example_of_the_standard(priya: Any, time: Clock) -> None:
    """RFC 6238, appendix B, SHA-1, the last six of its eight digits."""
    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    time.now = time.now.fromtimestamp(1111111111, tz=time.now.tzinfo)
    assert time_codes.turn_on(priya.pk, secret, "050471") is not None


def test_setting_it_up_by_the_page_shows_recovery_codes_once_and_writes_a_letter(
    world: Any, priya: Any, time: Clock
) -> None:
    client, _ = password_given(priya)
    page = client.get("/you/codes").content.decode()
    found = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert found
    assert "<svg" in page
    secret = found[1].replace(" ", "")
    told = client.post("/you/codes", {"code": code_at(time, secret), "password": PASSWORD}).content.decode()
    codes = re.findall(r"<li><code>([\w-]+)</code>", told)
    assert len(codes) == time_codes.RECOVERY_CODES == len(set(codes))
    assert codes[0] not in client.get("/you/codes").content.decode()
    assert "10 recovery codes left" in client.get("/acme/me").content.decode()
    assert [letter.subject for letter in letters()] == ["A code is asked for when you sign in"]


@pytest.mark.parametrize(
    "sent, words",
    [
        ({"code": "000000", "password": PASSWORD}, "does not belong to the picture"),
        ({"code": "000000", "password": "something else"}, "not your current password"),
    ],
)
def test_a_wrong_code_or_password_turns_nothing_on(
    priya: Any, time: Clock, sent: dict[str, str], words: str
) -> None:
    client, _ = password_given(priya)
    client.get("/you/codes")
    answer = client.post("/you/codes", sent)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert time_codes.since(priya.pk) is None


def test_the_password_alone_no_longer_signs_in(world: Any, priya: Any, time: Clock) -> None:
    turned_on(priya, time)
    client, answer = password_given(priya)
    assert answer["Location"] == "/sign-in/code"
    assert not is_in(client)
    refused = client.post("/sign-in/code", {"code": "000000"})
    assert refused.status_code == 422
    assert "not the one of this moment" in refused.content.decode()
    entered = client.post("/sign-in/code", {"code": code_at(time)})
    assert entered["Location"] == "/acme/people"
    assert is_in(client)


def test_a_code_works_once_and_only_near_its_moment(world: Any, priya: Any, time: Clock) -> None:
    turned_on(priya, time)
    code = code_at(time)
    assert time_codes.passes(priya.pk, f"{code[:3]} {code[3:]}")
    assert not time_codes.passes(priya.pk, code)
    time.on(seconds=30)
    late = code_at(time)
    time.on(seconds=90)
    assert not time_codes.passes(priya.pk, late)


def test_a_recovery_code_stands_in_once(world: Any, priya: Any, time: Clock) -> None:
    first, second, *_ = turned_on(priya, time)
    client, _ = password_given(priya)
    assert client.post("/sign-in/code", {"code": first.upper()}).status_code == 303
    assert is_in(client)
    again, _ = password_given(priya)
    assert again.post("/sign-in/code", {"code": first}).status_code == 422
    assert again.post("/sign-in/code", {"code": second}).status_code == 303


def test_codes_of_one_account_say_nothing_of_another(world: Any, priya: Any, time: Clock) -> None:
    turned_on(priya, time)
    maya = account_for(world, "maya")
    time_codes.turn_on(maya.pk, OTHER, code_at(time, OTHER))
    client, _ = password_given(maya)
    assert client.post("/sign-in/code", {"code": code_at(time)}).status_code == 422


def test_guessing_waits(world: Any, priya: Any, time: Clock) -> None:
    turned_on(priya, time)
    client, _ = password_given(priya)
    answers = [client.post("/sign-in/code", {"code": f"{n:06}"}) for n in range(7)]
    assert answers[-1].status_code == 429
    assert int(answers[-1]["Retry-After"]) > 0
    assert client.post("/sign-in/code", {"code": code_at(time)}).status_code == 429
    time.on(minutes=9)
    assert client.post("/sign-in/code", {"code": code_at(time)}).status_code == 303


def test_the_second_step_needs_the_first_and_not_too_long_ago(priya: Any, time: Clock) -> None:
    turned_on(priya, time)
    assert Client().post("/sign-in/code", {"code": code_at(time)})["Location"] == "/sign-in"
    client, _ = password_given(priya)
    time.on(minutes=11)
    assert client.post("/sign-in/code", {"code": code_at(time)})["Location"] == "/sign-in"


def test_ending_it_asks_for_the_password(world: Any, priya: Any, time: Clock) -> None:
    first, *_ = turned_on(priya, time)
    client, _ = password_given(priya)
    client.post("/sign-in/code", {"code": first})
    assert client.post("/you/codes/off", {"password": "something else"}).status_code == 422
    assert time_codes.since(priya.pk) is not None
    client.post("/you/codes/off", {"password": PASSWORD})
    other, _ = password_given(priya)
    assert is_in(other)


def test_new_recovery_codes_void_the_old(world: Any, priya: Any, time: Clock) -> None:
    first, second, *_ = turned_on(priya, time)
    client, _ = password_given(priya)
    client.post("/sign-in/code", {"code": first})
    told = client.post("/you/codes/recovery", {"password": PASSWORD}).content.decode()
    fresh = re.findall(r"<li><code>([\w-]+)</code>", told)
    assert not time_codes.passes(priya.pk, second)
    assert time_codes.passes(priya.pk, fresh[0])


def test_whoever_runs_the_server_lets_somebody_in_who_lost_their_phone(
    world: Any, priya: Any, time: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    turned_on(priya, time)
    recover(priya.email)
    link = re.search(r"https://house\.example(/reset/\S+)", capsys.readouterr().out)
    assert link is not None
    assert time_codes.since(priya.pk) is not None
    recover(priya.email, lost_device=True)
    assert time_codes.since(priya.pk) is None
    assert Client().get(link[1]).status_code == 200
    assert "does not sign you in any more" in letters()[-1].subject
    with pytest.raises(BadInput, match="nobody signs in as"):
        recover("nobody@acme.example")


def test_the_secret_is_not_readable_at_rest_and_a_new_server_secret_leaves_recovery_codes(
    priya: Any, time: Clock, settings: Any
) -> None:
    first, *_ = turned_on(priya, time)
    row = TimeCodes.objects.get()
    assert SECRET not in row.sealed
    assert first not in str(row.reserve)
    settings.SECRET_KEY = "another"
    assert not time_codes.passes(priya.pk, code_at(time))
    assert time_codes.passes(priya.pk, first)
