"""Coming in by a link: once, in time, as whom it was written to; nobody else learns anything from it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from pilothouse.who.access.models import Invitation
from pilothouse.who.people.models import Account, Member, RoleHolder
from tests.who.access.conftest import NEW, PASSWORD, Clock, account_for, letters, link_in, told_once

NILS = {"name": "Nils Berg", "kind": "person", "role": "engineer", "shown": "name,kind,role"}


def invite(client: Client, **more: str) -> str:
    """The path of a new invitation's link."""
    answer = client.post("/acme/do/invitation.send", {**NILS, **more})
    assert answer.status_code == 200, answer.content.decode()[-3000:]
    return told_once(answer)


def come_in(link: str, **more: str) -> Any:
    sent = {"name": "Nils Berg", "email": "nils@acme.example", "password": NEW, "timezone": "Europe/Oslo"}
    return Client().post(link, {**sent, **more})


def test_a_link_makes_a_member_with_an_account_and_the_promised_role(world: Any, signed_in: Any) -> None:
    link = invite(signed_in("sofia"))
    assert "Come in to Acme" in Client().get(link).content.decode()
    client = Client()
    answer = client.post(link, {"name": "Nils Berg", "email": "nils@acme.example", "password": NEW})
    assert (answer.status_code, answer["Location"]) == (303, "/acme/")
    assert client.get("/acme/people").status_code == 200
    nils = Member.everything.get(name="Nils Berg")
    assert nils.account is not None
    assert nils.account.password.startswith("argon2$argon2id$")
    assert RoleHolder.everything.get(member=nils).role == "engineer"


def test_the_zone_of_the_browser_is_kept_when_it_is_one(world: Any, signed_in: Any) -> None:
    client = signed_in("sofia")
    come_in(invite(client))
    assert Account.objects.get(email="nils@acme.example").preference.timezone == "Europe/Oslo"
    come_in(invite(client, name="Ida"), name="Ida", email="ida@acme.example", timezone="Atlantis/Sunk")
    assert Account.objects.get(email="ida@acme.example").preference.timezone == ""


def test_a_link_works_once(world: Any, signed_in: Any) -> None:
    link = invite(signed_in("sofia"))
    come_in(link)
    again = come_in(link, email="else@acme.example")
    assert again.status_code == 410
    assert not Account.objects.filter(email="else@acme.example").exists()


def test_a_link_expires_and_can_be_sent_again(world: Any, signed_in: Any, time: Clock) -> None:
    steward = signed_in("sofia")
    link = invite(steward)
    time.on(days=14, minutes=1)
    assert come_in(link).status_code == 410
    steward = signed_in("sofia")
    row = Invitation.everything.get()
    fresh = told_once(steward.post("/acme/do/invitation.renew", {"invitation": str(row.pk)}))
    assert come_in(link).status_code == 404
    assert come_in(fresh).status_code == 303


def test_a_revoked_link_is_void(world: Any, signed_in: Any) -> None:
    steward = signed_in("sofia")
    link = invite(steward)
    steward.post("/acme/do/invitation.revoke", {"invitation": str(Invitation.everything.get().pk)})
    assert come_in(link).status_code == 410
    assert not Member.everything.filter(name="Nils Berg").exists()


def test_the_secret_is_kept_nowhere(world: Any, signed_in: Any) -> None:
    from tests.registry.conftest import tables

    secret = invite(signed_in("sofia")).rpartition("/")[2]
    from pilothouse.who.decisions.models import Entry, RowChange

    kept = str(tables()) + str(list(Entry.everything.values())) + str(list(RowChange.everything.values()))
    assert secret not in kept


def test_an_invitation_by_mail_is_for_that_address(world: Any, signed_in: Any) -> None:
    invite(signed_in("sofia"), email="nils@acme.example")
    (letter,) = letters()
    assert letter.to == ["nils@acme.example"]
    answer = come_in(link_in(letter), email="somebody@else.example")
    assert answer.status_code == 303
    assert Member.everything.get(name="Nils Berg").account.email == "nils@acme.example"


def test_another_account_cannot_use_it(world: Any, other: Any, signed_in: Any) -> None:
    link = invite(signed_in("sofia"), email="nils@acme.example")
    wrong = Client()
    wrong.force_login(account_for(other, "maya"))
    answer = wrong.post(link, {})
    assert answer.status_code == 403
    assert "nils@acme.example" not in answer.content.decode()
    assert not Member.everything.filter(
        workspace=world.workspace, account__email="maya@other.example"
    ).exists()


def test_whoever_has_an_account_signs_in_and_comes_in_as_they_are(
    world: Any, other: Any, signed_in: Any
) -> None:
    account, client = account_for(other, "maya"), Client()
    link = invite(signed_in("sofia"), name="Maya of Other")
    before = account.password
    taken = come_in(link, email=account.email.upper())
    assert taken.status_code == 422
    assert "Sign in with it first" in taken.content.decode()
    client.post("/sign-in", {"email": account.email, "password": PASSWORD, "next": link})
    assert client.post(link, {})["Location"] == "/acme/"
    account.refresh_from_db()
    assert account.password == before
    assert client.get("/acme/people").status_code == 200


@pytest.mark.parametrize("weak", ["short", "password123", "1234567890123", "nils@acme.example"])
def test_a_weak_password_is_refused_with_what_to_do(world: Any, signed_in: Any, weak: str) -> None:
    answer = come_in(invite(signed_in("sofia")), password=weak)
    assert answer.status_code == 422
    assert "Error" in answer.content.decode()
    assert not Account.objects.filter(email="nils@acme.example").exists()


def test_a_guest_sees_no_areas_and_no_people(world: Any, signed_in: Any) -> None:
    link = invite(signed_in("sofia"), name="Gerd", kind="guest", role="")
    client = Client()
    client.post(link, {"name": "Gerd", "email": "gerd@acme.example", "password": NEW})
    page = client.get("/acme/people").content.decode()
    assert "Tomas" not in page
    assert 'class="area" href' not in page


def test_who_is_no_steward_invites_nobody(world: Any, signed_in: Any) -> None:
    answer = signed_in("maya").post("/acme/do/invitation.send", NILS)
    assert answer.status_code == 403
    assert not Invitation.everything.exists()


def test_the_form_of_another_site_is_not_taken(world: Any, signed_in: Any) -> None:
    link = invite(signed_in("sofia"))
    sent = {"name": "Nils", "email": "nils@acme.example", "password": NEW}
    assert Client(enforce_csrf_checks=True).post(link, sent).status_code == 403


def test_the_session_is_begun_anew(world: Any, signed_in: Any) -> None:
    client, link = Client(), invite(signed_in("sofia"))
    client.cookies["pilothouse_session"] = "chosenbysomebodyelse1234567890ab"
    client.post(link, {"name": "Nils", "email": "nils@acme.example", "password": NEW})
    assert client.cookies["pilothouse_session"].value != "chosenbysomebodyelse1234567890ab"
