"""The profile, a member's page and the settings: what is there, for whom, and that it can be changed."""

from __future__ import annotations

from typing import Any

from django.test import Client

from pilothouse.who.people.models import Account, Preference
from tests.entrypoints.page import form_in
from tests.who.access.conftest import PASSWORD, account_for, letters, link_in


def test_the_profile_shows_what_is_set_and_changes_it_in_place(world: Any, signed_in: Any) -> None:
    client = signed_in("priya")
    page = client.get("/acme/me").content.decode()
    assert "You are signed in here alone" in page
    url = "/acme/do/preferences.set"
    sent = form_in(client.get(f"{url}?only=locale&next=/acme/me"), url)
    sent["locale"] = "de"
    assert client.post(url, sent)["Location"] == "/acme/me"
    assert "German" in client.get("/acme/me").content.decode()
    again = client.get(f"{url}?only=locale&next=/acme/me").content.decode()
    assert '<option value="de" selected>' in again


def test_theme_keys_and_language_of_the_account_hold_on_every_page(world: Any, signed_in: Any) -> None:
    client = signed_in("priya")
    url = "/acme/do/preferences.set"
    sent = form_in(client.get(url), url)
    assert sent.pop("keys") == ["true"]
    sent["theme"], sent["locale"] = "dark", "de"
    client.post(url, sent)
    page = client.get("/acme/people").content.decode()
    assert 'data-theme="dark"' in page
    assert 'data-keys="off"' in page
    assert '<html lang="de"' in page
    assert 'data-theme="dark"' not in signed_in("maya").get("/acme/people").content.decode()


def test_a_new_address_is_confirmed_before_it_is_used(world: Any, signed_in: Any) -> None:
    client = signed_in("priya")
    account = Account.objects.get(email="priya@acme.example")
    client.post("/you/address", {"email": "p@new.example", "password": "not it", "next": "/acme/me"})
    assert letters() == []
    client.post("/you/address", {"email": "p@new.example", "password": PASSWORD, "next": "/acme/me"})
    (letter,) = letters()
    assert letter.to == ["p@new.example"]
    link = link_in(letter)
    assert Client().get(link).status_code == 200
    account.refresh_from_db()
    assert account.email == "priya@acme.example"
    Client().post(link)
    account.refresh_from_db()
    assert account.email == "p@new.example"
    assert Client().post(link).status_code == 410
    assert letters()[-1].to == ["priya@acme.example"]


def test_an_address_of_somebody_else_is_never_taken(world: Any, signed_in: Any) -> None:
    maya = account_for(world, "maya")
    signed_in("priya").post("/you/address", {"email": maya.email, "password": PASSWORD})
    assert letters() == []
    assert Account.objects.filter(email=maya.email).count() == 1


def test_the_settings_are_for_the_steward(world: Any, signed_in: Any) -> None:
    page = signed_in("sofia").get("/acme/settings")
    assert page.status_code == 200
    assert "Units and keys" in page.content.decode()
    assert signed_in("maya").get("/acme/settings").status_code == 403


def test_invitations_and_tokens_are_listed_without_their_secrets(world: Any, signed_in: Any) -> None:
    client = signed_in("sofia")
    client.post("/acme/do/invitation.send", {"name": "Nils", "role": "engineer", "shown": "name,role"})
    page = client.get("/acme/settings").content.decode()
    assert "Nils" in page
    assert "engineer, acme" in page.lower()
    assert "/join/" not in page


def test_a_members_page_has_links_for_who_may_change_it(world: Any, signed_in: Any) -> None:
    path = f"/acme/people/{world.people['tomas'].member}"
    steward, maya = (
        signed_in("sofia").get(path).content.decode(),
        signed_in("maya").get(path).content.decode(),
    )
    assert "engineering manager" in steward.lower()
    assert "/acme/do/role.give" in steward
    assert "/acme/do/member.leave" in steward
    assert "/acme/do/member.leave" not in maya
    assert "Cost of an hour" not in maya


def test_undoing_a_preference_brings_the_one_before_back(world: Any, signed_in: Any) -> None:
    client = signed_in("priya")
    client.post("/acme/do/preferences.set", {"theme": "dark", "shown": "theme"})
    client.post("/acme/do/preferences.set", {"theme": "light", "shown": "theme"})
    from pilothouse.who.decisions.models import Entry

    last = Entry.everything.order_by("-revision").first()
    client.post(f"/acme/undo/{last.group}")
    assert Preference.objects.get().theme == "dark"
